package org.afterword.cli.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import org.afterword.cli.option.WholeNumber;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./afterword signatures traces}: what became of mails. */
@Command(name = "traces", description = "Shows what became of the newest mails of the last seven days.")
final class TracesCommand extends StampCommand {
    /** What one answer of the stamp holds at most. */
    static final class Limit extends WholeNumber {
        Limit() {
            super(1, 500);
        }
    }

    @Option(names = "--sender", paramLabel = "ADDRESS", description = "Only mails of this sender.")
    private @Nullable String sender;

    @Option(names = "--message-id", paramLabel = "ID", description = "Only the mail with this Message-ID.")
    private @Nullable String messageId;

    @Option(names = "--from", paramLabel = "TIME", description = "Only mails since then, such as 2026-12-24T09:00:00Z.")
    private @Nullable String from;

    @Option(names = "--until", paramLabel = "TIME", description = "Only mails before then.")
    private @Nullable String until;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            converter = Limit.class,
            description = "How many mails at most, 1 to 500 (default ${DEFAULT-VALUE}).")
    private int limit;

    TracesCommand(PrintStream out, Map<String, String> environment) {
        super(out, environment);
    }

    @Override
    int run(StampClient client, String tenant) throws IOException {
        ObjectNode search = StampClient.JSON.createObjectNode();
        search.put("limit", limit);
        if (sender != null) {
            search.put("sender", sender);
        }
        if (messageId != null) {
            search.put("messageId", messageId);
        }
        if (from != null) {
            search.put("from", from);
        }
        if (until != null) {
            search.put("until", until);
        }
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
        return 0;
    }
}
