package org.afterword.functions.mail.upkeep;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.afterword.functions.mail.capacity.ProcessHealth;
import org.afterword.functions.mail.signing.MailCounts;
import org.afterword.storage.Stores;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.worker.WorkerRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one process does for all: it sweeps the spool ({@link Sweeper}), moves delayed mail that is due, and rescues what no function
 * could take ({@link QueueMover}). Safe for use by several threads.
 *
 * <p>The policy: a timer of the host does all of it every 30 s. The timers of an app may stop for good
 * (azure-functions-host#11828), so each process looks every 30 s, and does what has not been done for two minutes. {@link WorkerRecords}
 * give a duty to one at a time; where they do not answer the timer does it all the same, since doing a duty twice does no harm.
 * A duty that failed does not count as done.
 */
public final class Duties implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Duties.class);
    private static final Duration LOOK = Duration.ofSeconds(30);
    /** Less than the timer's 30 s, which are not exact. */
    private static final Duration AGAIN = Duration.ofSeconds(20);

    private static final Duration SILENT = Duration.ofMinutes(2);
    /** How often what fails in all queues is tried once more. */
    private static final Duration RESCUE = Duration.ofMinutes(5);

    private final WorkerRecords records;
    private final InstantSource clock;
    private final List<Duty> duties;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("duties").daemon().factory());

    /**
     * @param every how long nobody else begins it
     * @param silent when it was done last so long ago, its timer is silent
     */
    private record Duty(String name, Duration every, Duration silent, Task task) {}

    /** What is done. */
    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    /**
     * @param keepAside how long a mail is kept aside that could be neither returned nor reported
     * @param counts gets what the sweeps see
     */
    public Duties(Stores stores, TriggerQueues queues, Duration keepAside, MailCounts counts, InstantSource clock) {
        this(
                stores.workers(),
                new Sweeper(stores, queues, keepAside, counts, clock),
                new QueueMover(queues, clock, Thread::sleep),
                clock);
    }

    Duties(WorkerRecords records, Sweeper sweeper, QueueMover mover, InstantSource clock) {
        this.records = records;
        this.clock = clock;
        this.duties = List.of(
                new Duty(WorkerRecords.SWEEP, AGAIN, SILENT, sweeper::sweep),
                new Duty("move-delayed", AGAIN, SILENT, mover::moveDue),
                new Duty("rescue-poison", RESCUE, RESCUE.plus(SILENT), mover::rescue));
    }

    /** Has this process look after the duties until {@link #close}. @return this */
    public Duties start() {
        looks.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void look() {
        try {
            whereTheTimerIsSilent();
        } catch (RuntimeException | Error failed) { // Else there would be no further look.
            ProcessHealth.examine(failed);
            LOG.warn(
                    "the duties could not be looked after: {}",
                    failed.getClass().getName());
        }
    }

    /**
     * Does what the timer is there for: all that nobody else has begun with just now.
     *
     * @throws IOException if a duty could not be done; all others were
     */
    public void run() throws IOException {
        @Nullable Exception failure = null;
        for (Duty duty : duties) {
            try {
                if (mayBegin(duty)) {
                    perform(duty);
                }
            } catch (IOException | RuntimeException failed) {
                failure = failure == null ? failed : failure;
            }
        }
        if (failure != null) {
            throw new IOException("not all duties could be done", failure);
        }
    }

    private boolean mayBegin(Duty duty) {
        try {
            return records.begin(duty.name(), duty.every());
        } catch (IOException | RuntimeException unknown) {
            LOG.warn(
                    "nobody knows whether the duty {} was begun: {}",
                    duty.name(),
                    unknown.getClass().getName());
            return true;
        }
    }

    /** Does what has not been done for so long that its timer must be silent. */
    void whereTheTimerIsSilent() {
        for (Duty duty : duties) {
            try {
                if (isSilent(duty) && records.begin(duty.name(), duty.every())) {
                    LOG.warn("the timer is silent: this process does the duty {}", duty.name());
                    perform(duty);
                }
            } catch (IOException | RuntimeException failed) {
                LOG.warn(
                        "the duty {} could not be done: {}",
                        duty.name(),
                        failed.getClass().getName());
            }
        }
    }

    private boolean isSilent(Duty duty) throws IOException {
        Instant silentSince = clock.instant().minus(duty.silent());
        return records.lastDone(duty.name())
                .filter(done -> done.isAfter(silentSince))
                .isEmpty();
    }

    private void perform(Duty duty) throws IOException {
        duty.task().run();
        records.done(duty.name());
    }

    /** Looks no more; a duty that is being done is broken off. */
    @Override
    public void close() {
        looks.shutdownNow();
    }
}
