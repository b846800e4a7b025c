package org.afterword.functions.onboarding.plan;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.functions.onboarding.plan.WantedObject.InitialState;
import org.afterword.storage.tenant.RoutingCode;

/**
 * Plans how a tenant gets what it should have. What is right already is left, so a plan that is carried out twice does
 * nothing the second time. Rules are looked at in order, and each that is created or moved shifts the others, as Exchange
 * does it.
 */
public final class Planner {
    private static final String PRIORITY = "Priority";
    private static final String STATE = "State";

    /** What helps, and what does not, where Exchange Online keeps the connector by which mail comes back disabled. */
    static final String INBOUND_STAYS_DISABLED =
            "If Exchange Online keeps it disabled, only Microsoft's support can enable it; developer and trial tenants get no "
                    + "inbound connectors at all, and nothing helps there.";

    private final TenantState state;
    private final Stamp stamp;
    private final OurObjects ours;
    private final List<Before> before;
    private final List<String> ruleOrder;

    private Planner(TenantState state, Stamp stamp, String prefix, List<Before> before) {
        this.state = state;
        this.stamp = stamp;
        this.ours = OurObjects.of(state, stamp, prefix, before);
        this.before = before;
        this.ruleOrder = new ArrayList<>(state.all(ObjectKind.TRANSPORT_RULE).stream()
                .map(ExistingObject::name)
                .toList());
    }

    /**
     * Everything that is wanted, the end of what was and is not any more, and warnings about what stands in its way. Objects
     * of ours with other names are renamed, a second set of them goes. The main rule stays as enabled as it is.
     *
     * @param before what was recorded when we changed the tenant
     */
    public static Plan connect(
            TenantState state, Stamp stamp, RoutingCode code, PlanOptions given, List<Before> before) {
        return new Planner(state, stamp, given.prefix(), before).connect(code, given);
    }

    private Plan connect(RoutingCode code, PlanOptions given) {
        PlanOptions options = asFound(given);
        List<WantedObject> wanted = WantedObjects.of(stamp, code, options, state);
        List<Step> steps = new ArrayList<>(ours.warnings(wanted));
        steps.addAll(TenantWarnings.of(state, wanted, stamp, options, before));
        if (needsHydration()) {
            steps.add(hydrate(state));
        }
        List<Step> unwanted = unwanted(wanted);
        unwanted.stream().filter(step -> !isOfConnector(step)).forEach(steps::add);
        for (WantedObject object : wanted) {
            steps.add(step(object));
        }
        // Last, since a rule of ours may name it until it is set.
        unwanted.stream().filter(Planner::isOfConnector).forEach(steps::add);
        return new Plan(steps, wanted);
    }

    /**
     * Switches the main rule on.
     *
     * @throws IllegalArgumentException with words for people if something has to be put right first
     */
    public static Plan enable(
            TenantState state, Stamp stamp, RoutingCode code, PlanOptions options, List<Before> before) {
        List<String> waitsFor = waitsFor(state, stamp, code, options, before);
        if (!waitsFor.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", waitsFor));
        }
        return switchMainRules(
                state,
                stamp,
                options.prefix(),
                before,
                true,
                "From now on mail goes through the signature service. It can take up to an hour until all servers know.");
    }

    /** Switches the main rule off, and those of a second set, whatever else is wrong. */
    public static Plan disable(TenantState state, Stamp stamp, String prefix, List<Before> before) {
        return switchMainRules(
                state,
                stamp,
                prefix,
                before,
                false,
                "Mail goes out without the detour. It can take up to an hour until all servers know.");
    }

    private static Plan switchMainRules(
            TenantState state, Stamp stamp, String prefix, List<Before> before, boolean on, String why) {
        List<ExistingObject> rules = OurObjects.of(state, stamp, prefix, before).mainRules();
        if (rules.isEmpty()) {
            return new Plan(List.of(new Step.Leave(
                    ObjectKind.TRANSPORT_RULE, Names.identify(prefix), "It is not there: create the objects first.")));
        }
        return new Plan(
                rules.stream().map(rule -> switchMainRule(rule, on, why)).toList());
    }

    private static Step switchMainRule(ExistingObject rule, boolean on, String why) {
        return rule.isEnabled() == on
                ? new Step.Leave(rule.kind(), rule.name(), on ? "It is enabled already." : "It is disabled already.")
                : new Step.Change(
                        rule.kind(),
                        rule.name(),
                        List.of(stateDifference(rule, on)),
                        List.of(switchRule(rule.name(), on)),
                        why);
    }

    /**
     * Why the main rule may not be enabled now: mail would be lost, refused, or not signed as planned. It looks at everything;
     * what only concerns rich text, or that the organisation is still shown as not made ready, is no reason.
     *
     * @param options as the administrator has chosen them
     * @param before what was recorded when we changed the tenant
     * @return sentences with what helps; none if it may be enabled
     */
    public static List<String> waitsFor(
            TenantState state, Stamp stamp, RoutingCode code, PlanOptions options, List<Before> before) {
        return new Planner(state, stamp, options.prefix(), before).waitsFor(code, options);
    }

    private List<String> waitsFor(RoutingCode code, PlanOptions given) {
        if (ours.refusal().isPresent()) {
            return List.of(ours.refusal().get());
        }
        if (ours.mainRules().isEmpty()) {
            return List.of("The rule that sends mail to the signature service is not there: create the objects first.");
        }
        List<String> waitsFor = new ArrayList<>();
        ours.outboundConnectors().stream()
                .limit(1)
                .filter(connector -> !connector.isEnabled())
                .forEach(
                        connector -> waitsFor.add(
                                "The outbound connector “" + connector.name()
                                        + "” is disabled: no mail would reach the signature service. Carrying out the plan enables it."));
        ours.inboundConnectors().stream()
                .limit(1)
                .filter(connector -> !connector.isEnabled())
                .forEach(connector -> waitsFor.add("The inbound connector “" + connector.name()
                        + "” is disabled: mail from the signature service would be refused. Carrying out the plan "
                        + "enables it. " + INBOUND_STAYS_DISABLED));
        ours.inboundConnectors().stream()
                .filter(state::isBlocked)
                .forEach(connector ->
                        waitsFor.add("Exchange Online has blocked the inbound connector “" + connector.name()
                                + "”: mail from the signature service would be refused. Unblock it in the Microsoft Defender portal, "
                                + "under Review, Restricted entities."));
        PlanOptions options = asFound(given);
        boolean isOff = ours.mainRules().stream().noneMatch(ExistingObject::isEnabled);
        if (isOff && CentralizedMailTransport.isOpen(state, ours, options)) {
            waitsFor.add(
                    options.ownServers() == PlanOptions.OwnServers.UNDECIDED
                            ? "All your mail for the outside goes through your own servers. Choose first what becomes of "
                                    + "signed mail; until then the rule is not enabled."
                            : "Signed mail is to be sent on to your own servers, but the rule for that is not there, or "
                                    + "disabled. Create it first; until then the rule is not enabled.");
        }
        String open = connect(code, options).steps().stream()
                .filter(step -> !onlyEnables(step))
                .flatMap(step -> open(step).stream())
                .collect(Collectors.joining("; "));
        if (!open.isEmpty()) {
            waitsFor.add("Your organisation is not as planned, so carry out the plan first: " + open + ".");
        }
        return List.copyOf(waitsFor);
    }

    /** Whether it does what has been told of a connector of ours already. */
    private boolean onlyEnables(Step step) {
        return step instanceof Step.Change change
                && change.differences().stream()
                        .allMatch(difference -> difference.parameter().equals("Enabled"))
                && Stream.concat(ours.outboundConnectors().stream(), ours.inboundConnectors().stream())
                        .anyMatch(connector -> connector.kind() == change.kind()
                                && connector.name().equals(change.name()));
    }

    /** What a step would put right that matters to the main rule; empty if nothing. */
    private static Optional<String> open(Step step) {
        return switch (step) {
            case Step.Create create
            when matters(create.object().kind()) ->
                Optional.of("the " + create.object().kind().words() + " “"
                        + create.object().name() + "” is missing");
            case Step.Change change
            when matters(change.kind()) ->
                Optional.of("the " + change.kind().words() + " “" + change.name() + "” has another "
                        + change.differences().stream()
                                .map(Difference::parameter)
                                .collect(Collectors.joining(", ")));
            case Step.Remove remove
            when matters(remove.kind()) ->
                Optional.of("the " + remove.kind().words() + " “" + remove.name() + "” should not be there");
            case Step.Create create -> Optional.empty();
            case Step.Change change -> Optional.empty();
            case Step.Remove remove -> Optional.empty();
            case Step.Leave leave -> Optional.empty();
            case Step.Warn warn -> Optional.empty();
        };
    }

    private static boolean matters(ObjectKind kind) {
        return switch (kind) {
            case OUTBOUND_CONNECTOR, INBOUND_CONNECTOR, TRANSPORT_RULE -> true;
            case ORGANIZATION, REMOTE_DOMAIN -> false;
        };
    }

    /** Whether the main rule is on while mail cannot go to us or cannot come back, so that it had better be off. */
    public static boolean disableFirst(TenantState state, Stamp stamp, String prefix, List<Before> before) {
        OurObjects ours = OurObjects.of(state, stamp, prefix, before);
        boolean isTakenBack = ours.inboundConnectors().stream()
                .anyMatch(connector -> connector.isEnabled() && !state.isBlocked(connector));
        return ours.mainRules().stream()
                .filter(ExistingObject::isEnabled)
                .anyMatch(rule -> !isTakenBack
                        || state.find(ObjectKind.OUTBOUND_CONNECTOR, rule.text("RouteMessageOutboundConnector"))
                                .filter(ExistingObject::isEnabled)
                                .isEmpty());
    }

    /** Why nothing can be created with this prefix; empty if it can. */
    public static Optional<String> refusal(TenantState state, Stamp stamp, String prefix, List<Before> before) {
        return OurObjects.of(state, stamp, prefix, before).refusal();
    }

    /** The options, with what an earlier run has chosen by the script, say, where they choose nothing. */
    public static PlanOptions asFound(TenantState state, Stamp stamp, PlanOptions options, List<Before> before) {
        return new Planner(state, stamp, options.prefix(), before).asFound(options);
    }

    private PlanOptions asFound(PlanOptions options) {
        return CentralizedMailTransport.asFound(ours, options.asFound(state));
    }

    private static boolean isOfConnector(Step step) {
        ObjectKind kind = switch (step) {
            case Step.Create create -> create.object().kind();
            case Step.Change change -> change.kind();
            case Step.Remove remove -> remove.kind();
            case Step.Leave leave -> leave.kind();
            case Step.Warn warn -> ObjectKind.ORGANIZATION;
        };
        return kind == ObjectKind.OUTBOUND_CONNECTOR || kind == ObjectKind.INBOUND_CONNECTOR;
    }

    static Cmdlet switchRule(String name, boolean on) {
        return on
                ? Cmdlet.of("Enable-TransportRule").with("Identity", Value.of(name))
                : Cmdlet.of("Disable-TransportRule")
                        .with("Identity", Value.of(name))
                        .with("Confirm", Value.of(false));
    }

    private static Difference stateDifference(ExistingObject rule, boolean on) {
        return new Difference(STATE, TextNode.valueOf(rule.text(STATE)), Value.of(on ? "Enabled" : "Disabled"));
    }

    /** The flag may stay for hours after it was done (Microsoft365DSC#1599); where there is an object of ours it was. */
    private boolean needsHydration() {
        return state.dehydrated()
                && ours.mainRules().isEmpty()
                && ours.outboundConnectors().isEmpty()
                && ours.inboundConnectors().isEmpty();
    }

    private static Step hydrate(TenantState state) {
        return new Step.Change(
                ObjectKind.ORGANIZATION,
                state.organization(),
                List.of(new Difference("IsDehydrated", BooleanNode.TRUE, Value.of(false))),
                List.of(Cmdlet.of("Enable-OrganizationCustomization")),
                "Makes the organisation ready for settings of its own. Microsoft does this once; it cannot be undone.");
    }

    /**
     * What an earlier choice asked for: rules first, since a connector that a rule names cannot be removed. A remote domain
     * that was there before us is set as it was.
     */
    private List<Step> unwanted(List<WantedObject> wanted) {
        List<ExistingObject> kept = wanted.stream()
                .flatMap(object -> ours.find(object.kind(), object.name()).stream())
                .toList();
        List<Step> steps = new ArrayList<>();
        for (ExistingObject domain : state.all(ObjectKind.REMOTE_DOMAIN)) {
            if (!kept.contains(domain) && isAsWeSet(domain)) {
                Before.find(before, domain)
                        .filter(Before::existed)
                        .map(earlier -> Removal.restore(domain, earlier))
                        .filter(Step.Change.class::isInstance)
                        .ifPresent(steps::add);
            }
        }
        List<ExistingObject> second = ours.secondSet();
        for (ExistingObject object : ours.all()) {
            boolean wasThere = object.kind() == ObjectKind.REMOTE_DOMAIN
                    && Before.find(before, object).filter(Before::existed).isPresent();
            if (!kept.contains(object) && !wasThere) {
                Step step = Removal.take(
                        object,
                        before,
                        second.contains(object)
                                ? "It is of a second set of ours, under another name."
                                : "It is not chosen any more.");
                steps.add(
                        step instanceof Step.Remove
                                        && !ours.rulesOfOthersOn(object).isEmpty()
                                ? new Step.Leave(
                                        object.kind(), object.name(), "It is not needed, but a rule of yours names it.")
                                : step);
                if (step instanceof Step.Remove && object.kind() == ObjectKind.TRANSPORT_RULE) {
                    ruleOrder.removeIf(object.name()::equalsIgnoreCase);
                }
            }
        }
        return steps;
    }

    /** Whether it holds what we set; if not, somebody has chosen otherwise since, and that counts. */
    private static boolean isAsWeSet(ExistingObject domain) {
        boolean richText = !domain.name().equalsIgnoreCase(Names.REMOTE_DOMAIN);
        return Value.of(richText).matches(domain.properties().get("TNEFEnabled"));
    }

    private Step step(WantedObject object) {
        Optional<ExistingObject> existing = ours.find(object.kind(), object.name());
        boolean isRule = object.kind() == ObjectKind.TRANSPORT_RULE;
        if (existing.isEmpty() && object.name().equals(Names.REMOTE_DOMAIN)) {
            return new Step.Leave(object.kind(), object.name(), "There is no remote domain of this name.");
        }
        if (existing.isEmpty()) {
            if (isRule) {
                place(object);
            }
            return new Step.Create(object);
        }
        ExistingObject found = existing.get();
        List<Difference> differences = differences(object, found);
        if (isRule) {
            ruleOrder.removeIf(found.name()::equalsIgnoreCase);
            place(object);
        }
        String identity = found.name().equalsIgnoreCase(object.name()) ? object.name() : found.lastingIdentity();
        List<Cmdlet> cmdlets = new ArrayList<>();
        if (!differences.isEmpty()) {
            Map<String, Value> changed = new LinkedHashMap<>();
            differences.forEach(difference -> changed.put(difference.parameter(), difference.shouldBe()));
            cmdlets.add(object.kind().set(identity).with(changed));
        }
        if (object.initialState() == InitialState.ENABLED && !found.isEnabled()) {
            differences.add(stateDifference(found, true));
            cmdlets.add(switchRule(identity, true));
        }
        return differences.isEmpty()
                ? new Step.Leave(object.kind(), object.name(), "It is as it should be.")
                : new Step.Change(object.kind(), found.name(), differences, cmdlets, object.purpose());
    }

    private List<Difference> differences(WantedObject object, ExistingObject found) {
        List<Difference> differences = new ArrayList<>();
        if (!found.name().equalsIgnoreCase(object.name())) {
            differences.add(Difference.of("Name", found, Value.of(object.name())));
        }
        object.values().forEach((parameter, value) -> {
            boolean isRight = parameter.equals(PRIORITY)
                    ? isAt(found.name(), value)
                    : value.matches(found.properties().get(parameter));
            if (!isRight) {
                differences.add(Difference.of(parameter, found, value));
            }
        });
        return differences;
    }

    private boolean isAt(String name, Value priority) {
        return priority instanceof Value.Number wanted
                && wanted.number() < ruleOrder.size()
                && ruleOrder.get(wanted.number()).equalsIgnoreCase(name);
    }

    private void place(WantedObject rule) {
        if (rule.values().get(PRIORITY) instanceof Value.Number wanted) {
            ruleOrder.add(Math.min(wanted.number(), ruleOrder.size()), rule.name());
        }
    }
}
