package org.afterword.functions.console.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Documents in the form in which they are read and kept under version control: what says nothing is left out, and what has
 * no order is sorted, so that the same always looks the same.
 */
public final class TidyJson {
    /** Lists of texts that are no sets. */
    private static final Set<String> ORDERED = Set.of("knownSignatures");

    private TidyJson() {}

    /** A copy without {@code null}, {@code false}, and what is empty. */
    public static ObjectNode of(ObjectNode document) {
        ObjectNode tidy = JsonNodeFactory.instance.objectNode();
        document.properties().forEach(field -> {
            JsonNode value = switch (field.getValue()) {
                case ObjectNode inner -> of(inner);
                case ArrayNode list -> list(list, ORDERED.contains(field.getKey()));
                default -> field.getValue();
            };
            boolean silent = value.isNull()
                    || value.isBoolean()
                            && !value.booleanValue()
                            && !field.getKey().equals("enabled")
                    || value.isContainerNode() && value.isEmpty()
                    || field.getKey().equals("audience")
                            && document.path("people").isArray()
                            && value.asText().equals("ANY");
            if (!silent) {
                tidy.set(field.getKey(), value);
            }
        });
        return tidy;
    }

    private static ArrayNode list(ArrayNode list, boolean ordered) {
        List<JsonNode> items = new ArrayList<>();
        boolean texts = true;
        for (JsonNode item : list) {
            items.add(item instanceof ObjectNode object ? of(object) : item);
            texts &= item.isTextual();
        }
        if (texts && !ordered) {
            items.sort(Comparator.comparing(JsonNode::textValue));
        }
        return JsonNodeFactory.instance.arrayNode().addAll(items);
    }
}
