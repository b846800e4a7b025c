package org.afterword.functions.onboarding.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.Value;

/** Makes states of tenants, and carries plans out on them as Exchange would. */
public final class States {
    private static final ObjectMapper JSON = new ObjectMapper();

    private States() {}

    public static ExistingObject defaultRemoteDomain() {
        ObjectNode domain = JSON.createObjectNode();
        domain.put("Name", "Default").put("DomainName", "*").putNull("TNEFEnabled");
        return new ExistingObject(ObjectKind.REMOTE_DOMAIN, domain);
    }

    static ExistingObject rule(String name, int priority) {
        ObjectNode rule = JSON.createObjectNode();
        rule.put("Name", name).put("Priority", priority).put("State", "Enabled");
        return new ExistingObject(ObjectKind.TRANSPORT_RULE, rule);
    }

    public static TenantState of(ExistingObject... objects) {
        return of(List.of(objects));
    }

    public static TenantState of(List<ExistingObject> objects) {
        return new TenantState(
                "Contoso",
                false,
                List.of("contoso.com"),
                List.of("contoso.onmicrosoft.com"),
                objects,
                Optional.of(List.of()));
    }

    public static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (java.io.IOException wrong) {
            throw new java.io.UncheckedIOException(wrong);
        }
    }

    /** The state after the plan; values read back in the shapes in which Exchange shows them. */
    public static TenantState after(TenantState state, Plan plan) {
        List<ExistingObject> objects = new ArrayList<>();
        state.objects()
                .forEach(object -> objects.add(
                        new ExistingObject(object.kind(), object.properties().deepCopy())));
        plan.cmdlets().forEach(cmdlet -> run(objects, cmdlet));
        objects.sort(
                Comparator.comparingInt(object -> object.kind() == ObjectKind.TRANSPORT_RULE ? object.priority() : -1));
        return new TenantState(
                state.organization(), false, state.domains(), state.initialDomains(), objects, state.journalRules());
    }

    private static void run(List<ExistingObject> objects, Cmdlet cmdlet) {
        String noun = cmdlet.name().substring(cmdlet.name().indexOf('-') + 1);
        ObjectKind kind = List.of(ObjectKind.values()).stream()
                .filter(known -> known.noun().equals(noun))
                .findFirst()
                .orElseThrow();
        ObjectNode properties;
        if (cmdlet.name().startsWith("New-")) {
            properties = JSON.createObjectNode().put("Guid", UUID.randomUUID().toString());
            objects.add(new ExistingObject(kind, properties));
        } else {
            String identity =
                    cmdlet.parameters().getOrDefault("Identity", Value.of("")).shown();
            properties = (ObjectNode) objects.stream()
                    .filter(object -> object.kind() == kind
                            && (object.name().equals(identity)
                                    || object.text("Guid").equals(identity)))
                    .findFirst()
                    .orElseThrow()
                    .properties();
        }
        String verb = cmdlet.name().substring(0, cmdlet.name().indexOf('-'));
        switch (verb) {
            case "Enable" -> properties.put("State", "Enabled");
            case "Disable" -> properties.put("State", "Disabled");
            case "Remove" -> objects.removeIf(object -> object.properties() == properties);
            default -> set(kind, properties, cmdlet);
        }
        renumber(objects, properties);
    }

    private static void set(ObjectKind kind, ObjectNode properties, Cmdlet cmdlet) {
        cmdlet.parameters().forEach((name, value) -> {
            switch (name) {
                case "Identity" -> {}
                case String any when value instanceof Value.Unset -> properties.putNull(any);
                case "ExceptIfMessageSizeOver" ->
                    properties.put(
                            name,
                            String.format(
                                    Locale.ROOT,
                                    "26 MB (%,d bytes)",
                                    Long.parseLong(value.json().asText().replace("KB", "")) * 1024));
                case "SenderDomains" -> properties.putArray(name).add("smtp:*;1");
                case "Enabled" -> {
                    if (kind == ObjectKind.TRANSPORT_RULE) {
                        properties.put("State", value.json().asBoolean() ? "Enabled" : "Disabled");
                    } else {
                        properties.set(name, value.json());
                    }
                }
                default -> properties.set(name, value.json());
            }
        });
    }

    private static void renumber(List<ExistingObject> objects, ObjectNode last) {
        List<ExistingObject> rules = new ArrayList<>(objects.stream()
                .filter(object -> object.kind() == ObjectKind.TRANSPORT_RULE)
                .sorted(Comparator.comparingInt(
                        object -> 2 * object.priority() + (object.properties() == last ? 0 : 1)))
                .toList());
        for (int i = 0; i < rules.size(); i++) {
            ((ObjectNode) rules.get(i).properties()).put("Priority", i);
        }
    }
}
