package org.afterword.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.afterword.cli.demo.DemoExchange;
import org.afterword.cli.demo.DemoExchange.RoundTrip;
import org.afterword.cli.demo.DemoTenant;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.SignatureStore;
import org.afterword.storage.trace.TraceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Out of the tenant over TLS, through gateway, spool, queue and function, and back over TLS: the same on any store. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EndToEndContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final Duration CHANGE = Duration.ofSeconds(60);
    private static final String CHANGED = "Changed a moment ago";
    private static final List<String> TO = List.of("partner@fabrikam.example", "office@fabrikam.example");
    private static final List<String> FUNCTIONS = List.of(
            "AdministratorApi",
            "ConnectPage",
            "ConnectTenant",
            "Health",
            "OpenApi",
            "OperatorApi",
            "ReturnPoisoned",
            "ReturnUnsigned",
            "SignMail",
            "SweepSpool");

    private final FailedFunctions failed = new FailedFunctions();
    private DemoExchange exchange;
    private PutOff putOff;

    /** The settings that name the store. */
    abstract Map<String, String> store(Path folder) throws IOException;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Map<String, String> store = store(folder.resolve("store"));
        exchange = DemoExchange.start(folder, store);
        putOff = new PutOff(exchange, store);
    }

    @AfterAll
    void stop() throws Exception {
        try {
            assertThat(exchange.exchange().breaches()).isEmpty();
            assertThat(exchange.exchange().duplicates()).isEmpty();
            assertThat(exchange.exchange().nonDeliveries()).isEmpty();
            assertThat(failed.messages()).isEmpty();
        } finally {
            putOff.close();
            exchange.close();
            failed.close();
        }
    }

    @Test
    void runsAllFunctions() throws Exception {
        assertThat(exchange.stamp().functionNames()).isEqualTo(FUNCTIONS);

        URI health = URI.create("http://127.0.0.1:%d/api/health"
                .formatted(exchange.stamp().functionsPort().orElseThrow()));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"status\":\"ok\"");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/org/afterword/cli/demo/plain-text-new.eml,   new,   Bruno Rossi",
        "/mails/plain-text-reply.eml,                    reply, ''",
        "/mails/html-only-windows-1252.eml,              '',    ''",
        "/mails/html-only-base64.eml,                    '',    ''",
        "/org/afterword/cli/demo/outlook-new.eml,      new,   Anna Keller",
        "/mails/related-picture.eml,                     '',    ''",
        "/mails/mixed-attachment.eml,                    '',    ''",
        "/mails/utf8-8bit.eml,                           '',    ''",
        "/org/afterword/cli/demo/outlook-reply.eml,    reply, Bruno Rossi",
        "/org/afterword/cli/demo/gmail-reply.eml,      reply, Mei Tanaka",
        "/org/afterword/cli/demo/apple-mail-reply.eml, reply, Anna Keller",
        "/org/afterword/cli/demo/iphone-new.eml,       new,   Bruno Rossi",
        "/mails/japanese-iso-2022-jp-reply.eml,          reply, ''",
    })
    void signsAndChangesNothingElse(String resource, String kind, String name) throws Exception {
        byte[] mail = Mails.resource(resource);
        RoundTrip trip = exchange.send(mail, Mails.sender(mail), TO, TIMEOUT);

        TraceRecord trace = trip.trace().orElseThrow();
        assertThat(trace.decision()).isEqualTo("signed");
        if (!kind.isEmpty()) {
            assertThat(trace.kind()).isEqualTo(kind);
        }
        SimpleMime before = SimpleMime.read(Files.readAllBytes(trip.before()));
        SimpleMime after = SimpleMime.read(Files.readAllBytes(trip.after().orElseThrow()));
        assertHeaderIsTheSame(before, after);
        String inserted = assertPartsAreTheSameButForOneInsertion(before, after);
        assertThat(inserted).contains(name);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/org/afterword/cli/demo/smime-signed.eml, It is signed or encrypted with S/MIME; a change would break it.",
        "/mails/calendar-invitation.eml,             It is a meeting request or an answer to one.",
        "/mails/auto-reply.eml,                      ''",
    })
    void leavesAloneToTheByte(String resource, String why) throws Exception {
        byte[] mail = Mails.resource(resource);
        RoundTrip trip = exchange.send(mail, Mails.sender(mail), TO, TIMEOUT);
        assertLeftAlone(trip, why);
    }

    @Test
    void returnsMailOfTheNullSenderAsItCame() throws Exception {
        RoundTrip trip = exchange.send(Mails.resource("/mails/delivery-report.eml"), "", TO, TIMEOUT);
        assertLeftAlone(trip, "");
    }

    @Test
    void carriesTwentyFiveMegabytes() throws Exception {
        byte[] mail = Mails.withAttachment(25_000_000);
        RoundTrip trip = exchange.send(mail, "anna.keller@contoso.example", TO, TIMEOUT);
        assertThat(trip.trace().orElseThrow().decision()).isEqualTo("signed");
        SimpleMime before = SimpleMime.read(Files.readAllBytes(trip.before()));
        SimpleMime after = SimpleMime.read(Files.readAllBytes(trip.after().orElseThrow()));
        assertHeaderIsTheSame(before, after);
        assertThat(assertPartsAreTheSameButForOneInsertion(before, after)).contains("Anna Keller");
    }

    /** Whose worker dies has its lease run out, by which SweepSpool knows that nobody sees to it any more. */
    @Test
    void returnsTheMailOfADeadWorker() throws Exception {
        byte[] mail = Mails.resource("/org/afterword/cli/demo/plain-text-new.eml");
        PutOff.Mail held = putOff.submit(mail, Mails.sender(mail), TO);

        putOff.lease(held); // And neither renewed nor given back. Its message in the queue ends at this lease.

        RoundTrip trip = putOff.awaitReturn(held, TIMEOUT);
        assertThat(trip.trace().orElseThrow().decision()).isEqualTo("signed");
        assertHeaderIsTheSame(
                SimpleMime.read(Files.readAllBytes(trip.before())),
                SimpleMime.read(Files.readAllBytes(trip.after().orElseThrow())));
    }

    @Test
    void returnsPoisonedMailAsItCame() throws Exception {
        byte[] mail = Mails.resource("/org/afterword/cli/demo/outlook-new.eml");
        PutOff.Mail held = putOff.submit(mail, Mails.sender(mail), TO);

        putOff.poison(held);

        assertLeftAlone(putOff.awaitReturn(held, TIMEOUT), "Signing did not succeed in time");
    }

    /** The functions know the template from their cache, and it is changed past them. */
    @Test
    void showsAChangeOfATemplateWithinAMinute(TestReporter reporter) throws Exception {
        byte[] mail = Mails.resource("/org/afterword/cli/demo/plain-text-new.eml");
        SignatureStore signatures = exchange.stores().signatures();
        assertThat(signed(mail)).doesNotContain(CHANGED);
        Versioned<SignatureTemplate> full =
                signatures.template(DemoTenant.ID, "full").orElseThrow();
        SignatureTemplate template = full.value();
        SignatureTemplate changed = new SignatureTemplate(
                template.id(),
                template.name(),
                template.html(),
                template.text().map(text -> text + "\n" + CHANGED),
                template.pictures(),
                template.tracking(),
                template.earlier());
        String etag = signatures.putTemplate(DemoTenant.ID, changed, new Precondition.Matches(full.etag()));
        try {
            long start = System.nanoTime();
            boolean shown = false;
            while (!shown && System.nanoTime() - start < CHANGE.toNanos()) {
                shown = signed(mail).contains(CHANGED);
                Thread.sleep(500);
            }
            reporter.publishEntry(
                    "seconds until the change showed", Long.toString((System.nanoTime() - start) / 1_000_000_000));
            assertThat(shown).isTrue();
        } finally {
            signatures.putTemplate(DemoTenant.ID, template, new Precondition.Matches(etag));
        }
    }

    private String signed(byte[] mail) throws Exception {
        RoundTrip trip = exchange.send(mail, Mails.sender(mail), TO, TIMEOUT);
        return text(Files.readAllBytes(trip.after().orElseThrow()));
    }

    private static void assertLeftAlone(RoundTrip trip, String why) throws IOException {
        TraceRecord trace = trip.trace().orElseThrow();
        assertThat(trace.decision()).isEqualTo("left alone");
        assertThat(trace.why()).contains(why);
        assertThat(withoutOurLines(Files.readAllBytes(trip.after().orElseThrow())))
                .isEqualTo(withoutAuth(Files.readAllBytes(trip.before())));
    }

    /**
     * Our two lines are the first ones; the routing code's line is gone, and so are the seals that the signature broke; the
     * fields of a text that was the whole mail may have moved into a part.
     */
    private static void assertHeaderIsTheSame(SimpleMime before, SimpleMime after) {
        List<String> expected = new ArrayList<>(before.fields());
        expected.removeIf(field -> field.matches("(?s)(X-Afterword-Auth|DKIM-Signature|ARC-[A-Za-z-]+):.*"));
        List<String> found = new ArrayList<>(after.fields());
        assertThat(found.removeFirst()).startsWith("Received: by smtp.afterword.example with ");
        assertThat(found.removeFirst()).isEqualTo("X-Afterword-MessageProcessed: true");
        if (before.children().isEmpty()) {
            expected.removeIf(EndToEndContract::describesAPart);
            found.removeIf(EndToEndContract::describesAPart);
        }
        assertThat(found).isEqualTo(expected);
    }

    private static boolean describesAPart(String field) {
        return field.toLowerCase(Locale.ROOT).startsWith("content-");
    }

    private static String assertPartsAreTheSameButForOneInsertion(SimpleMime before, SimpleMime after) {
        List<SimpleMime> earlier = before.leaves();
        List<SimpleMime> later = new ArrayList<>(after.leaves());
        later.removeIf(part -> part.field("Content-Type").orElse("").contains("contoso.png")
                || part.field("Content-Disposition").orElse("").contains("contoso.png"));
        assertThat(later).hasSameSizeAs(earlier);
        StringBuilder inserted = new StringBuilder();
        for (int i = 0; i < earlier.size(); i++) {
            SimpleMime was = earlier.get(i);
            SimpleMime is = later.get(i);
            if (was.isText()) {
                inserted.append(insertion(was.text(), is.text()));
            } else {
                assertThat(is.header()).isEqualTo(was.header());
                assertThat(is.body().equals(was.body()))
                        .as("part %d is the same", i)
                        .isTrue();
            }
        }
        return inserted.toString();
    }

    /** What stands in {@code later} between its longest common start and end with {@code earlier}. */
    private static String insertion(String earlier, String later) {
        int start = 0;
        while (start < earlier.length() && start < later.length() && earlier.charAt(start) == later.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < earlier.length() - start
                && end < later.length() - start
                && earlier.charAt(earlier.length() - 1 - end) == later.charAt(later.length() - 1 - end)) {
            end++;
        }
        String removed = earlier.substring(start, earlier.length() - end);
        if (!removed.contains("Sent from my")) {
            assertThat(removed).isBlank();
        }
        return later.substring(start, later.length() - end);
    }

    private static byte[] withoutOurLines(byte[] mail) {
        return latin(text(mail)
                .replaceFirst("^Received: by smtp\\.afterword\\.example with .*\r\n(?:[ \t].*\r\n)*", "")
                .replaceFirst("^X-Afterword-MessageProcessed: true\r\n", ""));
    }

    private static byte[] withoutAuth(byte[] mail) {
        return latin(text(mail).replaceFirst("(?m)^X-Afterword-Auth: .*\r\n", ""));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
