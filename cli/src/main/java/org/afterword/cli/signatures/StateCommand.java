package org.afterword.cli.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./afterword signatures state}: connected, paused or suspended. */
@Command(name = "state", description = "Shows whether the mail of the organisation is signed, and changes it.")
final class StateCommand extends StampCommand {
    /** What {@code --set} takes. */
    private enum Wanted {
        connected,
        paused,
        suspended
    }

    @Option(
            names = "--set",
            paramLabel = "STATE",
            description =
                    "Change it to ${COMPLETION-CANDIDATES}; the mail of a paused or suspended organisation goes back as it"
                            + " came. Only who runs the stamp can suspend one, and lift that.")
    private @Nullable Wanted wanted;

    StateCommand(PrintStream out, Map<String, String> environment) {
        super(out, environment);
    }

    @Override
    int run(StampClient client, String tenant) throws IOException {
        StampClient.Answer there = client.get(tenant);
        JsonNode facts = there.json();
        if (wanted != null) {
            ObjectNode change = StampClient.JSON
                    .createObjectNode()
                    .put("state", wanted.name().toUpperCase(Locale.ROOT));
            facts = client.patch(tenant, change, there.etag().orElse("")).json();
        }
        out.println(facts.path("name").asText() + ": " + lower(facts, "state"));
        return 0;
    }
}
