package org.afterword.functions.mail.telemetry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues;

/** Measures what no call shows by itself: the queue's age, what is poisoned, what is in hand, how long the certificate lasts. */
public final class StampReport {
    private static final double DAY_SECONDS = Duration.ofDays(1).toSeconds();

    private final SigningQueue queue;
    private final TriggerQueues queues;
    private final Supplier<Instant> certificateExpiry;
    private final Supplier<Map<String, Long>> counts;
    private final InstantSource clock;
    private final StampMetrics metrics;

    public StampReport(
            SigningQueue queue,
            TriggerQueues queues,
            Supplier<Instant> certificateExpiry,
            Supplier<Map<String, Long>> counts,
            InstantSource clock,
            StampMetrics metrics) {
        this.queue = queue;
        this.queues = queues;
        this.certificateExpiry = certificateExpiry;
        this.counts = counts;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** @throws IOException if something could not be measured; all else was, whatever it is */
    public void tell() throws IOException {
        List<Exception> failures = new ArrayList<>();
        measure(failures, () -> {
            Duration left = Duration.between(clock.instant(), certificateExpiry.get());
            metrics.certificateDays(left.toSeconds() / DAY_SECONDS);
        });
        measure(failures, () -> metrics.worker(counts.get()));
        measure(failures, () -> metrics.queueAge(queue.oldestAge().toMillis() / 1000.0));
        measure(failures, () -> metrics.poisonLength(poisoned()));
        if (!failures.isEmpty()) {
            throw new IOException("not all could be measured", failures.getFirst());
        }
    }

    private long poisoned() throws IOException {
        long poisoned = 0;
        for (String name : List.of(SigningQueue.POISON, SigningQueue.POISON_OF_POISON, SigningQueue.LAST_POISON)) {
            poisoned += queues.length(name);
        }
        return poisoned;
    }

    /** A look at one thing. */
    @FunctionalInterface
    private interface Measurement {
        void run() throws IOException;
    }

    private static void measure(List<Exception> failures, Measurement measurement) {
        try {
            measurement.run();
        } catch (IOException | RuntimeException failed) {
            failures.add(failed);
        }
    }
}
