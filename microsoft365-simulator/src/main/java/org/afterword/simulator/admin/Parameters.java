package org.afterword.simulator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parameters of one call, checked against those that the cmdlet has. */
final class Parameters {
    /** The types of parameters, as Exchange checks them. */
    enum Type {
        TEXT,
        TEXTS,
        FLAG,
        NULLABLE_FLAG,
        NUMBER,
        SIZE,
        RESULT_SIZE
    }

    private static final Pattern RESULT_SIZE = Pattern.compile("(?i)unlimited|[0-9]{1,9}");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})\\s*(B|KB|MB|GB)?");

    private final ObjectNode given;
    private final Map<String, Type> known;

    private Parameters(ObjectNode given, Map<String, Type> known) {
        this.given = given;
        this.known = known;
    }

    static Parameters of(ObjectNode given, Map<String, Type> known) throws CmdletFailure {
        Parameters parameters = new Parameters(given, known);
        for (Iterator<String> names = given.fieldNames(); names.hasNext(); ) {
            parameters.check(names.next());
        }
        return parameters;
    }

    /** What the cmdlet with this verb takes of a noun's properties, as its documentation lists them. */
    static Map<String, Type> ofVerb(String verb, Map<String, Type> properties) {
        Map<String, Type> known = new HashMap<>();
        switch (verb) {
            case "Get" -> known.putAll(Map.of("Identity", Type.TEXT, "ResultSize", Type.RESULT_SIZE));
            case "New" -> known.putAll(properties);
            case "Set" -> {
                known.putAll(properties);
                known.put("Identity", Type.TEXT);
            }
            default -> known.putAll(Map.of("Identity", Type.TEXT, "Confirm", Type.FLAG));
        }
        return known;
    }

    private void check(String name) throws CmdletFailure {
        Type type = known.get(name);
        JsonNode value = given.get(name);
        if (type == null) {
            throw CmdletFailure.noSuchParameter(name);
        }
        boolean fits = value.isNull()
                ? type != Type.FLAG && type != Type.NUMBER && type != Type.RESULT_SIZE
                : switch (type) {
                    case TEXT -> value.isTextual();
                    case TEXTS -> value.isTextual() || value.isArray();
                    case FLAG, NULLABLE_FLAG -> value.isBoolean();
                    case NUMBER -> value.isInt();
                    case RESULT_SIZE -> RESULT_SIZE.matcher(value.asText()).matches();
                    case SIZE ->
                        SIZE.matcher(value.asText().toUpperCase(Locale.ROOT)).matches();
                };
        if (!fits) {
            throw CmdletFailure.wrongType(name, type.toString());
        }
    }

    boolean has(String name) {
        return given.hasNonNull(name);
    }

    String text(String name) {
        return given.path(name).asText("");
    }

    boolean flag(String name, boolean whenAbsent) {
        return given.path(name).asBoolean(whenAbsent);
    }

    /** Copies what was given onto an object, in the shapes in which Get shows it. */
    void copyTo(ObjectNode object, Set<String> butNot) {
        given.properties().forEach(entry -> {
            if (!butNot.contains(entry.getKey())) {
                object.set(entry.getKey(), shown(object, entry.getKey(), entry.getValue()));
            }
        });
        if (has("Name")) {
            object.put("Identity", text("Name"));
        }
    }

    private JsonNode shown(ObjectNode object, String name, JsonNode value) {
        if (value.isNull()) {
            return value;
        }
        return switch (known.getOrDefault(name, Type.TEXT)) {
            case TEXTS -> value.isArray() ? value : object.arrayNode().add(value.asText());
            case SIZE -> object.textNode(size(value.asText()));
            case TEXT, FLAG, NULLABLE_FLAG, NUMBER, RESULT_SIZE -> value;
        };
    }

    /** As {@code ByteQuantifiedSize} is shown: {@code 26 MB (27,262,976 bytes)}. */
    private static String size(String text) {
        Matcher size = SIZE.matcher(text.toUpperCase(Locale.ROOT));
        if (!size.matches()) {
            throw new IllegalStateException("the size has been checked");
        }
        int shift = switch (size.group(2) == null ? "B" : size.group(2)) {
            case "KB" -> 10;
            case "MB" -> 20;
            case "GB" -> 30;
            default -> 0;
        };
        long octets = Long.parseLong(size.group(1)) << shift;
        String[] units = {"B", "KB", "MB", "GB"};
        double shown = octets;
        int unit = 0;
        while (shown >= 1024 && unit < 3) {
            shown /= 1024;
            unit++;
        }
        String number = String.format(Locale.ROOT, "%.4g", shown).replaceAll("\\.?0+$", "");
        return String.format(Locale.ROOT, "%s %s (%,d bytes)", number, units[unit], octets);
    }
}
