package org.afterword.functions.onboarding.exchange;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * One call of a cmdlet. {@link #toString()} is the line that one would type in PowerShell, without its secrets.
 *
 * @param name such as {@code New-TransportRule}
 * @param parameters in the order in which they are shown
 */
public record Cmdlet(String name, SequencedMap<String, Value> parameters) {
    public Cmdlet {
        parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
    }

    public static Cmdlet of(String name) {
        return new Cmdlet(name, new LinkedHashMap<>());
    }

    /** The same with one more parameter, or with another value for it. */
    public Cmdlet with(String parameter, Value value) {
        SequencedMap<String, Value> more = new LinkedHashMap<>(parameters);
        more.put(parameter, value);
        return new Cmdlet(name, more);
    }

    /** The same with more parameters. */
    public Cmdlet with(Map<String, Value> values) {
        SequencedMap<String, Value> more = new LinkedHashMap<>(parameters);
        more.putAll(values);
        return new Cmdlet(name, more);
    }

    /** Whether a second call of it does what the first did, so that it may be tried again after a lost answer. */
    boolean isRepeatable() {
        return name.startsWith("Get-") || name.startsWith("Set-");
    }

    @Override
    public String toString() {
        return parameters.entrySet().stream()
                .map(parameter -> " -" + parameter.getKey() + PowerShell.argument(parameter.getValue()))
                .collect(Collectors.joining("", name, ""));
    }
}
