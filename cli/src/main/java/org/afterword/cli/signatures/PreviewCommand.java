package org.afterword.cli.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./afterword signatures preview}: how a template looks. */
@Command(
        name = "preview",
        description = {
            "Shows how a template looks for a person.",
            "Prints its text form and its size, and writes its HTML form as a page."
        })
final class PreviewCommand extends StampCommand {
    @Option(
            names = "--template",
            paramLabel = "ID|DIR",
            required = true,
            description = "A template of the stamp, or a folder with one that need not be there.")
    private String template;

    @Option(
            names = "--person",
            paramLabel = "ADDRESS|P.json",
            required = true,
            description = "A person of the stamp, or a file with one.")
    private String person;

    @Option(names = "--out", paramLabel = "PAGE.html", description = "Write a page with the HTML form.")
    private @Nullable Path page;

    PreviewCommand(PrintStream out, Map<String, String> environment) {
        super(out, environment);
    }

    @Override
    int run(StampClient client, String tenant) throws IOException {
        ObjectNode request = StampClient.JSON.createObjectNode();
        Path folder = Path.of(template);
        if (Files.isDirectory(folder)) {
            request.set("template", SignatureFolder.template(folder));
        } else {
            request.put("template", template);
        }
        if (person.contains("@")) {
            request.put("person", person);
        } else {
            request.set("person", SignatureFolder.object(Path.of(person)));
        }
        String address = tenant + "/preview";
        JsonNode facts = client.post(address, "application/json", "application/json", request.toString())
                .json();
        out.println(facts.path("text").asText().stripTrailing());
        out.println();
        out.println(facts.path("bytes").path("html").asInt() + " bytes of HTML, "
                + facts.path("bytes").path("text").asInt() + " of text, pictures: "
                + facts.path("pictureCount").asInt() + " with "
                + facts.path("bytes").path("pictures").asInt() + " bytes");
        for (JsonNode warning : facts.path("warnings")) {
            out.println("Warning, " + warning.path("pointer").asText() + ": "
                    + warning.path("detail").asText());
        }
        if (page != null) {
            Files.writeString(
                    page,
                    client.post(address, "application/json", "text/html", request.toString())
                            .body());
            out.println("Page: " + page);
        }
        return 0;
    }
}
