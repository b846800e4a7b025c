package org.afterword.simulator.smtp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reverse path or a recipient with its ESMTP parameters.
 *
 * @param address without the angle brackets; empty for the null reverse path
 * @param parameters by keyword in upper case; the value is empty where there is none
 */
public record SmtpPath(String address, Map<String, String> parameters) {
    private static final Pattern ARGUMENT =
            Pattern.compile("(?:FROM|TO):\\s*<([^<>]*)>((?:\\s+\\S+)*)\\s*", Pattern.CASE_INSENSITIVE);

    public SmtpPath {
        // Keeps their order, which Map.copyOf would not.
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** An address without parameters. */
    public static SmtpPath of(String address) {
        return new SmtpPath(address, Map.of());
    }

    /** Reads the argument of MAIL or RCPT, or null if it is not one. */
    static @Nullable SmtpPath parse(String argument) {
        Matcher matcher = ARGUMENT.matcher(argument);
        if (!matcher.matches()) {
            return null;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : matcher.group(2).strip().split("\\s+")) {
            int equals = parameter.indexOf('=');
            if (equals >= 0) {
                parameters.put(
                        parameter.substring(0, equals).toUpperCase(Locale.ROOT), parameter.substring(equals + 1));
            } else if (!parameter.isEmpty()) {
                parameters.put(parameter.toUpperCase(Locale.ROOT), "");
            }
        }
        return new SmtpPath(matcher.group(1), parameters);
    }

    /** The part after the last {@code @} in lower case, or empty. */
    public String domain() {
        int at = address.lastIndexOf('@');
        return at < 0 ? "" : address.substring(at + 1).toLowerCase(Locale.ROOT);
    }

    /** As it stands in a command: {@code <a@b.example> SIZE=10}. */
    @Override
    public String toString() {
        return parameters.entrySet().stream()
                .map(p -> p.getValue().isEmpty() ? " " + p.getKey() : " " + p.getKey() + "=" + p.getValue())
                .collect(Collectors.joining("", "<" + address + ">", ""));
    }
}
