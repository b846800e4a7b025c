package org.afterword.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The route of an HTTP function: literal segments, {@code {name}}, {@code {name?}} and {@code {*rest}}. A constraint
 * ({@code {id:int}}) may be written and is not checked.
 */
record RouteTemplate(List<String> segments) {

    /** @param prefix of the host, empty for none */
    static RouteTemplate of(String prefix, String route) {
        List<String> segments = new ArrayList<>(split(prefix));
        segments.addAll(split(route));
        return new RouteTemplate(List.copyOf(segments));
    }

    /**
     * The values of the named segments, if {@code path} (decoded) has this form. What is optional and absent has none: for
     * that, too, the host sends the worker nothing.
     */
    Optional<Map<String, String>> match(String path) {
        List<String> given = split(path);
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (segment.startsWith("{*")) {
                if (i < given.size()) {
                    values.put(name(segment, 2), String.join("/", given.subList(i, given.size())));
                }
                return Optional.of(values);
            }
            boolean missing = i >= given.size();
            if (segment.startsWith("{")) {
                if (missing ? !segment.endsWith("?}") : given.get(i).isEmpty()) {
                    return Optional.empty();
                }
                if (!missing) {
                    values.put(name(segment, 1), given.get(i));
                }
            } else if (missing || !segment.equalsIgnoreCase(given.get(i))) {
                return Optional.empty();
            }
        }
        return given.size() > segments.size() ? Optional.empty() : Optional.of(values);
    }

    private static String name(String segment, int from) {
        return segment.substring(from, segment.length() - 1).replaceFirst("[:?].*$", "");
    }

    private static List<String> split(String path) {
        return path.isEmpty() || path.equals("/")
                ? List.of()
                : List.of(path.replaceFirst("^/", "").replaceFirst("/$", "").split("/", -1));
    }
}
