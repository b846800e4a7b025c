package org.afterword.functions.console.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * All that can be asked for. The routes' literal segments are compared without regard to case, as the Functions host
 * does; where a literal and a parameter both fit, the literal is meant. Safe for use by several threads.
 */
public final class RouteTable {
    private final List<Shape> shapes;

    /** @throws IllegalArgumentException if one request could be meant for two routes */
    public RouteTable(Collection<Route> routes) {
        shapes = routes.stream().map(Shape::of).toList();
        Set<String> kinds = new HashSet<>();
        for (Shape shape : shapes) {
            if (!kinds.add(shape.route().method() + " " + shape.key())) {
                throw new IllegalArgumentException("there is another route for " + shape.route());
            }
        }
    }

    public List<Route> routes() {
        return shapes.stream().map(Shape::route).toList();
    }

    /** The table of those routes whose right is such. */
    public RouteTable where(Predicate<Right> rights) {
        return new RouteTable(
                routes().stream().filter(route -> rights.test(route.right())).toList());
    }

    /** What a request is meant for. */
    public sealed interface Match {
        /** @param parameters of the template, decoded */
        record Found(Route route, Map<String, String> parameters) implements Match {}

        /** @param allowed the methods that this path does take */
        record WrongMethod(Set<String> allowed, Map<String, String> parameters) implements Match {
            /** For the header {@code Allow} (RFC 9110, section 10.2.1). */
            public String allow() {
                return String.join(", ", allowed);
            }
        }

        record NotFound() implements Match {}
    }

    /**
     * @param method in capitals
     * @param path as it was sent, still encoded, without the slash before it; each segment is decoded by itself, so an
     *     encoded slash is part of a segment
     */
    public Match find(String method, String path) {
        Optional<List<String>> segments = segments(path);
        if (segments.isEmpty()) {
            return new Match.NotFound();
        }
        List<Shape> fitting =
                shapes.stream().filter(shape -> shape.fits(segments.get())).toList();
        Optional<String> best = fitting.stream().map(Shape::order).min(String::compareTo);
        Set<String> allowed = new TreeSet<>();
        Map<String, String> parameters = Map.of();
        for (Shape shape : fitting) {
            if (shape.order().equals(best.orElseThrow())) {
                parameters = shape.parameters(segments.get());
                if (shape.takes(method)) {
                    return new Match.Found(shape.route(), parameters);
                }
                allowed.addAll(shape.methods());
            }
        }
        return allowed.isEmpty() ? new Match.NotFound() : new Match.WrongMethod(allowed, parameters);
    }

    /** The decoded segments, one slash at the end not counting; empty if they are no text. */
    private static Optional<List<String>> segments(String path) {
        String within = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        try {
            return Optional.of(List.of(within.split("/", -1)).stream()
                    .map(RouteTable::decoded)
                    .toList());
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
    }

    /** Unlike in a form, a plus sign is a plus sign. */
    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /**
     * A route's template, taken apart.
     *
     * @param order sorts literals before parameters, the first segment first
     */
    private record Shape(Route route, List<String> segments, String order) {
        static Shape of(Route route) {
            List<String> segments = List.of(route.template().split("/", -1));
            StringBuilder order = new StringBuilder();
            segments.forEach(segment -> order.append(isParameter(segment) ? 1 : 0));
            return new Shape(route, segments, order.toString());
        }

        private static boolean isParameter(String segment) {
            return segment.startsWith("{");
        }

        /** The same for all templates that fit the same paths. */
        String key() {
            return String.join(
                    "/",
                    segments.stream()
                            .map(segment -> isParameter(segment) ? "{}" : segment)
                            .toList());
        }

        boolean fits(List<String> given) {
            if (given.size() != segments.size()) {
                return false;
            }
            for (int i = 0; i < given.size(); i++) {
                String segment = segments.get(i);
                boolean fits = isParameter(segment) ? !given.get(i).isEmpty() : segment.equalsIgnoreCase(given.get(i));
                if (!fits) {
                    return false;
                }
            }
            return true;
        }

        Map<String, String> parameters(List<String> given) {
            Map<String, String> parameters = new LinkedHashMap<>();
            for (int i = 0; i < given.size(); i++) {
                String segment = segments.get(i);
                if (isParameter(segment)) {
                    parameters.put(segment.substring(1, segment.length() - 1), given.get(i));
                }
            }
            return parameters;
        }

        boolean takes(String method) {
            return methods().contains(method);
        }

        List<String> methods() {
            return route.method().equals("GET") ? List.of("GET", "HEAD") : List.of(route.method());
        }
    }
}
