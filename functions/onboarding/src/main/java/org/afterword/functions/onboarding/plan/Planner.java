package org.afterword.functions.onboarding.plan;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
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

    private final TenantState state;
    private final List<String> ruleOrder;

    private Planner(TenantState state) {
        this.state = state;
        this.ruleOrder = new ArrayList<>(state.all(ObjectKind.TRANSPORT_RULE).stream()
                .map(ExistingObject::name)
                .toList());
    }

    /**
     * Everything that is wanted, the end of what was and is not any more, and warnings about what stands in its way. The main
     * rule stays as enabled as it is.
     *
     * @param before what was recorded when we changed the tenant
     */
    public static Plan connect(
            TenantState state, Stamp stamp, RoutingCode code, PlanOptions given, List<Before> before) {
        PlanOptions options = asFound(state, given);
        List<WantedObject> wanted = WantedObjects.of(stamp, code, options, state);
        Planner planner = new Planner(state);
        List<Step> steps = new ArrayList<>(TenantWarnings.of(state, wanted, stamp, options, before));
        if (state.dehydrated()) {
            steps.add(hydrate(state));
        }
        steps.addAll(planner.unwanted(wanted, options.prefix(), before));
        for (WantedObject object : wanted) {
            steps.add(planner.step(object));
        }
        return new Plan(steps, wanted);
    }

    /**
     * Switches the main rule on, or off.
     *
     * @throws IllegalArgumentException with words for people if something has to be chosen or created before it is enabled
     */
    public static Plan enable(TenantState state, PlanOptions given, boolean on) {
        PlanOptions options = asFound(state, given);
        String name = Names.identify(options.prefix());
        Optional<ExistingObject> rule = state.find(ObjectKind.TRANSPORT_RULE, name);
        if (rule.isEmpty()) {
            return new Plan(List.of(
                    new Step.Leave(ObjectKind.TRANSPORT_RULE, name, "It is not there: create the objects first.")));
        }
        if (rule.get().isEnabled() == on) {
            return new Plan(List.of(new Step.Leave(
                    ObjectKind.TRANSPORT_RULE, name, on ? "It is enabled already." : "It is disabled already.")));
        }
        if (on && CentralizedMailTransport.isOpen(state, options)) {
            throw new IllegalArgumentException(
                    options.ownServers() == PlanOptions.OwnServers.UNDECIDED
                            ? "All your mail for the outside goes through your own servers. Choose first what becomes of "
                                    + "signed mail; until then the rule is not enabled."
                            : "Signed mail is to be sent on to your own servers, but the rule for that is not there, or "
                                    + "disabled. Create it first; until then the rule is not enabled.");
        }
        return new Plan(List.of(new Step.Change(
                ObjectKind.TRANSPORT_RULE,
                name,
                List.of(stateDifference(rule.get(), on)),
                List.of(switchRule(name, on)),
                on
                        ? "From now on mail goes through the signature service. It can take up to an hour until all servers know."
                        : "Mail goes out without the detour. It can take up to an hour until all servers know.")));
    }

    /**
     * The options, with what an earlier run has chosen by the script, say, where they choose nothing, and with the address by
     * which Exchange knows the pilot's group.
     */
    public static PlanOptions asFound(TenantState state, PlanOptions options) {
        return CentralizedMailTransport.asFound(state, options.asFound(state));
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
    private List<Step> unwanted(List<WantedObject> wanted, String prefix, List<Before> before) {
        Predicate<ExistingObject> unwanted = object -> wanted.stream()
                .noneMatch(one -> one.kind() == object.kind() && one.name().equalsIgnoreCase(object.name()));
        List<Step> steps = new ArrayList<>();
        for (ExistingObject domain : state.all(ObjectKind.REMOTE_DOMAIN)) {
            if (unwanted.test(domain) && isAsWeSet(domain)) {
                Before.find(before, domain)
                        .filter(Before::existed)
                        .map(earlier -> Removal.restore(domain, earlier))
                        .filter(Step.Change.class::isInstance)
                        .ifPresent(steps::add);
            }
        }
        for (ExistingObject object : Removal.ours(state, prefix)) {
            boolean wasThere = object.kind() == ObjectKind.REMOTE_DOMAIN
                    && Before.find(before, object).filter(Before::existed).isPresent();
            if (unwanted.test(object) && !wasThere) {
                steps.add(Removal.remove(object, "It is not chosen any more."));
                if (object.kind() == ObjectKind.TRANSPORT_RULE) {
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
        Optional<ExistingObject> existing = state.find(object.kind(), object.name());
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
            ruleOrder.removeIf(name -> name.equalsIgnoreCase(object.name()));
            place(object);
        }
        List<Cmdlet> cmdlets = new ArrayList<>();
        if (!differences.isEmpty()) {
            Map<String, Value> changed = new LinkedHashMap<>();
            differences.forEach(difference -> changed.put(difference.parameter(), difference.shouldBe()));
            cmdlets.add(object.kind().set(object.name()).with(changed));
        }
        if (object.initialState() == InitialState.ENABLED && !found.isEnabled()) {
            differences.add(stateDifference(found, true));
            cmdlets.add(switchRule(object.name(), true));
        }
        return differences.isEmpty()
                ? new Step.Leave(object.kind(), object.name(), "It is as it should be.")
                : new Step.Change(object.kind(), object.name(), differences, cmdlets, object.purpose());
    }

    private List<Difference> differences(WantedObject object, ExistingObject found) {
        List<Difference> differences = new ArrayList<>();
        object.values().forEach((parameter, value) -> {
            boolean isRight = parameter.equals(PRIORITY)
                    ? isAt(object.name(), value)
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
