package org.afterword.storage.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes our values as JSON and reads them back. Fields that this version does not know are skipped; collections that
 * are absent are empty; any other absent field is an error. Safe for use by several threads.
 */
public final class StoredJson {
    private static final JsonMapper MAPPER = mapper();

    private StoredJson() {}

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(new MessageValues())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        for (Class<?> collection : List.of(List.class, Set.class, Map.class, SortedMap.class)) {
            mapper.configOverride(collection).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        }
        return mapper;
    }

    /** The value as JSON in UTF-8, on one line. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException unforeseen) {
            throw new UncheckedIOException("cannot be written as JSON: " + value.getClass(), unforeseen);
        }
    }

    /** The value as JSON, on one line. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException unforeseen) {
            throw new UncheckedIOException("cannot be written as JSON: " + value.getClass(), unforeseen);
        }
    }

    /**
     * Reads what {@link #bytes} wrote.
     *
     * @throws IOException if it is something else; the message says where and repeats nothing of the content
     */
    public static <T> T read(byte[] json, Class<T> type) throws IOException {
        try {
            return present(MAPPER.readValue(json, type), type);
        } catch (JsonProcessingException wrong) {
            throw notA(type, wrong);
        }
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IOException if it is something else; the message says where and repeats nothing of the content
     */
    public static <T> T read(String json, Class<T> type) throws IOException {
        try {
            return present(MAPPER.readValue(json, type), type);
        } catch (JsonProcessingException wrong) {
            throw notA(type, wrong);
        }
    }

    /** The value as a tree, for a store that keeps documents. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * Reads what {@link #tree} gave.
     *
     * @throws IOException if it is something else; the message says where and repeats nothing of the content
     */
    public static <T> T read(JsonNode tree, Class<T> type) throws IOException {
        try {
            return present(MAPPER.treeToValue(tree, type), type);
        } catch (JsonProcessingException wrong) {
            throw notA(type, wrong);
        }
    }

    private static <T> T present(@Nullable T value, Class<T> type) throws IOException {
        if (value == null) {
            throw new IOException("not the JSON of a " + type.getSimpleName() + ": it is null");
        }
        return value;
    }

    // The library's exception is not kept as the cause: its text repeats values, and values can be addresses.
    private static IOException notA(Class<?> type, JsonProcessingException wrong) {
        StringBuilder text = new StringBuilder("not the JSON of a ").append(type.getSimpleName());
        if (wrong instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            text.append(": the fault is at ");
            for (JsonMappingException.Reference step : mapping.getPath()) {
                String field = step.getFieldName();
                text.append(field == null ? "[" + step.getIndex() + "]" : "/" + field);
            }
        } else if (wrong.getLocation() != null) {
            text.append(": the fault is in line ")
                    .append(wrong.getLocation().getLineNr())
                    .append(", column ")
                    .append(wrong.getLocation().getColumnNr());
        }
        return new IOException(text.toString());
    }
}
