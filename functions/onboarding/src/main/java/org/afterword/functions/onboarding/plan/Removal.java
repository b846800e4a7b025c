package org.afterword.functions.onboarding.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.Value;

/**
 * Plans how a tenant gets rid of us: the rules first, so that no mail is sent to us any more, then the connectors. What was
 * there before we came is set as it was; what we created goes.
 */
public final class Removal {
    private final TenantState state;
    private final List<Before> before;
    private final List<Step> steps = new ArrayList<>();

    private Removal(TenantState state, List<Before> before) {
        this.state = state;
        this.before = before;
    }

    /** @param before what was recorded when we changed the tenant; objects of our names without a record are ours */
    public static Plan plan(TenantState state, String prefix, List<Before> before) {
        Removal removal = new Removal(state, before);
        ours(state, prefix).forEach(removal::take);
        removal.remoteDomains(prefix);
        if (removal.steps.stream().anyMatch(step -> !step.cmdlets().isEmpty())) {
            removal.steps.addFirst(new Step.Warn(
                    Warning.MAIL_ON_ITS_WAY,
                    "Mail that is with the signature service comes back through the inbound connector. Disable the rule first and "
                            + "remove the rest an hour later, when all servers know, if no mail may bounce."));
        }
        return new Plan(removal.steps);
    }

    /** What is there under names of ours, in the order in which it can be removed. */
    static List<ExistingObject> ours(TenantState state, String prefix) {
        List<ExistingObject> ours = new ArrayList<>();
        Names.rules(prefix)
                .forEach(name -> state.find(ObjectKind.TRANSPORT_RULE, name).ifPresent(ours::add));
        Names.outboundConnectors(prefix)
                .forEach(name -> state.find(ObjectKind.OUTBOUND_CONNECTOR, name).ifPresent(ours::add));
        state.find(ObjectKind.INBOUND_CONNECTOR, Names.inbound(prefix)).ifPresent(ours::add);
        state.all(ObjectKind.REMOTE_DOMAIN).stream()
                .filter(domain -> domain.name().startsWith(Names.ownDomains(prefix)))
                .forEach(ours::add);
        return ours;
    }

    static Step remove(ExistingObject object, String why) {
        List<Cmdlet> cmdlets = new ArrayList<>();
        if (object.kind() == ObjectKind.TRANSPORT_RULE && object.isEnabled()) {
            cmdlets.add(Planner.switchRule(object.name(), false));
        }
        cmdlets.add(object.kind().remove(object.name()));
        return new Step.Remove(object.kind(), object.name(), cmdlets, why);
    }

    private void take(ExistingObject existing) {
        steps.add(Before.find(before, existing)
                .filter(Before::existed)
                .map(earlier -> restore(existing, earlier))
                .orElseGet(() -> remove(existing, "We created it.")));
    }

    /** Those that were there before us: of other names, and the one that stands for all domains. */
    private void remoteDomains(String prefix) {
        for (ExistingObject domain : state.all(ObjectKind.REMOTE_DOMAIN)) {
            boolean taken = domain.name().equalsIgnoreCase(Names.REMOTE_DOMAIN)
                    || domain.name().startsWith(Names.ownDomains(prefix));
            if (!taken) {
                Before.find(before, domain).ifPresent(earlier -> steps.add(restore(domain, earlier)));
            }
        }
        Optional<ExistingObject> existing = state.find(ObjectKind.REMOTE_DOMAIN, Names.REMOTE_DOMAIN);
        Optional<Before> earlier = Before.find(before, ObjectKind.REMOTE_DOMAIN, Names.REMOTE_DOMAIN);
        if (existing.isPresent() && earlier.isPresent()) {
            steps.add(restore(existing.get(), earlier.get()));
        } else if (existing.isPresent()
                && Value.of(false).matches(existing.get().properties().get("TNEFEnabled"))) {
            steps.add(new Step.Leave(
                    ObjectKind.REMOTE_DOMAIN,
                    Names.REMOTE_DOMAIN,
                    "TNEFEnabled is False, and there is no record that we set it. Microsoft's default is not set: "
                            + "Set-RemoteDomain -Identity Default -TNEFEnabled $null"));
        }
    }

    /** Sets what we changed as it was. */
    static Step restore(ExistingObject existing, Before earlier) {
        List<Difference> differences = new ArrayList<>();
        List<Cmdlet> cmdlets = new ArrayList<>();
        Map<String, Value> old = new LinkedHashMap<>();
        earlier.values().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            Value value = Value.of(entry.getValue());
            if (!value.matches(existing.properties().get(entry.getKey()))) {
                differences.add(Difference.of(entry.getKey(), existing, value));
                old.put(entry.getKey(), value);
            }
        });
        if (!old.isEmpty()) {
            cmdlets.add(existing.kind().set(existing.name()).with(old));
        }
        if (existing.kind() == ObjectKind.TRANSPORT_RULE && existing.isEnabled() != earlier.enabled()) {
            cmdlets.add(Planner.switchRule(existing.name(), earlier.enabled()));
        }
        return cmdlets.isEmpty()
                ? new Step.Leave(existing.kind(), existing.name(), "It is as it was before.")
                : new Step.Change(
                        existing.kind(),
                        existing.name(),
                        differences,
                        cmdlets,
                        "It was there before us, so it is set as it was.");
    }
}
