package org.afterword.functions.onboarding.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session that one worker owns and alone may change, apart from orders. Safe for use by several threads. */
public final class OwnedSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnedSession.class);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    private final Sessions sessions;
    private final InstantSource clock;
    private final ConnectJob job;
    private final String owner = UUID.randomUUID().toString();
    private final CountDownLatch over = new CountDownLatch(1);

    public OwnedSession(Sessions sessions, InstantSource clock, ConnectJob job) {
        this.sessions = sessions;
        this.clock = clock;
        this.job = job;
    }

    /** Makes it ours; false if somebody else has it, or has asked for another sign-in since. */
    public boolean claim() throws IOException {
        return sessions.update(
                        job.session(),
                        now -> now.attempt() == job.attempt() && now.owner().isEmpty()
                                ? now.ownedBy(owner, clock.instant())
                                : now)
                .filter(this::isOurs)
                .isPresent();
    }

    private boolean isOurs(ConnectSession session) {
        return session.owner().equals(owner) && session.attempt() == job.attempt();
    }

    /** Says every five seconds that the worker is there, until this is closed. */
    public void showLife() {
        Thread.ofVirtual().name("sign-of-life").start(() -> {
            try {
                while (!over.await(SIGN_OF_LIFE.toSeconds(), TimeUnit.SECONDS)) {
                    sayAlive();
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void sayAlive() {
        try {
            change(now -> now.alive(clock.instant()));
        } catch (UncheckedIOException unreachable) {
            LOG.info("no sign of life could be written; trying again: {}", unreachable.getMessage());
        }
    }

    /**
     * Changes it if it is still ours.
     *
     * @throws UncheckedIOException if the store does not answer
     */
    public void change(UnaryOperator<ConnectSession> change) {
        try {
            sessions.update(job.session(), now -> isOurs(now) ? change.apply(now) : now);
        } catch (IOException unreachable) {
            throw new UncheckedIOException("the session cannot be written", unreachable);
        }
    }

    /** Whether the browser still waits for this sign-in. */
    public boolean isWanted() {
        try {
            return sessions.find(job.session())
                    .filter(this::isOurs)
                    .filter(now -> !now.orders().signedOut())
                    .isPresent();
        } catch (IOException unreachable) {
            return true;
        }
    }

    /**
     * The session; empty if it is not ours any more.
     *
     * @throws UncheckedIOException if the store does not answer
     */
    public Optional<ConnectSession> current() {
        try {
            return sessions.find(job.session()).filter(this::isOurs);
        } catch (IOException unreachable) {
            throw new UncheckedIOException("the session cannot be read", unreachable);
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
