package org.afterword.cli.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints what a stamp has for a tenant, in lines for people. */
final class Listing {
    private final StampClient client;
    private final String tenant;
    private final PrintStream out;

    Listing(StampClient client, String tenant, PrintStream out) {
        this.client = client;
        this.tenant = tenant;
        this.out = out;
    }

    /** The tenant, its templates and its rules. */
    void all() throws IOException {
        JsonNode facts = client.get(tenant).json();
        out.println(facts.path("name").asText() + " (" + lower(facts, "state") + "), " + people() + " people");
        out.println();
        out.println("Templates");
        for (JsonNode template : client.get(tenant + "/templates").json().path("items")) {
            List<String> usedBy = texts(template.path("usedBy"));
            out.println(String.format(
                    Locale.ROOT,
                    "  %-16s %-32s %6d bytes of HTML, pictures: %d, %s",
                    template.path("id").asText(),
                    template.path("name").asText(),
                    template.path("htmlBytes").asInt(),
                    template.path("pictures").asInt(),
                    usedBy.isEmpty() ? "no rule names it" : "rules: " + String.join(", ", usedBy)));
        }
        out.println();
        out.println("Rules, the first that matches wins its slot");
        int number = 0;
        for (JsonNode rule : client.get(tenant + "/rules").json().path("rules")) {
            out.println(String.format(
                    Locale.ROOT,
                    "  %2d %-16s %-32s %-10s %s%s",
                    ++number,
                    rule.path("id").asText(),
                    rule.path("name").asText(),
                    lower(rule, "slot"),
                    rule.hasNonNull("templateId") ? rule.path("templateId").asText() : "(nothing)",
                    rule.path("enabled").asBoolean() ? "" : ", switched off"));
        }
    }

    /** The newest traces that are asked for. */
    void traces(ObjectNode search) throws IOException {
        JsonNode page = client.post(tenant + "/traces", "application/json", "application/json", search.toString())
                .json();
        if (page.path("items").isEmpty()) {
            out.println("No mail of the last seven days fits.");
        }
        for (JsonNode trace : page.path("items")) {
            out.println(String.format(
                    Locale.ROOT,
                    "%s  %-20s %-8s %-11s %s; %s",
                    trace.path("at").asText().replaceFirst("\\.\\d+", ""),
                    trace.path("senderDomain").asText(),
                    trace.path("kind").asText(),
                    trace.path("decision").asText(),
                    trace.path("why").asText(),
                    trace.path("outcome").asText()));
        }
        if (page.has("next")) {
            out.println("There are more: --limit or --until shows them.");
        }
    }

    private int people() throws IOException {
        int count = 0;
        Optional<String> next = Optional.of(tenant + "/people?limit=1000");
        while (next.isPresent()) {
            JsonNode page = client.get(next.get()).json();
            count += page.path("items").size();
            next = Optional.ofNullable(page.path("next").textValue());
        }
        return count;
    }

    private static String lower(JsonNode node, String field) {
        return node.path(field).asText().toLowerCase(Locale.ROOT);
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
