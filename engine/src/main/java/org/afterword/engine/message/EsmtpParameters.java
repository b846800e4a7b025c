package org.afterword.engine.message;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The parameters after MAIL FROM or RCPT TO (RFC 5321, section 4.1.2): keyword in upper case to value, the value empty
 * where the parameter has none. All are kept, known or not.
 */
public record EsmtpParameters(SortedMap<String, String> values) {
    public static final EsmtpParameters NONE = new EsmtpParameters(new TreeMap<>());

    /** @throws IllegalArgumentException if a keyword or value could break the command line */
    public EsmtpParameters {
        SortedMap<String, String> normalised = new TreeMap<>();
        values.forEach((keyword, value) -> {
            if (!keyword.matches("[A-Za-z0-9][A-Za-z0-9-]*") || value.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
                throw new IllegalArgumentException("not an ESMTP parameter");
            }
            normalised.put(keyword.toUpperCase(Locale.ROOT), value);
        });
        values = Collections.unmodifiableSortedMap(normalised);
    }

    public static EsmtpParameters of(Map<String, String> values) {
        return new EsmtpParameters(new TreeMap<>(values));
    }

    /** The value of {@code keyword}, in any case; present and empty for a parameter without value. */
    public Optional<String> get(String keyword) {
        return Optional.ofNullable(values.get(keyword.toUpperCase(Locale.ROOT)));
    }
}
