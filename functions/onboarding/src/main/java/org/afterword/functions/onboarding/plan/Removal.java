package org.afterword.functions.onboarding.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.PowerShell;
import org.afterword.functions.onboarding.exchange.Value;

/**
 * Plans how a tenant gets rid of us: the rules first, so that no mail is sent to us any more, then the connectors. What was
 * there before we came is set as it was; what we created goes, whatever its name has become.
 */
public final class Removal {
    private final TenantState state;
    private final OurObjects ours;
    private final List<Before> before;
    private final List<Step> steps = new ArrayList<>();

    private Removal(TenantState state, OurObjects ours, List<Before> before) {
        this.state = state;
        this.ours = ours;
        this.before = before;
    }

    /**
     * @param before what was recorded when we changed the tenant; objects of our names or marks without a record are ours
     * @throws IllegalArgumentException with words for people if a rule of somebody else's has to go first
     */
    public static Plan plan(TenantState state, Stamp stamp, String prefix, List<Before> before) {
        List<String> waitsFor = waitsFor(state, stamp, prefix, before);
        if (!waitsFor.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", waitsFor));
        }
        OurObjects ours = OurObjects.of(state, stamp, prefix, before);
        Removal removal = new Removal(state, ours, before);
        ours.all().forEach(object -> removal.steps.add(take(object, before, "We created it.")));
        removal.remoteDomains();
        if (removal.steps.stream().anyMatch(step -> !step.cmdlets().isEmpty())) {
            removal.steps.addFirst(new Step.Warn(
                    Warning.MAIL_ON_ITS_WAY,
                    "Mail that is with the signature service comes back through the inbound connector. Disable the rule first and "
                            + "remove the rest an hour later, when all servers know, if no mail may bounce."));
        }
        return new Plan(removal.steps);
    }

    /** Why nothing of ours can be removed now, in sentences with what helps; none if it can. */
    public static List<String> waitsFor(TenantState state, Stamp stamp, String prefix, List<Before> before) {
        OurObjects ours = OurObjects.of(state, stamp, prefix, before);
        return ours.all().stream()
                .filter(object -> take(object, before, "") instanceof Step.Remove)
                .flatMap(connector -> ours.rulesOfOthersOn(connector).stream().map(rule -> inUse(rule, connector)))
                .toList();
    }

    /** Says that a rule of somebody else's keeps a connector of ours from being removed. */
    static String inUse(ExistingObject rule, ExistingObject connector) {
        return "The rule “" + rule.name() + "” is not ours and sends mail to our connector “" + connector.name()
                + "”, so Exchange Online does not let that connector be removed. Remove the rule, or let it name another "
                + "connector. To stop it at once: Disable-TransportRule -Identity " + PowerShell.quote(rule.name())
                + "; but a disabled rule still names the connector.";
    }

    static Step remove(ExistingObject object, String why) {
        List<Cmdlet> cmdlets = new ArrayList<>();
        if (object.kind() == ObjectKind.TRANSPORT_RULE && object.isEnabled()) {
            cmdlets.add(Planner.switchRule(object.name(), false));
        }
        cmdlets.add(object.kind().remove(object.name()));
        return new Step.Remove(object.kind(), object.name(), cmdlets, why);
    }

    /** Takes an object of ours away, or sets it as it was if it was there before us. */
    static Step take(ExistingObject existing, List<Before> before, String why) {
        return Before.find(before, existing)
                .filter(Before::existed)
                .map(earlier -> restore(existing, earlier))
                .orElseGet(() -> remove(existing, why));
    }

    /** Those that were there before us: of other names, and the one that stands for all domains. */
    private void remoteDomains() {
        List<ExistingObject> taken = ours.all();
        for (ExistingObject domain : state.all(ObjectKind.REMOTE_DOMAIN)) {
            if (!domain.name().equalsIgnoreCase(Names.REMOTE_DOMAIN) && !taken.contains(domain)) {
                Before.find(before, domain).ifPresent(earlier -> steps.add(restore(domain, earlier)));
            }
        }
        Optional<ExistingObject> existing = state.find(ObjectKind.REMOTE_DOMAIN, Names.REMOTE_DOMAIN);
        Optional<Before> earlier = existing.flatMap(domain -> Before.find(before, domain));
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

    /** Sets what we changed as it was, its name too. */
    static Step restore(ExistingObject existing, Before earlier) {
        List<Difference> differences = new ArrayList<>();
        List<Cmdlet> cmdlets = new ArrayList<>();
        Map<String, Value> old = new LinkedHashMap<>();
        boolean renamed = !existing.name().equalsIgnoreCase(earlier.name());
        String identity = renamed ? existing.lastingIdentity() : existing.name();
        if (renamed) {
            differences.add(Difference.of("Name", existing, Value.of(earlier.name())));
            old.put("Name", Value.of(earlier.name()));
        }
        earlier.values().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            Value value = Value.of(entry.getValue());
            if (!value.matches(existing.properties().get(entry.getKey()))) {
                differences.add(Difference.of(entry.getKey(), existing, value));
                old.put(entry.getKey(), value);
            }
        });
        if (!old.isEmpty()) {
            cmdlets.add(existing.kind().set(identity).with(old));
        }
        if (existing.kind() == ObjectKind.TRANSPORT_RULE && existing.isEnabled() != earlier.enabled()) {
            cmdlets.add(Planner.switchRule(identity, earlier.enabled()));
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
