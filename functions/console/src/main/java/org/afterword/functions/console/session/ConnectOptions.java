package org.afterword.functions.console.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Optional;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.plan.PlanOptions.OwnServers;

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
                .put("richTextInside", options.richTextInside())
                .put("ownServers", word(options.ownServers()))
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
                json.path("richTextInside").asBoolean(usual.richTextInside()),
                ownServers(json.path("ownServers").asText(word(usual.ownServers()))),
                json.path("prefix").asText(usual.prefix()));
    }

    private static String word(OwnServers choice) {
        return switch (choice) {
            case UNDECIDED -> "undecided";
            case SEND_ON -> "send-on";
            case LEAVE -> "leave";
        };
    }

    private static OwnServers ownServers(String word) {
        return Arrays.stream(OwnServers.values())
                .filter(choice -> word(choice).equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("Mail through your own servers: undecided, send-on or leave."));
    }
}
