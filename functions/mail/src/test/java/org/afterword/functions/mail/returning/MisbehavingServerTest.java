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
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.functions.mail.returning.ScriptedServer.Misbehaviour;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
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
        return connections.send(envelope, message(10)).entries().getFirst().outcome();
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
}
