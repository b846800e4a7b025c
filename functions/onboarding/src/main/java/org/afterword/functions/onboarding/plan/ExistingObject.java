package org.afterword.functions.onboarding.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * An object as the tenant has it.
 *
 * @param properties as the Get cmdlet wrote them
 */
public record ExistingObject(ObjectKind kind, JsonNode properties) {

    /** Its name; connectors, rules and remote domains all have one. */
    public String name() {
        return text("Name").isEmpty() ? text("Identity") : text("Name");
    }

    /** Whether it is in use: connectors say so with {@code Enabled}, rules with {@code State}. */
    public boolean isEnabled() {
        return kind == ObjectKind.TRANSPORT_RULE
                ? text("State").equalsIgnoreCase("Enabled")
                : properties.path("Enabled").asBoolean(false);
    }

    /** What stays when its name is changed; empty where the Get cmdlet does not show it. */
    Optional<String> guid() {
        return Optional.of(text("Guid")).filter(guid -> !guid.isEmpty());
    }

    /** By which cmdlets find it before and after it is renamed, so that such a cmdlet can be called twice. */
    String lastingIdentity() {
        return guid().orElseGet(this::name);
    }

    /** The place of a rule, from 0; -1 of all else. */
    public int priority() {
        return properties.path("Priority").asInt(-1);
    }

    String text(String property) {
        return properties.path(property).asText("");
    }
}
