package org.afterword.simulator.outbound;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.afterword.simulator.smtp.SmtpPath;
import org.jspecify.annotations.Nullable;

/** A mail that somebody in the tenant has sent, and how far it has come. Safe for use by several threads. */
public final class Submission {
    /** Where a mail stands for one recipient. */
    public enum State {
        /** To be sent, or to be sent again. */
        QUEUED,
        /** The smart host has taken it. */
        HANDED_OVER,
        /** Refused with 5xx, or not sent in time: there is a {@link NonDelivery}. */
        REFUSED,
        /** The transport rule does not ask for it to be sent to the smart host. */
        NOT_ROUTED
    }

    private final UUID id;
    private final SmtpPath reversePath;
    private final Map<String, SmtpPath> recipients = new LinkedHashMap<>();
    private final OutgoingFile sent;
    private final Instant at = Instant.now();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, State> states = new LinkedHashMap<>();
    private final List<String> deferrals = new ArrayList<>();

    /** @param state of each recipient at first */
    public Submission(UUID id, SmtpPath reversePath, List<SmtpPath> recipients, OutgoingFile sent, State state) {
        this.id = id;
        this.reversePath = reversePath;
        this.sent = sent;
        for (SmtpPath recipient : recipients) {
            this.recipients.put(recipient.address(), recipient);
            this.states.put(recipient.address(), state);
        }
    }

    /** Its id, which also stands in its header, so that it is known again. */
    public UUID id() {
        return id;
    }

    /** When it was submitted. */
    public Instant at() {
        return at;
    }

    /** The octets that go out, with everything that Exchange adds at the top. */
    public Path sent() {
        return sent.path();
    }

    /** MAIL FROM, with the parameters that were asked for. */
    public SmtpPath reversePath() {
        return reversePath;
    }

    /** The addresses it goes to. */
    public List<String> recipients() {
        return List.copyOf(recipients.keySet());
    }

    /** Where it stands for this recipient. */
    public State state(String recipient) {
        lock.lock();
        try {
            State state = states.get(recipient);
            if (state == null) {
                throw new IllegalArgumentException("not a recipient of this submission");
            }
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** Why it was deferred so far, an entry for each recipient and attempt. */
    public List<String> deferrals() {
        lock.lock();
        try {
            return List.copyOf(deferrals);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until no recipient is {@link State#QUEUED} any more.
     *
     * @throws TimeoutException if that does not happen in time; says what put it off last
     */
    public void awaitHandover(Duration timeout) throws InterruptedException, TimeoutException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (states.containsValue(State.QUEUED)) {
                if (left <= 0) {
                    throw new TimeoutException("submission " + id + " is still queued after " + timeout + "; deferred: "
                            + (deferrals.isEmpty() ? "never" : deferrals.getLast()));
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    OutgoingFile file() {
        return sent;
    }

    /** The value of its Message-ID field, or null. */
    public @Nullable String messageId() {
        return sent.messageId();
    }

    /** The recipients still to be sent to, with their parameters. */
    List<SmtpPath> pending() {
        lock.lock();
        try {
            return recipients.values().stream()
                    .filter(recipient -> states.get(recipient.address()) == State.QUEUED)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    void settle(String recipient, State state) {
        lock.lock();
        try {
            states.put(recipient, state);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Notes why it was not sent this time. */
    public void defer(String reason) {
        lock.lock();
        try {
            deferrals.add(reason);
        } finally {
            lock.unlock();
        }
    }

    boolean isOlderThan(Duration age) {
        return at.plus(age).isBefore(Instant.now());
    }
}
