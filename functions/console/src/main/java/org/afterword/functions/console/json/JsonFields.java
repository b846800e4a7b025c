package org.afterword.functions.console.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.afterword.functions.console.http.Faults;

/**
 * One JSON object, read field by field. What is wrong is noted with its place, and reading goes on with what may stand
 * there, so that everything can be said at once. A field that is {@code null} is absent. For use by one thread.
 */
public final class JsonFields {
    private final JsonNode object;
    private final String pointer;
    private final Faults faults;
    private final Set<String> known = new HashSet<>();
    private final boolean broken;

    private JsonFields(JsonNode node, String pointer, Faults faults) {
        this.pointer = pointer;
        this.faults = faults;
        this.broken = !node.isObject();
        this.object = broken ? JsonNodeFactory.instance.objectNode() : node;
        if (broken) {
            faults.add(pointer, "It must be an object.");
        }
    }

    /** @param pointer where the object is, empty for the whole document */
    public static JsonFields of(JsonNode node, String pointer, Faults faults) {
        return new JsonFields(node, pointer, faults);
    }

    /** The names of all fields, in their order. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    public boolean isText(String field) {
        return object.path(field).isTextual();
    }

    public boolean isObject(String field) {
        return object.path(field).isObject();
    }

    /** Where the field is (RFC 6901). */
    public String pointer(String field) {
        return pointer + "/" + field.replace("~", "~0").replace("/", "~1");
    }

    public void fault(String field, String detail) {
        faults.add(pointer(field), detail);
    }

    public void faultAt(String at, String detail) {
        faults.add(at, detail);
    }

    public boolean has(String field) {
        known.add(field);
        return object.hasNonNull(field);
    }

    public Optional<String> text(String field, int longest) {
        return has(field) ? text(object.get(field), pointer(field), longest) : Optional.empty();
    }

    /** A text, or a number or a truth value as text. */
    public Optional<String> scalar(String field, int longest) {
        boolean asText =
                has(field) && (object.get(field).isNumber() || object.get(field).isBoolean());
        return asText ? Optional.of(object.get(field).asText()) : text(field, longest);
    }

    /** The text of a field that must be there; empty, and noted, if it is not. */
    public String required(String field, int longest) {
        Optional<String> text = text(field, longest);
        if (!has(field) && !broken) {
            fault(field, "It is missing.");
        } else if (text.isPresent() && text.get().isBlank()) {
            fault(field, "It must not be empty.");
        }
        return text.orElse("");
    }

    /** A text that stands for a value; empty, and noted with these words, if the reader refuses it. */
    public <T> Optional<T> value(String field, int longest, Function<String, T> reader, String must) {
        return text(field, longest).flatMap(text -> value(text, reader, pointer(field), must));
    }

    /** As {@link #value}, for a field that must be there. */
    public <T> Optional<T> requiredValue(String field, int longest, Function<String, T> reader, String must) {
        String text = required(field, longest);
        return text.isBlank() ? Optional.empty() : value(text, reader, pointer(field), must);
    }

    public boolean flag(String field, boolean whenAbsent) {
        if (!has(field)) {
            return whenAbsent;
        }
        if (!object.get(field).isBoolean()) {
            fault(field, "It must be true or false.");
        }
        return object.get(field).asBoolean(whenAbsent);
    }

    public int number(String field, int whenAbsent, int min, int max) {
        if (!has(field)) {
            return whenAbsent;
        }
        JsonNode value = object.get(field);
        if (!value.isInt() || value.asInt() < min || value.asInt() > max) {
            fault(field, "It must be a whole number from " + min + " to " + max + ".");
            return whenAbsent;
        }
        return value.asInt();
    }

    public <E extends Enum<E>> E choice(String field, Class<E> type, E whenAbsent) {
        return has(field) ? choice(object.get(field), pointer(field), type).orElse(whenAbsent) : whenAbsent;
    }

    public <E extends Enum<E>> Set<E> choices(String field, Class<E> type) {
        List<E> found = list(field, 50, (item, at) -> choice(item, at, type));
        return found.isEmpty() ? EnumSet.noneOf(type) : EnumSet.copyOf(found);
    }

    public List<String> texts(String field, int most, int longest) {
        return list(field, most, (item, at) -> text(item, at, longest));
    }

    /** Texts that stand for values; those that the reader refuses are noted with these words. */
    public <T> List<T> values(String field, int most, int longest, Function<String, T> reader, String must) {
        return list(field, most, (item, at) -> text(item, at, longest).flatMap(text -> value(text, reader, at, must)));
    }

    /** Reads one item of a list; empty if it is wrong, which it has noted. */
    public interface ItemReader<T> {
        Optional<T> read(JsonNode item, String pointer);
    }

    public <T> List<T> list(String field, int most, ItemReader<T> reader) {
        if (!has(field)) {
            return List.of();
        }
        JsonNode items = object.get(field);
        if (!items.isArray()) {
            fault(field, "It must be a list.");
            return List.of();
        }
        if (items.size() > most) {
            fault(field, "It must have at most " + most + " items.");
            return List.of();
        }
        List<T> read = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            reader.read(items.get(i), pointer(field) + "/" + i).ifPresent(read::add);
        }
        return read;
    }

    public Optional<JsonFields> object(String field) {
        return has(field) ? Optional.of(of(object.get(field), pointer(field), faults)) : Optional.empty();
    }

    /** Reads one value of an object whose fields have names of their own. */
    public <T> Map<String, T> map(String field, int most, ItemReader<T> reader) {
        if (!has(field)) {
            return Map.of();
        }
        JsonFields inner = of(object.get(field), pointer(field), faults);
        if (inner.object.size() > most) {
            fault(field, "It must have at most " + most + " fields.");
            return Map.of();
        }
        Map<String, T> read = new LinkedHashMap<>();
        inner.object.properties().forEach(entry -> {
            if (!entry.getValue().isNull()) {
                reader.read(entry.getValue(), inner.pointer(entry.getKey()))
                        .ifPresent(value -> read.put(entry.getKey(), value));
            }
        });
        return read;
    }

    public Map<String, String> textMap(String field, int most, int longest) {
        return map(field, most, (item, at) -> text(item, at, longest));
    }

    /** Notes each field that was not asked for. Called last. */
    public void end() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                fault(name, "There is no such field here.");
            }
        });
    }

    private Optional<String> text(JsonNode value, String at, int longest) {
        if (!value.isTextual()) {
            faults.add(at, "It must be text.");
            return Optional.empty();
        }
        if (value.textValue().length() > longest) {
            faults.add(at, "It must have at most " + longest + " characters.");
            return Optional.empty();
        }
        return Optional.of(value.textValue());
    }

    private <T> Optional<T> value(String text, Function<String, T> reader, String at, String must) {
        try {
            return Optional.of(reader.apply(text));
        } catch (RuntimeException unfit) {
            // Its message may repeat the value.
            faults.add(at, must);
            return Optional.empty();
        }
    }

    private <E extends Enum<E>> Optional<E> choice(JsonNode value, String at, Class<E> type) {
        for (E choice : type.getEnumConstants()) {
            if (value.isTextual() && choice.name().equals(value.textValue().toUpperCase(Locale.ROOT))) {
                return Optional.of(choice);
            }
        }
        String choices = Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
        faults.add(at, "It must be one of " + choices + ".");
        return Optional.empty();
    }
}
