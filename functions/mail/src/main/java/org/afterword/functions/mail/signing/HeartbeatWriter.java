package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.afterword.functions.mail.capacity.ProcessHealth;
import org.afterword.storage.worker.Heartbeat;
import org.afterword.storage.worker.WorkerRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the gateway and the other processes that this one is there, whether the host calls it for mail, and when it last had one
 * in hand.
 *
 * <p>The policy: once at the start, then every 15 s as long as there was mail since, and every 60 s where there was none; after a
 * failure 15 s later. A mail that is in hand is news at any time. All of it on one thread, so a slow store delays no mail, and a heartbeat that takes long only the next one.
 *
 * <p>What notes something is for any thread.
 */
final class HeartbeatWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatWriter.class);
    private static final Duration WITH_NEWS = Duration.ofSeconds(15);
    private static final Duration WITHOUT_NEWS = Duration.ofSeconds(60);

    private final WorkerRecords records;
    private final String version;
    private final LongSupplier diskFree;
    private final InstantSource clock;
    private final String instance = UUID.randomUUID().toString();
    private final Instant startedAt;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("heartbeat").daemon().factory());
    private final AtomicInteger inHand = new AtomicInteger();
    private volatile Optional<Instant> lastMailAt = Optional.empty();
    private volatile Optional<Instant> calledAt = Optional.empty();
    private News told = new News(Optional.empty(), Optional.empty());
    private @Nullable Instant triedAt;
    private boolean failing;
    private boolean tidied;

    /** What a heartbeat may tell that the one before did not. */
    private record News(Optional<Instant> lastMailAt, Optional<Instant> calledAt) {}

    /**
     * @param version of the program
     * @param diskFree bytes that are free where large mail is kept
     */
    HeartbeatWriter(WorkerRecords records, String version, LongSupplier diskFree, InstantSource clock) {
        this.records = records;
        this.version = version;
        this.diskFree = diskFree;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** Begins to tell. */
    HeartbeatWriter start() {
        Future<?> unused = timer.scheduleWithFixedDelay(this::beatIfDue, 0, 1, TimeUnit.SECONDS);
        return this;
    }

    /** Notes that the host has called a function for mail here. */
    void called() {
        if (calledAt.isEmpty()) {
            calledAt = Optional.of(clock.instant());
        }
    }

    /** Notes that this process had a mail in hand and is done with it for now. */
    void hadMail() {
        lastMailAt = Optional.of(clock.instant());
    }

    /** Notes that this process has taken a mail in hand, which it has until it {@link #putsDown} that mail. */
    void takesUp() {
        inHand.incrementAndGet();
        hadMail();
    }

    /** Notes that a mail is not in hand any more. */
    void putsDown() {
        hadMail();
        inHand.decrementAndGet();
    }

    /** Tells what is to be told by now; belongs to one thread. */
    void beatIfDue() {
        Instant now = clock.instant();
        News news = new News(inHand.get() > 0 ? Optional.of(now) : lastMailAt, calledAt);
        if (!isDue(now, news)) {
            return;
        }
        triedAt = now;
        try {
            records.beat(new Heartbeat(
                    instance,
                    version,
                    startedAt,
                    now,
                    news.lastMailAt(),
                    news.calledAt(),
                    Optional.of(diskFree.getAsLong())));
            told = news;
            failing = false;
            tidy();
        } catch (IOException | RuntimeException | Error failed) {
            ProcessHealth.examine(failed);
            if (!failing) {
                failing = true;
                LOG.warn(
                        "this process could not tell that it works: {}; where that lasts for two minutes the gateway takes no more mail",
                        String.valueOf(failed.getMessage()));
            }
        }
    }

    private boolean isDue(Instant now, News news) {
        Instant last = triedAt;
        if (last == null || now.isBefore(last)) {
            return true;
        }
        Duration wait = failing || !news.equals(told) ? WITH_NEWS : WITHOUT_NEWS;
        return Duration.between(last, now).compareTo(wait) >= 0;
    }

    /** Looks at the others once, which removes those that are long gone: the gateway, which looks often, may not. */
    private void tidy() {
        if (tidied) {
            return;
        }
        tidied = true;
        try {
            records.heartbeats();
        } catch (IOException | RuntimeException left) {
            LOG.debug("old heartbeats are left to others", left);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
