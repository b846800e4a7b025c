package org.afterword.functions.onboarding.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an object was before we first touched it, so that removal can bring that back.
 *
 * @param existed false if we created it
 * @param values what we changed, as it was read; empty if it did not exist
 * @param enabled whether it was in use
 */
public record Before(ObjectKind kind, String name, boolean existed, Map<String, JsonNode> values, boolean enabled) {
    public Before {
        values = Map.copyOf(values);
    }

    /** What is recorded of this object; empty if we have not touched it. */
    static Optional<Before> find(List<Before> before, ExistingObject object) {
        return find(before, object.kind(), object.name());
    }

    static Optional<Before> find(List<Before> before, ObjectKind kind, String name) {
        return before.stream()
                .filter(earlier -> earlier.kind == kind && earlier.name.equalsIgnoreCase(name))
                .findFirst();
    }
}
