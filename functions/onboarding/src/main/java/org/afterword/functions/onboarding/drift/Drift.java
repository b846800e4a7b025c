package org.afterword.functions.onboarding.drift;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.functions.onboarding.plan.Before;
import org.afterword.functions.onboarding.plan.Difference;
import org.afterword.functions.onboarding.plan.ExistingObject;
import org.afterword.functions.onboarding.plan.Names;
import org.afterword.functions.onboarding.plan.ObjectKind;
import org.afterword.functions.onboarding.plan.Plan;
import org.afterword.functions.onboarding.plan.Step;
import org.afterword.functions.onboarding.plan.TenantState;
import org.afterword.functions.onboarding.plan.WantedObject;

/** Says in plain words how a connected tenant differs from what it should be: the plan, run again later. */
public final class Drift {
    private static final String GROUP = "FromMemberOf";
    /** In characters; somebody's list of words can be long. */
    private static final int LONGEST = 100;

    private final TenantState state;
    private final Plan plan;
    private final List<WantedObject> newRules;
    private final List<String> sentences = new ArrayList<>();

    private Drift(TenantState state, Plan plan, List<WantedObject> newRules) {
        this.state = state;
        this.plan = plan;
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
                plan,
                plan.steps().stream()
                        .filter(Step.Create.class::isInstance)
                        .map(step -> ((Step.Create) step).object())
                        .filter(object -> object.isNew(prefix, before))
                        .toList());
        drift.blockedConnectors();
        drift.pilotGroup();
        plan.steps().forEach(drift::describe);
        plan.wanted().forEach(drift::additions);
        drift.find(ObjectKind.TRANSPORT_RULE, Names.identify(prefix))
                .filter(rule -> shouldBeEnabled && !rule.isEnabled())
                .ifPresent(rule -> drift.sentences.add(
                        "The rule “" + rule.name() + "” is disabled: mail goes out without a signature."));
        return List.copyOf(drift.sentences);
    }

    /** An object of ours, which the plan may give back its name. */
    private Optional<ExistingObject> find(ObjectKind kind, String name) {
        return state.find(kind, name)
                .or(() -> plan.steps().stream()
                        .filter(step -> step instanceof Step.Change change
                                && change.kind() == kind
                                && change.differences().stream()
                                        .anyMatch(difference ->
                                                difference.parameter().equals("Name")
                                                        && difference.shownNew().equals(name)))
                        .findFirst()
                        .flatMap(step -> state.find(kind, ((Step.Change) step).name())));
    }

    private void describe(Step step) {
        switch (step) {
            case Step.Create create when newRules.contains(create.object()) -> {}
            case Step.Create create ->
                sentences.add("The " + create.object().kind().words() + " “"
                        + create.object().name() + "” is missing.");
            case Step.Change change ->
                change.differences().stream()
                        .filter(difference -> !makesRoom(difference) && !isForMissingGroup(difference))
                        .forEach(difference -> sentences.add(sentence(change, difference)));
            case Step.Remove remove ->
                sentences.add("The " + remove.kind().words() + " “" + remove.name() + "” should not be there.");
            case Step.Leave leave -> {}
            case Step.Warn warn -> {}
        }
    }

    private void blockedConnectors() {
        plan.wanted().stream()
                .filter(object -> object.kind() == ObjectKind.INBOUND_CONNECTOR)
                .flatMap(object -> find(object.kind(), object.name()).stream())
                .filter(state::isBlocked)
                .forEach(connector -> sentences.add("The inbound connector “" + connector.name()
                        + "” is blocked by Exchange Online (5.7.711): signed mail is held until it is unblocked in the "
                        + "Microsoft Defender portal under Review, Restricted entities."));
    }

    private void pilotGroup() {
        state.pilotGroup().filter(group -> isInRule()).ifPresent(group -> {
            if (group.found().isEmpty()) {
                sentences.add("The pilot's group “" + group.asked()
                        + "” is no longer there: nobody's mail is signed. Choose another group, or none.");
            } else if (group.isRenamed()) {
                sentences.add("The pilot's group “" + group.asked() + "” was renamed to “"
                        + group.found().get().address() + "”. The rule follows it by itself.");
            } else {
                group.problem().ifPresent(sentences::add);
            }
        });
    }

    private boolean isInRule() {
        return plan.wanted().stream().anyMatch(object -> object.values().get(GROUP) instanceof Value.Texts);
    }

    /** What the rule shows of a group that is not there is not worth a second sentence. */
    private boolean isForMissingGroup(Difference difference) {
        return difference.parameter().equals(GROUP)
                && state.pilotGroup().filter(group -> group.found().isEmpty()).isPresent();
    }

    /** What somebody has added to an object of ours. No plan takes it away, so the sentence says how. */
    private void additions(WantedObject object) {
        find(object.kind(), object.name())
                .ifPresent(existing -> Part.of(object.kind()).forEach(part -> {
                    List<String> added = part.parameters().stream()
                            .filter(parameter -> !object.values().containsKey(parameter)
                                    && Part.isSet(
                                            parameter, existing.properties().path(parameter)))
                            .toList();
                    if (!added.isEmpty()) {
                        sentences.add(addition(existing, part, added));
                    }
                }));
    }

    private static String addition(ExistingObject object, Part part, List<String> added) {
        JsonNode properties = object.properties();
        Cmdlet clear = Cmdlet.of("Set-" + object.kind().noun()).with("Identity", Value.of(object.name()));
        for (String parameter : added) {
            clear = clear.with(parameter, Part.cleared(parameter, properties.path(parameter)));
        }
        return "The " + object.kind().words() + " “" + object.name() + "” has " + part.what() + " that is not ours: "
                + added.stream()
                        .map(parameter -> parameter + " = " + shown(properties.path(parameter)))
                        .collect(Collectors.joining(", "))
                + ". If nobody needs it: " + clear;
    }

    private static String shown(JsonNode read) {
        String text = read.path(0).isObject() ? read.toString() : Value.of(read).shown();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
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
