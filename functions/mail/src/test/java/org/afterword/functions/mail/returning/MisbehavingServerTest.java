package org.afterword.functions.mail.returning;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.functions.mail.returning.ScriptedServer.Misbehaviour;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server that errs or attacks can do: not keep a mail's place, not have a mail counted as taken that was not. */
@Timeout(120)
class MisbehavingServerTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("All");
    private static final SSLContext TLS =
            AUTHORITY.issue(CertificateRequest.server("localhost")).tlsTrusting(AUTHORITY);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(500);

    private final AtomicLong nanos = new AtomicLong();
    private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1);
    private ScriptedServer server;
    private TenantConnections connections;
    private int mails;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer(TLS);
        connections = connections(new Timeouts(LONG, LONG, LONG, LONG, LONG));
    }

    @AfterEach
    void stop() throws IOException {
        connections.closeIdle();
        server.close();
        watch.shutdownNow();
    }

    private TenantConnections connections(Timeouts timeouts) {
        ReturnLine line = new ReturnLine(
                "stamp.afterword.example",
                AUTHORITY
                        .issue(CertificateRequest.client("stamp.afterword.example"))
                        .tlsTrusting(AUTHORITY)
                        .getSocketFactory(),
                timeouts,
                watch);
        ServerGate gate = new ServerGate(nanos::get, new Random(1), ServerGate.NEAR);
        return new TenantConnections(server.endpoint(), line, nanos::get, gate);
    }

    private static SignedMessage message(int size) {
        return new SignedMessage(RawMessage.of("A: b\r\n".repeat(size).getBytes(US_ASCII)), EditList.NONE);
    }

    /** Sends a mail to a recipient of its own. The breaker's time is over by then. */
    private ReturnOutcome send() {
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        Envelope envelope = Envelope.of("anna@contoso.example", List.of(recipient(++mails)));
        return connections
                .send(envelope, message(10), SendingLimit.usual())
                .entries()
                .getFirst()
                .outcome();
    }

    private static String recipient(int mail) {
        return "r" + mail + "@fabrikam.example";
    }

    private boolean taken() {
        return server.accepted().contains(recipient(mails));
    }

    private static Misbehaviour raw(String answer) {
        return (out, usual) -> write(out, answer.replace("USUAL", usual));
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
        out.flush();
    }

    private static void forEver(OutputStream out, String text) throws IOException {
        while (true) {
            write(out, text);
        }
    }

    /** Ways to answer that are none. After each the connection is of no use. */
    private static final List<Map.Entry<String, Misbehaviour>> WAYS = List.of(
            Map.entry("twice", raw("USUAL\r\n250 2.0.0 and more\r\n")),
            Map.entry("once before", raw("250 2.0.0 what was it\r\nUSUAL\r\n")),
            Map.entry("and goodbye", raw("USUAL\r\n421 4.4.2 idle\r\n")),
            Map.entry("half a line", raw("USUAL\r\n25")),
            Map.entry("no code", raw("welcome\r\n")),
            Map.entry("a code too large", raw("999 what\r\n")),
            Map.entry("a code too small", raw("150 what\r\n")),
            Map.entry("no space", raw("250what\r\n")),
            Map.entry("nothing", raw("\r\n")),
            Map.entry("octets", raw("\0\u0001\u00ff\u0085\r\n")),
            Map.entry("a bare CR for an end", raw("250 ok\r250 ok\r\n354 go\r\n")),
            Map.entry("codes that differ", raw("250-ok\r\n550 no\r\n")),
            Map.entry("lines without end", (out, usual) -> forEver(out, "250-more\r\n".repeat(100))),
            Map.entry("a line without end", (out, usual) -> forEver(out, "250 more".repeat(100))));

    private static final List<String> POSITIONS =
            List.of("connect", "EHLO", "STARTTLS", "MAIL", "RCPT", "DATA", ".", "RSET");

    private static final List<String> REFUSALS =
            List.of("451 4.3.2 later", "421 4.3.2 bye", "550 5.1.1 no", "550-5.1.1 no\r\n550 5.1.1 never", "");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void noFaultAtAnyReplyHarmsAnotherMailOrMakesAMailSeemTaken(long seed) {
        // Half a line in place of an early answer is waited for.
        connections = connections(new Timeouts(LONG, Duration.ofSeconds(5), LONG, LONG, LONG));
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            String position = POSITIONS.get(random.nextInt(POSITIONS.size()));
            String fault = "none";
            switch (random.nextInt(4)) {
                case 0 -> {
                    fault = REFUSALS.get(random.nextInt(REFUSALS.size()));
                    server.answer(position, fault);
                }
                case 1, 2 -> {
                    Map.Entry<String, Misbehaviour> way = WAYS.get(random.nextInt(WAYS.size()));
                    fault = way.getKey();
                    server.misbehave(position, way.getValue());
                }
                default -> {}
            }
            if (random.nextInt(4) == 0) {
                server.answer("DATA", "451 4.3.2 so that RSET is needed");
            }
            String what = "mail " + mails + " with " + fault + " at " + position + " of seed " + seed;
            int before = server.mails().size();
            ReturnOutcome outcome = send();
            switch (outcome) {
                case Accepted accepted -> assertThat(taken()).as(what).isTrue();
                case Refused refused -> assertThat(taken()).as(what).isFalse();
                case Deferred deferred -> {
                    assertThat(taken()).as(what).isFalse();
                    assertThat(deferred.attempted()).as(what).isTrue();
                }
                case Uncertain uncertain -> {
                    assertThat(server.mails()).as(what).hasSizeGreaterThan(before);
                    assertThat(position).as(what).isEqualTo(".");
                }
            }
            if (outcome instanceof Refused) {
                assertThat(fault).as(what).startsWith("550");
            }
            server.behave();
            assertThat(server.unproven()).as(what).isZero();
            if (random.nextBoolean()) {
                assertThat(send()).as("after " + what).isEqualTo(new Accepted());
                assertThat(taken()).as("after " + what).isTrue();
            }
        }
        assertThat(server.accepted()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "EHLO", "STARTTLS", "MAIL", "RCPT", "DATA", "."})
    void aReplyThatComesOctetByOctetForEverIsNotWaitedFor(String position) {
        connections = connections(new Timeouts(LONG, SHORT, LONG, LONG, SHORT));
        server.misbehave(position, (out, usual) -> {
            write(out, "250-");
            while (true) {
                write(out, "a");
                pause();
            }
        });
        ReturnOutcome outcome = send();
        if (position.equals(".")) {
            assertThat(outcome).isEqualTo(new Uncertain());
        } else {
            assertThat(outcome).isEqualTo(new Deferred(Cause.TOO_SLOW));
        }
        assertThat(send()).isEqualTo(new Accepted());
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException stopped) {
            throw new IOException("stopped");
        }
    }

    @Test
    void aServerThatTakesNoDataIsNotWaitedFor() {
        connections = connections(new Timeouts(LONG, LONG, LONG, SHORT, LONG));
        CountDownLatch cut = new CountDownLatch(1);
        server.misbehave("DATA", (out, usual) -> {
            write(out, "354 go ahead\r\n");
            try {
                cut.await();
            } catch (InterruptedException stopped) {
                throw new IOException("stopped");
            }
        });
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        ReturnResult result = connections.send(
                Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example")),
                message(5_000_000),
                SendingLimit.usual());
        cut.countDown();
        assertThat(result.entries().getFirst().outcome()).isEqualTo(new Deferred(Cause.TOO_SLOW));
        assertThat(server.accepted()).isEmpty();
        assertThat(send()).isEqualTo(new Accepted());
    }

    @Test
    void namesNoMoreRecipientsThanThereIsTimeForAndServesThose() {
        connections = connections(new Timeouts(LONG, LONG, Duration.ZERO, LONG, LONG));
        List<String> hundred = IntStream.range(0, 100)
                .mapToObj(i -> "n" + i + "@fabrikam.example")
                .toList();
        ReturnResult result =
                connections.send(Envelope.of("anna@contoso.example", hundred), message(10), SendingLimit.usual());
        assertThat(result.recipients(Accepted.class)).hasSize(10);
        assertThat(server.accepted()).isEqualTo(hundred.subList(0, 10));
        assertThat(result.recipients(outcome -> outcome.equals(new Deferred(Cause.TOO_SLOW))))
                .hasSize(90);
        assertThat(send()).isEqualTo(new Accepted());
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void namesAllRecipientsOfALongListInOrder() {
        List<String> thousand = IntStream.range(0, 1000)
                .mapToObj(i -> "n" + i + "@fabrikam.example")
                .toList();
        server.answer("RCPT TO:<n500@", "550 5.1.1 no");
        ReturnResult result =
                connections.send(Envelope.of("anna@contoso.example", thousand), message(10), SendingLimit.usual());
        assertThat(result.recipients(Refused.class)).containsExactly(Recipient.of("n500@fabrikam.example"));
        assertThat(server.accepted()).hasSize(999);
    }

    @ParameterizedTest
    @CsvSource({"552 5.3.4 too large,true", "250 2.6.0 queued,false", "354 and on,false"})
    void anAnswerBeforeTheEndOfTheMailCanBeNoAndNotYes(String early, boolean refused) {
        server.misbehave("DATA", raw("354 go ahead\r\n" + early + "\r\n"));
        ReturnOutcome outcome = send();
        assertThat(outcome).isInstanceOf(refused ? Refused.class : Deferred.class);
        assertThat(taken()).isFalse();
        assertThat(send()).isEqualTo(new Accepted());
    }

    @Test
    void usesNoConnectionOnWhichTheServerSaidGoodbyeWhileItWasIdle() {
        server.misbehave(".", raw("USUAL\r\n421 4.4.2 idle for too long\r\n"));
        assertThat(send()).isEqualTo(new Accepted());
        assertThat(send()).isEqualTo(new Accepted());
        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.commands("MAIL")).hasSize(2);
    }

    @Test
    void aRecipientIsNotRefusedByAReplyToAnother() {
        server.misbehave("MAIL", raw("250 2.1.0 OK\r\n250 2.1.0 once more\r\n"));
        server.answer("RCPT TO:<never@", "550 5.1.1 no");
        ReturnResult result = connections.send(
                Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example", "never@fabrikam.example")),
                message(10),
                SendingLimit.usual());
        assertThat(result.recipients(Refused.class)).isEmpty();
        assertThat(result.recipients(Accepted.class)).isEmpty();
        assertThat(server.accepted()).isEmpty();
    }

    @Test
    void aRefusalAfterWhichResetIsAnsweredByAnotherCommandsReplyIsNone() {
        server.answer("DATA", "550 5.6.0 no").misbehave("RSET", raw("354 go ahead\r\n"));
        assertThat(send()).isInstanceOf(Deferred.class);
    }

    @Test
    void doesNotNegotiateTlsAgain() throws IOException {
        server.close();
        server = new ScriptedServer(TLS).withTls12().renegotiateAt("RCPT");
        connections = connections(new Timeouts(LONG, LONG, LONG, LONG, LONG));
        assertThat(send()).isInstanceOf(Deferred.class);
        assertThat(server.accepted()).isEmpty();
        server.renegotiateAt("");
        assertThat(send()).isEqualTo(new Accepted());
    }
}
