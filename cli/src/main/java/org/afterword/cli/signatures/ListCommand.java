package org.afterword.cli.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code ./afterword signatures list}: what a tenant has, in lines for people. */
@Command(name = "list", description = "Shows the organisation, its templates and its rules.")
final class ListCommand extends StampCommand {
    ListCommand(PrintStream out, Map<String, String> environment) {
        super(out, environment);
    }

    @Override
    int run(StampClient client, String tenant) throws IOException {
        JsonNode facts = client.get(tenant).json();
        out.println(facts.path("name").asText() + " (" + lower(facts, "state") + "), " + people(client, tenant)
                + " people");
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
        return 0;
    }

    private static int people(StampClient client, String tenant) throws IOException {
        int count = 0;
        Optional<String> next = Optional.of(tenant + "/people?limit=1000");
        while (next.isPresent()) {
            JsonNode page = client.get(next.get()).json();
            count += page.path("items").size();
            next = Optional.ofNullable(page.path("next").textValue());
        }
        return count;
    }
}
