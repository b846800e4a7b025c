package org.afterword.functions.mail.returning;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All of one mail has one time, and can be broken off until its final dot. The clock is moved by the server. */
@Timeout(120)
class SendingLimitTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("All");
    private static final SSLContext TLS =
            AUTHORITY.issue(CertificateRequest.server("localhost")).tlsTrusting(AUTHORITY);
    private static final SignedMessage MAIL =
            new SignedMessage(RawMessage.of("A: b\r\n\r\n".getBytes(US_ASCII)), EditList.NONE);

    private final AtomicLong nanoseconds = new AtomicLong();
    private final AtomicLong perReading = new AtomicLong();
    private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1);
    private SendingLimit limit;
    private ScriptedServer server;
    private TenantConnections connections;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer(TLS);
        ReturnLine line = new ReturnLine(
                "stamp.afterword.example",
                AUTHORITY
                        .issue(CertificateRequest.client("stamp.afterword.example"))
                        .tlsTrusting(AUTHORITY)
                        .getSocketFactory(),
                new Timeouts(
                        Timeouts.USUAL.connect(),
                        Timeouts.USUAL.command(),
                        Timeouts.USUAL.recipients(),
                        Duration.ofMinutes(20),
                        Timeouts.USUAL.end()),
                watch);
        connections = new TenantConnections(
                server.endpoint(),
                line,
                System::nanoTime,
                new ServerGate(System::nanoTime, new Random(1), Duration.ZERO));
        limit = newLimit();
    }

    @AfterEach
    void stop() throws IOException {
        connections.closeIdle();
        server.close();
        watch.shutdownNow();
    }

    private SendingLimit newLimit() {
        return new SendingLimit(SendingLimit.USUAL, () -> nanoseconds.addAndGet(perReading.get()));
    }

    private void pass(Duration time) {
        nanoseconds.addAndGet(time.toNanos());
    }

    /** Answers as usual, but later. */
    private void slowly(OutputStream out, String usual, Duration time) throws IOException {
        pass(time);
        out.write((usual + "\r\n").getBytes(US_ASCII));
        out.flush();
    }

    private static Envelope hundred() {
        return Envelope.of(
                "anna@contoso.example",
                IntStream.range(0, 100)
                        .mapToObj(i -> "r" + i + "@fabrikam.example")
                        .toList());
    }

    private Envelope left(ReturnResult result) {
        return hundred().to(result.recipients(Deferred.class));
    }

    @ParameterizedTest
    @CsvSource({"PIPELINING, 29", "NONE, 29", "NONE, 60"})
    void aMailWhoseRecipientsAreAnsweredSlowlyEndsInItsTimeAndNobodyGetsItTwice(String pipelining, int seconds) {
        if (!pipelining.equals("PIPELINING")) {
            server.without("PIPELINING");
        }
        for (int i = 0; i < 100; i++) {
            server.misbehave("RCPT TO:<r" + i + "@", (out, usual) -> slowly(out, usual, Duration.ofSeconds(seconds)));
        }
        ReturnResult result = connections.send(hundred(), MAIL, limit);
        assertThat(Duration.ofNanos(nanoseconds.get())).isLessThan(SendingLimit.USUAL);
        assertThat(result.recipients(Accepted.class)).isNotEmpty();
        assertThat(left(result).recipients()).isNotEmpty();
        server.behave();
        assertThat(connections.send(left(result), MAIL, newLimit()).recipients(Deferred.class))
                .isEmpty();
        assertThat(server.accepted()).hasSize(100).doesNotHaveDuplicates();
    }

    /** Whatever waits for an answer: each step begins with what is left. */
    @ParameterizedTest
    @ValueSource(strings = {"connect", "EHLO", "MAIL", "RCPT"})
    void nothingIsBegunWhenItsTimeIsOver(String step) {
        server.misbehave(step, (out, usual) -> slowly(out, usual, SendingLimit.USUAL));
        ReturnResult result = connections.send(Envelope.of("", List.of("ben@fabrikam.example")), MAIL, limit);
        assertThat(result.entries().getFirst().outcome()).isEqualTo(new Deferred(Cause.TIME_OVER));
        assertThat(server.commands("DATA")).isEmpty();
        int before = server.commands().size();
        result = connections.send(Envelope.of("", List.of("cem@fabrikam.example")), MAIL, limit);
        assertThat(result.entries().getFirst().outcome()).isEqualTo(Deferred.NO_TIME);
        assertThat(result.attempted()).isFalse();
        assertThat(server.commands()).hasSize(before);
        assertThat(connections
                        .send(Envelope.of("", List.of("dan@fabrikam.example")), MAIL, newLimit())
                        .recipients(Accepted.class))
                .as("the server is not to blame")
                .hasSize(1);
    }

    /** So that a mail of 150 MB gets through to a server that takes 64 kB/s. */
    @Test
    void theDataOfAMailThatIsLeftAloneHaveTheTimeOfTheirSize() {
        limit.leftAlone();
        assertThat(sendSlowData(Duration.ofSeconds(45)).outcome()).isEqualTo(new Accepted());
        assertThat(sendSlowData(Duration.ofSeconds(45)).outcome())
                .as("what the data took does not count")
                .isEqualTo(new Accepted());
        assertThat(sendSlowData(Duration.ofSeconds(120)).outcome()).isEqualTo(new Deferred(Cause.TOO_SLOW));
    }

    @Test
    void theDataOfAMailThatACallWaitsForEndInTheTimeOfTheCall() {
        assertThat(sendSlowData(Duration.ofSeconds(45)).outcome()).isEqualTo(new Deferred(Cause.TIME_OVER));
        assertThat(server.taken()).isEmpty();
        assertThat(Duration.ofNanos(nanoseconds.get()))
                .isBetween(SendingLimit.ATTENDED.minusMinutes(1), SendingLimit.ATTENDED.plusMinutes(3));
        limit = newLimit();
        assertThat(connections
                        .send(Envelope.of("", List.of("ben@fabrikam.example")), MAIL, limit)
                        .recipients(Accepted.class))
                .as("the server is not to blame")
                .hasSize(1);
    }

    /** Sends twenty blocks, each of which takes so long. All of them may take 20 minutes. */
    private ReturnResult.Entry sendSlowData(Duration each) {
        server.misbehave("DATA", (out, usual) -> {
            perReading.set(each.toNanos());
            out.write((usual + "\r\n").getBytes(US_ASCII));
            out.flush();
        });
        SignedMessage large = new SignedMessage(
                RawMessage.of(("A: b\r\n\r\n" + "0123456789\r\n".repeat(20 * 16 * 1024 / 12)).getBytes(US_ASCII)),
                EditList.NONE);
        ReturnResult result = connections.send(Envelope.of("", List.of("ben@fabrikam.example")), large, limit);
        perReading.set(0);
        return result.entries().getFirst();
    }

    @Test
    void theWaitForAnAnswerToTheFinalDotDoesNotCountForAMailThatIsLeftAlone() {
        limit.leftAlone();
        server.beforeAnswerToData(() -> pass(SendingLimit.ATTENDED));
        for (String recipient : List.of("ben@fabrikam.example", "cem@fabrikam.example")) {
            ReturnResult result = connections.send(Envelope.of("", List.of(recipient)), MAIL, limit);
            assertThat(result.entries().getFirst().outcome()).isEqualTo(new Accepted());
        }
    }

    @Test
    void sendingHasItsTimeFromWhenItBegins() {
        pass(Duration.ofMinutes(11));
        limit.begin();
        assertThat(connections
                        .send(Envelope.of("", List.of("ben@fabrikam.example")), MAIL, limit)
                        .recipients(Accepted.class))
                .hasSize(1);
        pass(Duration.ofMinutes(1));
        assertThat(connections
                        .send(Envelope.of("", List.of("cem@fabrikam.example")), MAIL, limit)
                        .attempted())
                .as("the call has its end all the same")
                .isFalse();
        limit.leftAlone();
        assertThat(connections
                        .send(Envelope.of("", List.of("cem@fabrikam.example")), MAIL, limit)
                        .recipients(Accepted.class))
                .hasSize(1);
    }

    @Test
    void theAnswerToTheFinalDotIsWaitedForAllTheSame() {
        server.beforeAnswerToData(() -> pass(SendingLimit.USUAL));
        ReturnResult result = connections.send(Envelope.of("", List.of("ben@fabrikam.example")), MAIL, limit);
        assertThat(result.entries().getFirst().outcome()).isEqualTo(new Accepted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "EHLO", "STARTTLS", "MAIL", "RCPT", "DATA"})
    void untilTheFinalDotItIsBrokenOffAtOnceAndCountsAsNoAttempt(String step) {
        server.misbehave(step, (out, usual) -> {
            limit.breakOff();
            throw new IOException("no answer comes");
        });
        ReturnResult result = connections.send(Envelope.of("", List.of("ben@fabrikam.example")), MAIL, limit);
        assertThat(result.brokenOff()).isTrue();
        assertThat(result.attempted()).isFalse();
        assertThat(server.accepted()).isEmpty();
        int before = server.connections();
        assertThat(connections
                        .send(Envelope.of("", List.of("cem@fabrikam.example")), MAIL, limit)
                        .brokenOff())
                .isTrue();
        assertThat(server.connections()).isEqualTo(before);
        assertThat(connections
                        .send(Envelope.of("", List.of("dan@fabrikam.example")), MAIL, newLimit())
                        .recipients(Accepted.class))
                .as("the server is not to blame")
                .hasSize(1);
    }

    @Test
    void behindTheFinalDotItsAnswerIsWaitedFor() {
        server.beforeAnswerToData(limit::breakOff);
        ReturnResult result = connections.send(Envelope.of("", List.of("ben@fabrikam.example")), MAIL, limit);
        assertThat(result.entries().getFirst().outcome()).isEqualTo(new Accepted());
        assertThat(connections
                        .send(Envelope.of("", List.of("cem@fabrikam.example")), MAIL, limit)
                        .brokenOff())
                .isTrue();
    }

    @Test
    void whatIsGivenUpBehindTheFinalDotIsUncertain() {
        server.beforeAnswerToData(limit::giveUp);
        ReturnResult result = connections.send(Envelope.of("", List.of("ben@fabrikam.example")), MAIL, limit);
        assertThat(result.entries().getFirst().outcome()).isEqualTo(new Uncertain());
    }
}
