package org.afterword.functions.mail.returning;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.splice.Edit;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TenantConnectionsTest {
    private static final Envelope TO_BEN = Envelope.of("", List.of("ben@fabrikam.example"));
    private static final SignedMessage MAIL = message(RawMessage.of("A: b\r\n\r\n".getBytes(US_ASCII)));

    /** Of a mail over a new connection that wait for the server: eight to set it up, and eight for the mail. */
    private static final int STEPS = 16;

    private final AtomicLong nanos = new AtomicLong();
    private final FailingWatch watch = new FailingWatch();
    private ScriptedServer server;
    private TenantConnections connections;

    @BeforeEach
    void start() throws IOException {
        CertificateAuthority authority = CertificateAuthority.create("All");
        server = new ScriptedServer(
                authority.issue(CertificateRequest.server("localhost")).tlsTrusting(authority));
        ReturnLine line = new ReturnLine(
                "stamp.afterword.example",
                authority
                        .issue(CertificateRequest.client("stamp.afterword.example"))
                        .tlsTrusting(authority)
                        .getSocketFactory(),
                Timeouts.USUAL,
                watch);
        ServerGate gate = new ServerGate(nanos::get, new Random(1), ServerGate.NEAR);
        connections = new TenantConnections(server.endpoint(), line, nanos::get, gate);
    }

    @AfterEach
    void stop() throws IOException {
        connections.closeIdle();
        server.close();
        watch.shutdownNow();
    }

    private static SignedMessage message(RawMessage raw) {
        return new SignedMessage(raw, EditList.NONE);
    }

    private ReturnOutcome send(SignedMessage mail) {
        return connections
                .send(TO_BEN, mail, SendingLimit.usual())
                .entries()
                .getFirst()
                .outcome();
    }

    @Test
    void usesAConnectionAgainUntilItHasBeenIdleForAMinute() {
        send(MAIL);
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        send(MAIL);
        assertThat(server.connections()).isEqualTo(1);
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(send(MAIL)).isEqualTo(new Accepted());
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void aMailThatCannotBeWrittenForAnUnforeseenReasonHarmsNoOther() {
        send(MAIL);
        Edit first = new Edit(3, new byte[0], new byte[40_000], Edit.Rule.SIGNATURE_PLACED);
        Edit beyondTheEnd = new Edit(1000, new byte[0], new byte[0], Edit.Rule.SIGNATURE_PLACED);
        SignedMessage wrong = new SignedMessage(MAIL.original(), new EditList(List.of(first, beyondTheEnd)));
        assertThatThrownBy(() -> send(wrong)).isInstanceOf(IndexOutOfBoundsException.class);
        assertServesEverybody();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17})
    void anErrorAtAnyStepHarmsNoOtherMail(int step) {
        watch.failAt(step);
        try {
            assertThat(send(MAIL)).isEqualTo(new Accepted());
            assertThat(step).isGreaterThan(STEPS);
        } catch (StackOverflowError asTold) {
            assertThat(step).isLessThanOrEqualTo(STEPS);
        }
        watch.failAt(Integer.MAX_VALUE);
        assertServesEverybody();
    }

    private void assertServesEverybody() {
        int before = server.accepted().size();
        for (int i = 0; i < 8; i++) {
            assertThat(send(MAIL)).isEqualTo(new Accepted());
        }
        // An error while the answer to its end was waited for leaves it open whether a mail was taken.
        assertThat(server.accepted()).hasSizeBetween(before + 8, before + 9);
    }

    /** Fails with an error at a step of the connections. */
    private static final class FailingWatch extends ScheduledThreadPoolExecutor {
        private int stepsToError = Integer.MAX_VALUE;

        FailingWatch() {
            super(1);
        }

        void failAt(int step) {
            stepsToError = step;
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            if (--stepsToError == 0) {
                throw new StackOverflowError("as told");
            }
            return super.schedule(command, delay, unit);
        }
    }
}
