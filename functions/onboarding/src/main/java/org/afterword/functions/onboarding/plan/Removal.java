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
        Names.rules(prefix).forEach(name -> removal.take(ObjectKind.TRANSPORT_RULE, name));
        removal.take(ObjectKind.OUTBOUND_CONNECTOR, Names.outbound(prefix));
        removal.take(ObjectKind.INBOUND_CONNECTOR, Names.inbound(prefix));
        removal.remoteDomain();
        if (removal.steps.stream().anyMatch(step -> !step.cmdlets().isEmpty())) {
            removal.steps.addFirst(new Step.Warn(
                    Warning.MAIL_ON_ITS_WAY,
                    "Mail that is with the signature service comes back through the inbound connector. Disable the rule first and "
                            + "remove the rest an hour later, when all servers know, if no mail may bounce."));
        }
        return new Plan(removal.steps);
    }

    private void take(ObjectKind kind, String name) {
        Optional<ExistingObject> existing = state.find(kind, name);
        Optional<Before> earlier = recorded(kind, name);
        if (existing.isEmpty()) {
            return;
        }
        if (earlier.filter(Before::existed).isPresent()) {
            restore(existing.get(), earlier.get());
            return;
        }
        List<Cmdlet> cmdlets = new ArrayList<>();
        if (kind == ObjectKind.TRANSPORT_RULE && existing.get().isEnabled()) {
            cmdlets.add(Planner.switchRule(existing.get().name(), false));
        }
        cmdlets.add(kind.remove(existing.get().name()));
        steps.add(new Step.Remove(kind, existing.get().name(), cmdlets, "We created it."));
    }

    private void remoteDomain() {
        Optional<ExistingObject> existing = state.find(ObjectKind.REMOTE_DOMAIN, Names.REMOTE_DOMAIN);
        Optional<Before> earlier = recorded(ObjectKind.REMOTE_DOMAIN, Names.REMOTE_DOMAIN);
        if (existing.isPresent() && earlier.isPresent()) {
            restore(existing.get(), earlier.get());
        } else if (existing.isPresent()
                && Value.of(false).matches(existing.get().properties().get("TNEFEnabled"))) {
            steps.add(new Step.Leave(
                    ObjectKind.REMOTE_DOMAIN,
                    Names.REMOTE_DOMAIN,
                    "TNEFEnabled is False, and there is no record that we set it. Microsoft's default is not set: "
                            + "Set-RemoteDomain -Identity Default -TNEFEnabled $null"));
        }
    }

    private void restore(ExistingObject existing, Before earlier) {
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
        steps.add(
                cmdlets.isEmpty()
                        ? new Step.Leave(existing.kind(), existing.name(), "It is as it was before.")
                        : new Step.Change(
                                existing.kind(),
                                existing.name(),
                                differences,
                                cmdlets,
                                "It was there before us, so it is set as it was."));
    }

    private Optional<Before> recorded(ObjectKind kind, String name) {
        return before.stream()
                .filter(earlier -> earlier.kind() == kind && earlier.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
