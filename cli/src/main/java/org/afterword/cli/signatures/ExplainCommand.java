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
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./afterword signatures explain}: what would be done with a mail. */
@Command(name = "explain", description = "Explains what the stamp would do with a mail, and why.")
final class ExplainCommand extends StampCommand {
    /** What is explained: a mail, or what is known of one. */
    private static final class Subject {
        @Option(names = "--mail", paramLabel = "FILE.eml", required = true, description = "The mail.")
        private @Nullable Path mail;

        @Option(
                names = "--facts",
                paramLabel = "F.json",
                required = true,
                description = "What is known of a mail: from, to, kind and so on.")
        private @Nullable Path facts;
    }

    @ArgGroup(multiplicity = "1")
    private Subject subject;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "When the mail is sent, such as 2026-12-24T09:00:00Z (default: now).")
    private @Nullable String at;

    @Option(
            names = "--recipients",
            paramLabel = "ADDRESS",
            arity = "1..*",
            description = "Who receives it (default: those of its header).")
    private List<String> recipients = List.of();

    @Option(
            names = "--signed",
            paramLabel = "OUT.eml",
            description = "Write the mail as it would go back; of several copies, the later with a number.")
    private @Nullable Path signed;

    ExplainCommand(PrintStream out, Map<String, String> environment) {
        super(out, environment);
    }

    @Override
    int run(StampClient client, String tenant) throws IOException {
        ObjectNode request = request();
        if (at != null) {
            request.put("at", at);
        }
        if (!recipients.isEmpty()) {
            recipients.forEach(request.withArray("recipients")::add);
        }
        request.put("signedMail", signed != null);
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
            if (signed != null) {
                Path file = number == 1
                        ? signed
                        : signed.resolveSibling(
                                signed.getFileName().toString().replaceFirst("(\\.eml)?$", "-" + number + "$1"));
                Files.write(
                        file, Base64.getDecoder().decode(copy.path("signedMail").asText()));
                out.println("  Mail: " + file);
            }
        }
        return 0;
    }

    private ObjectNode request() throws IOException {
        ObjectNode request = StampClient.JSON.createObjectNode();
        if (subject.mail != null) {
            return request.put("mail", Base64.getEncoder().encodeToString(Files.readAllBytes(subject.mail)));
        }
        return request.set("facts", SignatureFolder.object(Objects.requireNonNull(subject.facts)));
    }

    private void copy(JsonNode copy) {
        out.println("To " + String.join(", ", texts(copy.path("recipients"))) + ": "
                + copy.path("decision").asText() + ". " + copy.path("why").asText());
        if (copy.hasNonNull("kind")) {
            String by = copy.path("author").asText().equals("PROGRAM") ? " mail of a program for " : " mail for ";
            out.println("  It is a " + lower(copy, "kind") + by + lower(copy, "audience") + " recipients, client "
                    + lower(copy, "client"));
        }
        List<String> evidence = texts(copy.path("evidence"));
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
}
