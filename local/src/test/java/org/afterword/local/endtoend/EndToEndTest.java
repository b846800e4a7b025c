package org.afterword.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.afterword.local.demo.DemoExchange;
import org.afterword.local.demo.DemoExchange.RoundTrip;
import org.afterword.storage.trace.TraceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Out of the tenant over TLS, through gateway, spool, queue and function, and back over TLS. */
class EndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final List<String> TO = List.of("partner@fabrikam.example", "office@fabrikam.example");
    private static DemoExchange exchange;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        exchange = DemoExchange.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            assertThat(exchange.exchange().breaches()).isEmpty();
            assertThat(exchange.exchange().duplicates()).isEmpty();
            assertThat(exchange.exchange().nonDeliveries()).isEmpty();
        } finally {
            exchange.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/org/afterword/local/demo/plain-text-new.eml,   new,   Bruno Rossi",
        "/mails/plain-text-reply.eml,                    reply, ''",
        "/mails/html-only-windows-1252.eml,              '',    ''",
        "/mails/html-only-base64.eml,                    '',    ''",
        "/org/afterword/local/demo/outlook-new.eml,      new,   Anna Keller",
        "/mails/related-picture.eml,                     '',    ''",
        "/mails/mixed-attachment.eml,                    '',    ''",
        "/mails/utf8-8bit.eml,                           '',    ''",
        "/org/afterword/local/demo/outlook-reply.eml,    reply, Bruno Rossi",
        "/org/afterword/local/demo/gmail-reply.eml,      reply, Mei Tanaka",
        "/org/afterword/local/demo/apple-mail-reply.eml, reply, Anna Keller",
        "/org/afterword/local/demo/iphone-new.eml,       new,   Bruno Rossi",
        "/mails/japanese-iso-2022-jp-reply.eml,          reply, ''",
    })
    void signsAndChangesNothingElse(String resource, String kind, String name) throws Exception {
        byte[] mail = resource(resource);
        RoundTrip trip = exchange.send(mail, sender(mail), TO, PATIENCE);

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
        "/org/afterword/local/demo/smime-signed.eml, It is signed or encrypted with S/MIME; a change would break it.",
        "/mails/calendar-invitation.eml,             It is a meeting request or an answer to one.",
        "/mails/auto-reply.eml,                      ''",
    })
    void leavesAloneToTheByte(String resource, String why) throws Exception {
        byte[] mail = resource(resource);
        RoundTrip trip = exchange.send(mail, sender(mail), TO, PATIENCE);
        assertLeftAlone(trip, why);
    }

    @Test
    void returnsMailOfTheNullSenderAsItCame() throws Exception {
        RoundTrip trip = exchange.send(resource("/mails/delivery-report.eml"), "", TO, PATIENCE);
        assertLeftAlone(trip, "");
    }

    @Test
    void carriesTwentyFiveMegabytes() throws Exception {
        byte[] mail = withAttachment(25_000_000);
        RoundTrip trip = exchange.send(mail, "anna.keller@contoso.example", TO, PATIENCE);
        assertThat(trip.trace().orElseThrow().decision()).isEqualTo("signed");
        SimpleMime before = SimpleMime.read(Files.readAllBytes(trip.before()));
        SimpleMime after = SimpleMime.read(Files.readAllBytes(trip.after().orElseThrow()));
        assertHeaderIsTheSame(before, after);
        assertThat(assertPartsAreTheSameButForOneInsertion(before, after)).contains("Anna Keller");
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
            expected.removeIf(EndToEndTest::describesAPart);
            found.removeIf(EndToEndTest::describesAPart);
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

    private static String sender(byte[] mail) {
        String from = SimpleMime.read(mail).field("From").orElse("");
        String address = from.replaceFirst("(?s).*<([^>]*)>.*", "$1");
        return address.endsWith("@contoso.example") ? address : "anna.keller@contoso.example";
    }

    private static byte[] withAttachment(int bytes) throws IOException {
        ByteArrayOutputStream mail = new ByteArrayOutputStream(bytes + 2048);
        mail.write(latin("""
                        From: Anna Keller <anna.keller@contoso.example>
                        To: partner@fabrikam.example
                        Subject: Drawings
                        MIME-Version: 1.0
                        Content-Type: multipart/mixed; boundary="large"

                        --large
                        Content-Type: text/plain; charset=us-ascii

                        The drawings are attached.
                        --large
                        Content-Type: application/octet-stream; name=drawings.bin
                        Content-Transfer-Encoding: base64

                        """.replace("\n", "\r\n")));
        byte[] line = new byte[78];
        Random random = new Random(7);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        while (mail.size() < bytes) {
            for (int i = 0; i < 76; i++) {
                line[i] = (byte) alphabet.charAt(random.nextInt(64));
            }
            line[76] = '\r';
            line[77] = '\n';
            mail.write(line);
        }
        mail.write(latin("--large--\r\n"));
        return mail.toByteArray();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream mail = EndToEndTest.class.getResourceAsStream(name)) {
            assertThat(mail).as(name).isNotNull();
            return mail.readAllBytes();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
