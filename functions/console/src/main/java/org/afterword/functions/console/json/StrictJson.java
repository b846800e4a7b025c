package org.afterword.functions.console.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.afterword.functions.console.http.ApiException;

/** Reads JSON that somebody wrote by hand: nothing doubled, nothing after the end. Safe for use by several threads. */
public final class StrictJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /** @throws ApiException 400 that says where the text ceases to be JSON */
    public static JsonNode read(String text) throws ApiException {
        try {
            JsonNode tree = MAPPER.readTree(text);
            if (tree == null || tree.isMissingNode()) {
                throw ApiException.badRequest("The body is empty; it must be JSON.");
            }
            return tree;
        } catch (JsonProcessingException broken) {
            String where = broken.getLocation() == null
                    ? ""
                    : ": the fault is in line " + broken.getLocation().getLineNr() + ", column "
                            + broken.getLocation().getColumnNr();
            throw ApiException.badRequest("The body is not JSON" + where + ".");
        }
    }
}
