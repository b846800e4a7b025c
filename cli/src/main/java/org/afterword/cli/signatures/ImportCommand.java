package org.afterword.cli.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./afterword signatures import}: people from a file to the stamp. */
@Command(
        name = "import",
        description = {
            "Imports people from a table, or from a list in JSON.",
            "The exit code is 1 if a line was refused."
        })
final class ImportCommand extends StampCommand {
    private static final List<String> OUTCOMES = List.of("created", "changed", "unchanged", "refused");

    @Option(
            names = "--people",
            paramLabel = "FILE.csv|FILE.json",
            required = true,
            description = "The file; in a table, the first line names the fields.")
    private Path file;

    ImportCommand(PrintStream out, Map<String, String> environment) {
        super(out, environment);
    }

    @Override
    int run(StampClient client, String tenant) throws IOException {
        boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
        JsonNode report = client.post(
                        tenant + "/people",
                        json ? "application/json" : "text/csv",
                        "application/json",
                        SignatureFolder.text(file))
                .json();
        for (JsonNode line : report.path("lines")) {
            for (JsonNode error : line.path("errors")) {
                out.println((json ? "Person " : "Line ") + line.path("line").asInt() + ": "
                        + line.path("outcome").asText() + "; "
                        + error.path("pointer").asText().replaceFirst("^#/?", "") + " "
                        + error.path("detail").asText());
            }
        }
        StringBuilder sum = new StringBuilder();
        for (String outcome : OUTCOMES) {
            sum.append(sum.isEmpty() ? "" : ", ")
                    .append(report.path(outcome).asInt())
                    .append(' ')
                    .append(outcome);
        }
        out.println(sum);
        return report.path("refused").asInt() == 0 ? 0 : 1;
    }
}
