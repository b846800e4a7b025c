package org.afterword.functions.console.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.afterword.functions.onboarding.plan.PlanOptions;

/** The options of a plan as JSON, as the page and the interface name them. */
public final class ConnectOptions {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ConnectOptions() {}

    public static ObjectNode json(PlanOptions options) {
        return JSON.createObjectNode()
                .put("pilotGroup", options.pilotGroup().orElse(""))
                .put("sizeLimitKilobytes", options.sizeLimitKilobytes())
                .put("recallExceptions", options.recallExceptions())
                .put("richTextOff", options.richTextOff())
                .put("prefix", options.prefix());
    }

    /**
     * Reads options; what is not named is as usual.
     *
     * @throws IllegalArgumentException with words for people if one cannot be used
     */
    public static PlanOptions read(JsonNode json) {
        PlanOptions usual = PlanOptions.usual();
        return new PlanOptions(
                Optional.of(json.path("pilotGroup").asText("")),
                json.path("sizeLimitKilobytes").asInt(usual.sizeLimitKilobytes()),
                json.path("recallExceptions").asBoolean(usual.recallExceptions()),
                json.path("richTextOff").asBoolean(usual.richTextOff()),
                json.path("prefix").asText(usual.prefix()));
    }
}
