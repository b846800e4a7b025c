package org.afterword.simulator.outbound;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.afterword.simulator.outbound.Submission.State;
import org.afterword.simulator.smtp.ServerReply;
import org.jspecify.annotations.Nullable;

/**
 * Sends the tenant's mail to the smart host, as Exchange Online does: under TLS, with its own certificate, only to a host
 * whose certificate has the name of the connector; by BDAT where CHUNKING is offered; over connections that are kept.
 *
 * <p>Each recipient is settled alone. 2xx after the message: handed over. 5xx: a non-delivery report, at once. 4xx, a
 * failed handshake or a broken connection: the recipient is tried again after the pause that the settings name,
 * until the mail is too old. {@code 452 4.5.3} (too many recipients) means the next transaction, at once. Where no answer
 * comes to the final dot the mail is sent again: a duplicate is better than a loss.
 */
public final class OutboundConnector implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final OutboundSettings settings;
    private final Consumer<NonDelivery> nonDeliveries;
    private final BlockingQueue<Submission> ready = new LinkedBlockingQueue<>();
    private final List<Thread> workers = new ArrayList<>();
    private final AtomicLong connections = new AtomicLong();
    private volatile boolean closed;

    /**
     * Starts its connections' threads.
     *
     * @param nonDeliveries is told of each recipient who is refused
     */
    public OutboundConnector(OutboundSettings settings, Consumer<NonDelivery> nonDeliveries) {
        this.settings = settings;
        this.nonDeliveries = nonDeliveries;
        for (int i = 0; i < settings.connections(); i++) {
            workers.add(Thread.ofVirtual().name("outbound-connector-" + i).start(this::work));
        }
    }

    /** How many connections were made since the start, failed ones not counted. */
    public long connections() {
        return connections.get();
    }

    /** Queues a mail. */
    public void send(Submission submission) {
        ready.add(submission);
    }

    private void work() {
        OutboundSession session = null;
        try {
            while (!closed) {
                Submission next = ready.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null) {
                    session = attempt(next, session);
                } else if (session != null) {
                    session.quit();
                    session = null;
                }
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        } finally {
            if (session != null) {
                session.quit();
            }
        }
    }

    /** Sends one mail once; the session to go on with, or null if it is of no more use. */
    private @Nullable OutboundSession attempt(Submission submission, @Nullable OutboundSession kept) {
        OutboundSession session = kept;
        Duration pause = settings.retryAfter();
        try {
            if (session == null) {
                session = open();
            }
            Map<String, ServerReply> answers;
            try {
                answers = session.transmit(submission, submission.pending());
            } catch (OutboundSession.StaleConnection stale) {
                session.close();
                session = open();
                answers = session.transmit(submission, submission.pending());
            }
            answers.forEach((recipient, answer) -> settle(submission, recipient, answer));
            if (answers.values().stream().anyMatch(ServerReply::isPositive)
                    && answers.values().stream().anyMatch(OutboundConnector::saysTooManyRecipients)) {
                pause = Duration.ZERO;
            }
        } catch (IOException broken) {
            submission.defer(String.valueOf(broken.getMessage()));
            session = discard(session);
        }
        queueAgain(submission, pause);
        return session;
    }

    private OutboundSession open() throws IOException {
        OutboundSession session = OutboundSession.open(settings);
        connections.incrementAndGet();
        return session;
    }

    private void settle(Submission submission, String recipient, ServerReply answer) {
        if (answer.isPositive()) {
            submission.settle(recipient, State.HANDED_OVER);
        } else if (answer.isPermanent()) {
            refuse(submission, recipient, answer.toString());
        } else {
            submission.defer(answer.toString());
        }
    }

    private void refuse(Submission submission, String recipient, String diagnostic) {
        nonDeliveries.accept(new NonDelivery(submission.id(), recipient, diagnostic));
        submission.settle(recipient, State.REFUSED);
    }

    private void queueAgain(Submission submission, Duration pause) {
        if (submission.pending().isEmpty() || closed) {
            return;
        }
        if (submission.isOlderThan(settings.giveUpAfter())) {
            String last = submission.deferrals().getLast();
            submission
                    .pending()
                    .forEach(recipient ->
                            refuse(submission, recipient.address(), "550 5.4.300 Message expired; last: " + last));
            return;
        }
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> ready.add(submission));
    }

    private static boolean saysTooManyRecipients(ServerReply answer) {
        return answer.lastLine().startsWith("452 4.5.3");
    }

    private static @Nullable OutboundSession discard(@Nullable OutboundSession session) {
        if (session != null) {
            try {
                session.close();
            } catch (IOException alreadyClosed) {
                return null;
            }
        }
        return null;
    }

    /** Stops; what is still queued stays where it is. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread worker : workers) {
            worker.interrupt();
        }
        for (Thread worker : workers) {
            worker.join();
        }
    }
}
