package org.afterword.cli.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Takes people from a file to a stamp, and back. */
final class PeopleFiles {
    private static final List<String> OUTCOMES = List.of("created", "changed", "unchanged", "refused");

    private final StampClient client;
    private final String tenant;
    private final PrintStream out;

    PeopleFiles(StampClient client, String tenant, PrintStream out) {
        this.client = client;
        this.tenant = tenant;
        this.out = out;
    }

    /**
     * Imports a table, or a list in JSON.
     *
     * @return whether all lines were taken
     */
    boolean importAll(Path file) throws IOException {
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
        return report.path("refused").asInt() == 0;
    }

    /** Writes all people as a table. */
    void exportAll(Path file) throws IOException {
        Files.writeString(file, client.get(tenant + "/people", "text/csv").body());
        out.println("People: " + file);
    }
}
