package org.afterword.cli.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.cli.demo.DemoExchange;
import org.afterword.cli.demo.DemoTenant;
import org.afterword.storage.trace.TraceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sends every mail that this room has through a whole stamp, and asks about it too: the answers have to be what was done. */
class ExplainedMailsTest {
    private static final List<Path> FOLDERS = List.of(
            Path.of("src", "main", "resources", "org", "afterword", "cli", "demo"),
            Path.of("src", "test", "resources", "mails"));
    private static final List<String> TO = List.of("partner@fabrikam.example", "bruno.rossi@contoso.example");

    @Test
    void explainsWhatIsReallyDone(@TempDir Path home) throws Exception {
        List<Path> mails = mails();
        assertThat(mails).hasSizeGreaterThan(20);
        try (DemoExchange exchange = DemoExchange.start(home)) {
            StampClient client = new StampClient(
                    URI.create("http://localhost:"
                            + exchange.stamp().functionsPort().getAsInt()),
                    Optional.empty());
            int compared = 0;
            for (Path mail : mails) {
                compared += compare(exchange, client, mail) ? 1 : 0;
            }
            assertThat(compared).isGreaterThan(20);
        }
    }

    private static boolean compare(DemoExchange exchange, StampClient client, Path file) throws Exception {
        byte[] mail = Files.readAllBytes(file);
        DemoExchange.RoundTrip trip = exchange.send(mail, sender(mail), TO, Duration.ofSeconds(90));
        if (trip.after().isEmpty()) {
            return false;
        }
        TraceRecord done = trip.trace().orElseThrow();
        JsonNode told = explain(client, Files.readAllBytes(trip.before()));
        assertThat(told.path("decision").asText()).as(file.toString()).isEqualTo(done.decision());
        assertThat(told.path("why").asText()).as(file.toString()).isEqualTo(done.why());
        assertThat(told.path("kind").asText().toLowerCase(Locale.ROOT))
                .as(file.toString())
                .isEqualTo(done.kind());
        assertThat(told.path("client").asText().toLowerCase(Locale.ROOT))
                .as(file.toString())
                .isEqualTo(done.client());
        assertThat(body(Base64.getDecoder().decode(told.path("signedMail").asText())))
                .as(file.toString())
                .isEqualTo(body(Files.readAllBytes(trip.after().get())));
        return true;
    }

    private static JsonNode explain(StampClient client, byte[] mail) throws IOException {
        ObjectNode request = StampClient.JSON.createObjectNode();
        request.put("mail", Base64.getEncoder().encodeToString(mail)).put("signedMail", true);
        TO.forEach(request.putArray("recipients")::add);
        JsonNode copies = client.post(
                        "/api/tenants/" + DemoTenant.ID + "/explain",
                        "application/json",
                        "application/json",
                        request.toString())
                .json()
                .path("copies");
        assertThat(copies).hasSize(1);
        return copies.get(0);
    }

    private static List<Path> mails() throws IOException {
        List<Path> mails = new ArrayList<>();
        for (Path folder : FOLDERS) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".eml")).sorted().forEach(mails::add);
            }
        }
        return mails;
    }

    /** The author, where that is somebody of the tenant. */
    private static String sender(byte[] mail) {
        return new String(mail, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.startsWith("From:") && line.contains("@" + DemoTenant.DOMAIN))
                .map(line -> line.replaceFirst("^From:\\s*(?:.*<)?([^<>]+?)>?\\s*$", "$1"))
                .findFirst()
                .orElse("anna.keller@" + DemoTenant.DOMAIN);
    }

    /** All that follows the header, to which servers add, without the line end that SMTP gives to mail that has none. */
    private static String body(byte[] mail) {
        String text = new String(mail, StandardCharsets.ISO_8859_1);
        return text.substring(text.indexOf("\r\n\r\n")).stripTrailing();
    }
}
