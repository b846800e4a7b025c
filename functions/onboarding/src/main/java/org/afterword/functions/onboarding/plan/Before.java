package org.afterword.functions.onboarding.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an object was before we first touched it, so that removal can bring that back.
 *
 * @param name that it had then
 * @param existed false if we created it
 * @param values what we changed, as it was read; empty if it did not exist
 * @param enabled whether it was in use
 * @param guid by which it is known when its name has been changed; empty if it was not there yet, or an earlier version
 *     recorded it
 */
public record Before(
        ObjectKind kind,
        String name,
        boolean existed,
        Map<String, JsonNode> values,
        boolean enabled,
        Optional<String> guid) {
    public Before {
        values = Map.copyOf(values);
    }

    /** What is recorded of this object; empty if we have not touched it. */
    static Optional<Before> find(List<Before> before, ExistingObject object) {
        return before.stream()
                .filter(earlier -> earlier.isOf(object.kind(), object.name(), object.guid()))
                .findFirst();
    }

    /** Whether that object is meant: by its Guid, or by its name where one of the two is not known. */
    boolean isOf(ObjectKind otherKind, String otherName, Optional<String> otherGuid) {
        return kind == otherKind
                && (guid.isPresent() && otherGuid.isPresent()
                        ? guid.get().equalsIgnoreCase(otherGuid.get())
                        : name.equalsIgnoreCase(otherName));
    }
}
