package org.afterword.functions.onboarding.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says in plain words how a connected tenant differs from what it should be: the plan, run again later. */
public final class Drift {
    private final TenantState state;
    private final List<WantedObject> newRules;
    private final List<String> sentences = new ArrayList<>();

    private Drift(TenantState state, List<WantedObject> newRules) {
        this.state = state;
        this.newRules = newRules;
    }

    /**
     * @param plan {@link Planner#connect} of this state
     * @param shouldBeEnabled whether the administrator had enabled the main rule
     * @param before what was recorded when we changed the tenant; a later rule that it does not have is not missing, it is new
     * @return a sentence for each difference; none if all is right
     */
    public static List<String> of(
            TenantState state, Plan plan, String prefix, boolean shouldBeEnabled, List<Before> before) {
        Drift drift = new Drift(
                state,
                plan.steps().stream()
                        .filter(Step.Create.class::isInstance)
                        .map(step -> ((Step.Create) step).object())
                        .filter(object -> object.isNew(prefix, before))
                        .toList());
        plan.steps().forEach(drift::describe);
        state.find(ObjectKind.TRANSPORT_RULE, Names.identify(prefix))
                .filter(rule -> shouldBeEnabled && !rule.isEnabled())
                .ifPresent(rule -> drift.sentences.add(
                        "The rule “" + rule.name() + "” is disabled: mail goes out without a signature."));
        return List.copyOf(drift.sentences);
    }

    private void describe(Step step) {
        switch (step) {
            case Step.Create create when newRules.contains(create.object()) -> {}
            case Step.Create create ->
                sentences.add("The " + create.object().kind().words() + " “"
                        + create.object().name() + "” is missing.");
            case Step.Change change ->
                change.differences().stream()
                        .filter(difference -> !makesRoom(difference))
                        .forEach(difference -> sentences.add(sentence(change, difference)));
            case Step.Remove remove ->
                sentences.add("The " + remove.kind().words() + " “" + remove.name() + "” should not be there.");
            case Step.Leave leave -> {}
            case Step.Warn warn -> {}
        }
    }

    private String sentence(Step.Change change, Difference difference) {
        String subject = "The " + change.kind().words() + " “" + change.name() + "”";
        return switch (difference.parameter()) {
            case "Enabled", "State" ->
                subject + " is disabled"
                        + (change.kind() == ObjectKind.INBOUND_CONNECTOR
                                ? ": mail from the signature service is refused."
                                : change.kind() == ObjectKind.OUTBOUND_CONNECTOR
                                        ? ": no mail reaches the signature service."
                                        : ".");
            case "SmartHosts" -> subject + " sends to another smart host than ours.";
            case "Priority" ->
                subject + " has moved from priority " + priorityThen(difference) + " to " + difference.shownOld()
                        + above(difference) + ".";
            case "SetHeaderName" ->
                subject + " sets the header " + difference.shownOld() + " in place of " + difference.shownNew() + ".";
            case "SetHeaderValue" -> subject + " sets another value than ours in its header.";
            case "ExceptIfHeaderContainsMessageHeader" ->
                subject + " no longer excepts mail that has been signed (header " + difference.shownNew()
                        + "): mail would go round in circles.";
            case "IsDehydrated" -> "The organisation is not ready for settings of its own.";
            default ->
                subject + " has " + difference.parameter() + " = " + difference.shownOld() + " in place of "
                        + difference.shownNew() + ".";
        };
    }

    /** Whether the new rules alone are why a rule is to have another priority. */
    private boolean makesRoom(Difference difference) {
        return difference.parameter().equals("Priority")
                && priorityThen(difference) == difference.is().asInt(-1);
    }

    /** The priority that a rule had when the tenant was connected, which had no new rules above it. */
    private long priorityThen(Difference priority) {
        int now = priority.shouldBe().json().asInt();
        return now
                - newRules.stream()
                        .map(rule -> rule.values().get("Priority"))
                        .filter(above -> above != null && above.json().asInt() < now)
                        .count();
    }

    private String above(Difference priority) {
        int is = priority.is().asInt(0);
        Optional<ExistingObject> above = state.all(ObjectKind.TRANSPORT_RULE).stream()
                .filter(rule -> rule.priority() == is - 1)
                .findFirst();
        return above.map(rule -> ", below “" + rule.name() + "”").orElse("");
    }
}
