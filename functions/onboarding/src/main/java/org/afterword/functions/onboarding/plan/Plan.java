package org.afterword.functions.onboarding.plan;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.afterword.functions.onboarding.exchange.Cmdlet;

/**
 * What to do, in order. Looking at it and carrying it out are the same list.
 *
 * @param wanted what the tenant has when it is carried out; empty if the plan is for less than that
 */
public record Plan(List<Step> steps, List<WantedObject> wanted) {
    public Plan {
        steps = List.copyOf(steps);
        wanted = List.copyOf(wanted);
    }

    public Plan(List<Step> steps) {
        this(steps, List.of());
    }

    /** Whether there is nothing to do. */
    public boolean isDone() {
        return cmdlets().isEmpty();
    }

    /** The plan but for these of its steps. */
    public Plan without(Collection<Step> some) {
        return new Plan(steps.stream().filter(step -> !some.contains(step)).toList());
    }

    /** All cmdlets that it calls, in order. */
    public List<Cmdlet> cmdlets() {
        return steps.stream().flatMap(step -> step.cmdlets().stream()).toList();
    }

    /** What it warns of. */
    public List<Step.Warn> warnings() {
        return steps.stream()
                .filter(Step.Warn.class::isInstance)
                .map(Step.Warn.class::cast)
                .toList();
    }

    /** Why it cannot be carried out as it is, in words for people; empty if it can. */
    public Optional<String> obstacle() {
        return warnings().stream()
                .filter(warn -> warn.warning().isObstacle())
                .map(Step.Warn::text)
                .findFirst();
    }
}
