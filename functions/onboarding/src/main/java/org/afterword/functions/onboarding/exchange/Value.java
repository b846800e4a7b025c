package org.afterword.functions.onboarding.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The value of a cmdlet's parameter: as it is sent, as it is shown, and when what Exchange reads back is the same. */
public sealed interface Value {

    /** A text, or the name of an enumeration's member. */
    record Text(String text) implements Value {}

    /** {@code $true} or {@code $false}. */
    record Flag(boolean on) implements Value {}

    /** A whole number. */
    record Number(int number) implements Value {}

    /** A size, sent in kilobytes of 1024 octets. */
    record Size(int kilobytes) implements Value {}

    /** Several texts, whose order does not matter. */
    record Texts(List<String> texts) implements Value {
        public Texts {
            texts = List.copyOf(texts);
        }
    }

    /** {@code $null}: the cmdlet's own default, or no such condition. */
    record Unset() implements Value {}

    /**
     * A value that holds a secret.
     *
     * @param value what is sent
     * @param shown what people and logs see instead
     */
    record Hidden(Value value, String shown) implements Value {
        @Override
        public String toString() {
            return "Hidden[" + shown + "]";
        }
    }

    /** Exchange shows sizes as {@code 26 MB (27,262,976 bytes)}. */
    Pattern BYTES = Pattern.compile("\\(([0-9.,\\s]+) bytes\\)");

    static Value of(String text) {
        return new Text(text);
    }

    static Value of(boolean on) {
        return new Flag(on);
    }

    static Value of(int number) {
        return new Number(number);
    }

    static Value of(List<String> texts) {
        return new Texts(texts);
    }

    /** A value as Exchange read it back, so that it can be set again. */
    static Value of(@Nullable JsonNode read) {
        if (read == null || read.isNull() || read.isMissingNode()) {
            return new Unset();
        }
        if (read.isBoolean()) {
            return new Flag(read.booleanValue());
        }
        if (read.isInt()) {
            return new Number(read.intValue());
        }
        if (read.isArray()) {
            return read.isEmpty() ? new Unset() : new Texts(texts(read));
        }
        Matcher size = BYTES.matcher(read.asText());
        if (size.find()) {
            return new Size(Math.toIntExact(octets(size) / 1024));
        }
        return read.asText().isEmpty() ? new Unset() : new Text(read.asText());
    }

    /** Whether Exchange's answer means this value. */
    default boolean matches(@Nullable JsonNode read) {
        return switch (this) {
            case Hidden hidden -> hidden.value.matches(read);
            case Unset unset -> Value.of(read) instanceof Unset;
            case Flag flag -> read != null && Boolean.toString(flag.on).equalsIgnoreCase(read.asText());
            case Number number ->
                read != null && Integer.toString(number.number).equals(read.asText());
            case Size size -> Value.of(read).equals(size);
            case Text text -> normal(texts(read)).equals(normal(List.of(text.text)));
            case Texts texts -> normal(texts(read)).equals(normal(texts.texts));
        };
    }

    /** As the admin interface takes it. */
    default JsonNode json() {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (this) {
            case Hidden hidden -> hidden.value.json();
            case Unset unset -> json.nullNode();
            case Flag flag -> json.booleanNode(flag.on);
            case Number number -> json.numberNode(number.number);
            case Size size -> json.textNode(size.kilobytes + "KB");
            case Text text -> json.textNode(text.text);
            case Texts texts -> {
                var array = json.arrayNode();
                texts.texts.forEach(array::add);
                yield array;
            }
        };
    }

    /** As people read it; never a secret. */
    default String shown() {
        return switch (this) {
            case Hidden hidden -> hidden.shown;
            case Unset unset -> "(not set)";
            case Flag flag -> flag.on ? "True" : "False";
            case Number number -> Integer.toString(number.number);
            case Size size -> size.kilobytes + " KB";
            case Text text -> text.text;
            case Texts texts -> String.join(", ", texts.texts);
        };
    }

    private static long octets(Matcher size) {
        return Long.parseLong(size.group(1).replaceAll("[^0-9]", ""));
    }

    private static List<String> texts(@Nullable JsonNode read) {
        List<String> texts = new ArrayList<>();
        if (read != null && read.isArray()) {
            read.forEach(element -> texts.add(element.asText()));
        } else if (read != null && !read.isNull()) {
            texts.add(read.asText());
        }
        return texts;
    }

    /** Without case, and address spaces without the scheme and cost that Exchange adds: {@code smtp:*;1} is {@code *}. */
    private static Set<String> normal(List<String> texts) {
        Set<String> normal = new TreeSet<>();
        for (String text : texts) {
            String lower = text.toLowerCase(Locale.ROOT);
            normal.add(lower.startsWith("smtp:") ? lower.replaceAll("^smtp:|;\\d+$", "") : lower);
        }
        return normal;
    }
}
