package org.afterword.storage.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredJsonTest {
    /** Has a field of each sort that our values have. */
    record Everything(
            String text,
            int number,
            boolean flag,
            Instant at,
            Optional<String> perhaps,
            List<Everything> list,
            Set<String> set,
            Map<String, Integer> map,
            SortedMap<String, Long> sorted) {}

    private static final String FULL = """
            {"text":"\u0130","number":1,"flag":true,"at":"2026-01-01T00:00:00.000000001Z","perhaps":"so",\
            "list":[],"set":["one"],"map":{"a":1,"b":2},"sorted":{"c":3}}""";

    @Test
    void comesBackAsBytesAsTextAndAsATree() throws IOException {
        Everything value = StoredJson.read(FULL, Everything.class);

        assertThat(value.at()).isEqualTo(Instant.parse("2026-01-01T00:00:00.000000001Z"));
        assertThat(StoredJson.text(value)).isEqualTo(FULL);
        assertThat(new String(StoredJson.bytes(value), UTF_8)).isEqualTo(FULL);
        assertThat(StoredJson.read(StoredJson.bytes(value), Everything.class)).isEqualTo(value);
        JsonNode tree = StoredJson.tree(value);
        assertThat(tree.path("number").asInt()).isEqualTo(1);
        assertThat(StoredJson.read(tree, Everything.class)).isEqualTo(value);
    }

    @Test
    void readsAbsentCollectionsAsEmpty() throws IOException {
        Everything value = StoredJson.read(
                "{\"text\":\"\",\"number\":0,\"flag\":false,\"at\":\"2026-01-01T00:00:00Z\"}", Everything.class);

        assertThat(value.perhaps()).isEmpty();
        assertThat(value.list()).isEmpty();
        assertThat(value.set()).isEmpty();
        assertThat(value.map()).isEmpty();
        assertThat(value.sorted()).isEmpty();
    }

    @Test
    void skipsFieldsOfALaterVersion() throws IOException {
        String later = FULL.replace("{\"text\"", "{\"new\":{\"a\":[1,{}]},\"text\"");

        assertThat(StoredJson.read(later, Everything.class)).isEqualTo(StoredJson.read(FULL, Everything.class));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"text\":\"\u0130\",| |/text",
                "\"number\":1,| |/number",
                "\"flag\":true,| |/flag",
                "\"number\":1|\"number\":null|/number",
                "\"number\":1|\"number\":\"secret\"|/number",
                "\"at\":\"2026-01-01T00:00:00.000000001Z\"|\"at\":\"secret\"|/at",
                "\"list\":[]|\"list\":[{\"text\":\"secret\"}]|/list[0]/",
                "\"map\":{\"a\":1,\"b\":2}|\"map\":{\"a\":\"secret\"}|/map/a",
                "\"set\":[\"one\"]|\"set\":\"secret\"|/set"
            })
    void saysWhereTheFaultIsAndRepeatsNoValue(String part, String instead, String where) {
        String wrong = FULL.replace(part, instead == null ? "" : instead);
        assertThat(wrong).isNotEqualTo(FULL);

        assertThatThrownBy(() -> StoredJson.read(wrong, Everything.class))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("not the JSON of a Everything")
                .hasMessageContaining(where)
                .hasMessageNotContaining("secret")
                .hasNoCause();
        assertThatThrownBy(() -> StoredJson.read(wrong.getBytes(UTF_8), Everything.class))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(where);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "", "{", "[]", "secret", "{} secret", "\"secret\"", "{\"text\":\"secret\"}}"})
    void refusesWhatIsNoValue(String json) {
        assertThatThrownBy(() -> StoredJson.read(json, Everything.class))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("not the JSON of a Everything")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void writesMapsInTheOrderOfTheirKeys() {
        assertThat(StoredJson.text(Map.of("b", 2, "a", 1, "c", 3))).isEqualTo("{\"a\":1,\"b\":2,\"c\":3}");
    }
}
