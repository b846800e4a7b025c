package org.afterword.functions.onboarding.plan;

import java.util.Collection;
import java.util.List;
import org.afterword.functions.onboarding.exchange.Cmdlet;

/** What to do, in order. Looking at it and carrying it out are the same list. */
public record Plan(List<Step> steps) {
    public Plan {
        steps = List.copyOf(steps);
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
}
