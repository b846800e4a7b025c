package org.afterword.functions.onboarding.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a cmdlet answered.
 *
 * @param objects what it wrote, one JSON object each
 * @param warnings what it warned of, in Exchange's words
 */
public record ExchangeAnswer(List<JsonNode> objects, List<String> warnings) {
    public ExchangeAnswer {
        objects = List.copyOf(objects);
        warnings = List.copyOf(warnings);
    }
}
