package org.afterword.functions.onboarding.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.functions.onboarding.plan.Difference;
import org.afterword.functions.onboarding.plan.ObjectKind;
import org.afterword.functions.onboarding.plan.Plan;
import org.afterword.functions.onboarding.plan.Step;
import org.afterword.functions.onboarding.route.Route;

/**
 * One line of a plan as people see it, without secrets.
 *
 * @param kind of the object, in words; empty for a warning
 * @param name of the object; empty for a warning
 * @param warning which one; empty for any other action
 * @param details the values that are set
 */
public record ShownStep(
        Action action,
        Optional<String> kind,
        Optional<String> name,
        Optional<String> warning,
        String why,
        List<Detail> details) {
    private static final String ROUTE = "ROUTE";

    /** What is done. */
    public enum Action {
        CREATE,
        CHANGE,
        REMOVE,
        LEAVE,
        WARN
    }

    /**
     * One parameter.
     *
     * @param before its value in the tenant; empty if the object is new
     */
    public record Detail(String parameter, Optional<String> before, String after) {}

    public ShownStep {
        details = List.copyOf(details);
    }

    /** The plan's lines, in its order, and what is known of the place where mail comes back. */
    public static List<ShownStep> of(Plan plan, Route route) {
        return Stream.concat(plan.steps().stream().map(ShownStep::of), Stream.of(of(route)))
                .toList();
    }

    private static ShownStep of(Route route) {
        return route instanceof Route.Proven proven
                ? new ShownStep(
                        Action.LEAVE,
                        Optional.of("where mail comes back"),
                        Optional.of(proven.name()),
                        Optional.empty(),
                        proven.sentence(),
                        List.of())
                : warning(ROUTE, route.sentence());
    }

    private static ShownStep warning(String which, String text) {
        return new ShownStep(Action.WARN, Optional.empty(), Optional.empty(), Optional.of(which), text, List.of());
    }

    private static ShownStep of(Step step) {
        return switch (step) {
            case Step.Create create ->
                of(
                        Action.CREATE,
                        create.object().kind(),
                        create.object().name(),
                        create.object().purpose(),
                        created(create));
            case Step.Change change ->
                of(Action.CHANGE, change.kind(), change.name(), change.why(), changed(change.differences()));
            case Step.Remove remove -> of(Action.REMOVE, remove.kind(), remove.name(), remove.why(), List.of());
            case Step.Leave leave -> of(Action.LEAVE, leave.kind(), leave.name(), leave.why(), List.of());
            case Step.Warn warn -> warning(warn.warning().name(), warn.text());
        };
    }

    private static ShownStep of(Action action, ObjectKind kind, String name, String why, List<Detail> details) {
        return new ShownStep(action, Optional.of(kind.words()), Optional.of(name), Optional.empty(), why, details);
    }

    private static List<Detail> created(Step.Create create) {
        List<Detail> details = new ArrayList<>();
        create.object().values().forEach((parameter, value) -> {
            if (!(value instanceof Value.Unset)) {
                details.add(new Detail(parameter, Optional.empty(), value.shown()));
            }
        });
        return details;
    }

    private static List<Detail> changed(List<Difference> differences) {
        return differences.stream()
                .map(difference ->
                        new Detail(difference.parameter(), Optional.of(difference.shownOld()), difference.shownNew()))
                .toList();
    }
}
