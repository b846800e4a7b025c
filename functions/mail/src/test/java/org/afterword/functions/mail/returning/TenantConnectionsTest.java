package org.afterword.functions.mail.returning;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.TenantConnections.BorrowedConnection;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.storage.fake.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TenantConnectionsTest {
    private static final List<Recipient> BEN = List.of(Recipient.of("ben@fabrikam.example"));
    private static final ReturnResult ACCEPTED = ReturnResult.all(BEN, new Accepted());
    private static final ReturnResult THROTTLED =
            ReturnResult.all(BEN, new Deferred(Cause.THROTTLED, Optional.empty()));

    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
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
                5000,
                5000,
                watch);
        connections = new TenantConnections(server.endpoint(), line, clock);
    }

    @AfterEach
    void stop() throws IOException {
        connections.closeIdle();
        server.close();
        watch.shutdownNow();
    }

    @Test
    void beginsWithOneAndGrowsWithEachSuccessUpToFour() {
        List<Integer> limits = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            limits.add(connections.limit());
            connections.learn(ACCEPTED);
        }
        assertThat(limits).containsExactly(1, 2, 3, 4, 4);
    }

    @Test
    void shrinksWhenThrottledAndGrowsSlowlyAfterThat() {
        for (int i = 0; i < 3; i++) {
            connections.learn(ACCEPTED);
        }
        connections.learn(THROTTLED);
        assertThat(connections.limit()).isEqualTo(2);
        connections.learn(THROTTLED);
        connections.learn(THROTTLED);
        assertThat(connections.limit()).isEqualTo(1);
        for (int i = 0; i < 19; i++) {
            connections.learn(ACCEPTED);
        }
        assertThat(connections.limit()).isEqualTo(1);
        connections.learn(ACCEPTED);
        assertThat(connections.limit()).isEqualTo(2);
    }

    @Test
    void usesAPooledConnectionAgainUntilItHasBeenIdleForAMinute() throws Exception {
        connections.giveBack(connections.borrow().connection());
        BorrowedConnection pooled = connections.borrow();
        assertThat(pooled.pooled()).isTrue();
        connections.giveBack(pooled.connection());
        clock.advance(Duration.ofSeconds(61));
        BorrowedConnection fresh = connections.borrow();
        assertThat(fresh.pooled()).isFalse();
        connections.giveBack(fresh.connection());
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void doesNotKeepABrokenConnection() throws Exception {
        BorrowedConnection borrowed = connections.borrow();
        server.answer(".", "");
        borrowed.connection()
                .deliver(
                        Envelope.of("", List.of("ben@fabrikam.example")),
                        new SignedMessage(RawMessage.of("A: b\r\n\r\n".getBytes(US_ASCII)), EditList.NONE));
        connections.giveBack(borrowed.connection());
        assertThat(connections.borrow().pooled()).isFalse();
    }

    @Test
    @Timeout(60)
    void aSecondMailWaitsForTheConnection() throws Exception {
        BorrowedConnection first = connections.borrow();
        List<Boolean> pooled = new ArrayList<>();
        Thread second = Thread.ofPlatform().start(() -> {
            try {
                pooled.add(connections.borrow().pooled());
            } catch (SmtpConnection.NoConnection none) {
                pooled.add(null);
            }
        });
        while (second.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        connections.giveBack(first.connection());
        second.join();
        assertThat(pooled).containsExactly(true);
        assertThat(server.connections()).isEqualTo(1);
    }
}
