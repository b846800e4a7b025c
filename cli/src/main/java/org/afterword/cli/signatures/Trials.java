package org.afterword.cli.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Shows how a template looks, and what would be done with a mail. */
final class Trials {
    private final StampClient client;
    private final String tenant;
    private final PrintStream out;

    Trials(StampClient client, String tenant, PrintStream out) {
        this.client = client;
        this.tenant = tenant;
        this.out = out;
    }

    /**
     * Shows the text form and what it weighs, and writes a page with the HTML form.
     *
     * @param template an id, or a folder with a template that need not be at the stamp
     * @param person an address, or a file with a person
     */
    void preview(String template, String person, Optional<Path> page) throws IOException {
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
        if (page.isPresent()) {
            Files.writeString(
                    page.get(),
                    client.post(address, "application/json", "text/html", request.toString())
                            .body());
            out.println("Page: " + page.get());
        }
    }

    static ObjectNode mail(Path file) throws IOException {
        return StampClient.JSON
                .createObjectNode()
                .put("mail", Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
    }

    static ObjectNode facts(Path file) throws IOException {
        ObjectNode request = StampClient.JSON.createObjectNode();
        request.set("facts", SignatureFolder.object(file));
        return request;
    }

    /** @param signed where the mail is written as it would go back; of several copies, the later with a number */
    void explain(ObjectNode request, Optional<Path> signed) throws IOException {
        request.put("signedMail", signed.isPresent());
        JsonNode answer = client.post(tenant + "/explain", "application/json", "application/json", request.toString())
                .json();
        if (!answer.path("inForce").asBoolean()) {
            out.println("The organisation is " + lower(answer, "state")
                    + ", so its mail goes back as it came. If it were connected:");
        }
        out.println("Signature of " + answer.path("person").asText("nobody who is known"));
        int number = 0;
        for (JsonNode copy : answer.path("copies")) {
            number++;
            copy(copy);
            if (signed.isPresent()) {
                Path file = number == 1
                        ? signed.get()
                        : signed.get()
                                .resolveSibling(signed.get()
                                        .getFileName()
                                        .toString()
                                        .replaceFirst("(\\.eml)?$", "-" + number + "$1"));
                Files.write(
                        file, Base64.getDecoder().decode(copy.path("signedMail").asText()));
                out.println("  Mail: " + file);
            }
        }
    }

    private void copy(JsonNode copy) {
        out.println("To " + String.join(", ", Listing.texts(copy.path("recipients"))) + ": "
                + copy.path("decision").asText() + ". " + copy.path("why").asText());
        if (copy.hasNonNull("kind")) {
            out.println("  It is a " + lower(copy, "kind") + " mail for " + lower(copy, "audience")
                    + " recipients, client " + lower(copy, "client"));
        }
        List<String> evidence = Listing.texts(copy.path("evidence"));
        if (!evidence.isEmpty()) {
            out.println("  " + String.join("; ", evidence));
        }
        for (JsonNode verdict : copy.path("verdicts")) {
            out.println(String.format(
                    Locale.ROOT,
                    "  %-10s %-16s %-20s %s",
                    lower(verdict, "slot"),
                    verdict.path("ruleId").asText(),
                    lower(verdict, "outcome").replace('_', ' '),
                    verdict.path("why").asText()));
        }
    }

    private static String lower(JsonNode node, String field) {
        return node.path(field).asText().toLowerCase(Locale.ROOT);
    }
}
