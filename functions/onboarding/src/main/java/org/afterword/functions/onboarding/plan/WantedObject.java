package org.afterword.functions.onboarding.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.Value;

/**
 * An object as it should be in the tenant.
 *
 * @param values parameters of its New cmdlet and its Set cmdlet, and names of the properties that read them back
 * @param initialState whether a rule is enabled when it is created; an administrator's later choice is kept
 * @param purpose why it is there, in a sentence for the administrator
 */
public record WantedObject(
        ObjectKind kind, String name, SequencedMap<String, Value> values, InitialState initialState, String purpose) {

    /** Whether a rule works from the start. */
    public enum InitialState {
        /** Not a rule: {@code Enabled} is among the values, if at all. */
        NONE,
        ENABLED,
        DISABLED
    }

    public WantedObject {
        values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    }

    /** Whether it is a rule that the version which connected the tenant did not have; it then has no record. */
    public boolean isNew(String prefix, List<Before> before) {
        return kind == ObjectKind.TRANSPORT_RULE
                && Names.laterRules(prefix).contains(name)
                && before.stream()
                        .noneMatch(earlier ->
                                earlier.kind() == kind && earlier.name().endsWith(name.substring(prefix.length())));
    }

    /** Its New cmdlet, and what that cannot set; conditions that are not wanted are not named. */
    public List<Cmdlet> create() {
        Cmdlet create = kind.create().with("Name", Value.of(name)).with(given(kind::isSetWhenNew));
        Cmdlet set = kind.set(name).with(given(parameter -> !kind.isSetWhenNew(parameter)));
        if (initialState != InitialState.NONE) {
            create = create.with("Enabled", Value.of(initialState == InitialState.ENABLED));
        }
        return set.parameters().size() == 1 ? List.of(create) : List.of(create, set);
    }

    private SequencedMap<String, Value> given(Predicate<String> which) {
        return values.entrySet().stream()
                .filter(value -> which.test(value.getKey()) && !(value.getValue() instanceof Value.Unset))
                .collect(Collectors.toMap(
                        entry -> entry.getKey(), entry -> entry.getValue(), (one, same) -> one, LinkedHashMap::new));
    }
}
