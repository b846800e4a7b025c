package org.afterword.functions.mail.telemetry;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.afterword.storage.Stores;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.worker.WorkerRecords;

/**
 * Measures what no call shows by itself: the queue's age, what is poisoned, what is in hand, how long the certificate lasts, when
 * the spool was last swept, how much room large mail has.
 */
public final class StampReport {
    private static final double DAY_SECONDS = Duration.ofDays(1).toSeconds();

    private final Stores stores;
    private final TriggerQueues queues;
    private final Supplier<Instant> certificateExpiry;
    private final Supplier<Map<String, Long>> counts;
    private final VirtualMachine machine;
    private final InstantSource clock;
    private final StampMetrics metrics;
    private final Instant startedAt;

    public StampReport(
            Stores stores,
            TriggerQueues queues,
            Supplier<Instant> certificateExpiry,
            Supplier<Map<String, Long>> counts,
            VirtualMachine machine,
            InstantSource clock,
            StampMetrics metrics) {
        this.stores = stores;
        this.queues = queues;
        this.certificateExpiry = certificateExpiry;
        this.counts = counts;
        this.machine = machine;
        this.clock = clock;
        this.metrics = metrics;
        this.startedAt = clock.instant();
    }

    /**
     * Measures, tells the metrics, and writes a line for those who have this process's log and not its metrics: {@code
     * metrics NAME=VALUE NAME=VALUE …}, by the names that the alerts ask for. What could not be measured is not in it. {@code telemetry.recorded} says whether
     * the metrics go anywhere.
     *
     * @throws IOException if something could not be measured; all else was, whatever it is, and is in the line
     */
    public void tell(Consumer<String> log) throws IOException {
        List<Exception> failures = new ArrayList<>();
        StringBuilder line = new StringBuilder("metrics");
        measure(failures, () -> {
            Duration left = Duration.between(clock.instant(), certificateExpiry.get());
            tell(line, StampMetrics.CERTIFICATE_DAYS, left.toSeconds() / DAY_SECONDS);
        });
        tell(line, StampMetrics.C1_ONLY, machine.optimizing() ? 0 : 1);
        measure(failures, () -> {
            Map<String, Long> now = counts.get();
            metrics.worker(now);
            Long oldest = now.get(StampMetrics.OLDEST_MAIL);
            if (oldest != null) {
                tell(line, StampMetrics.MAIL_AGE, oldest);
            }
        });
        measure(
                failures,
                () -> tell(
                        line, StampMetrics.QUEUE_AGE, stores.queue().oldestAge().toMillis() / 1000.0));
        measure(failures, () -> tell(line, StampMetrics.POISON_LENGTH, poisoned()));
        measure(failures, () -> {
            // Where nobody ever has, that is no better.
            Instant swept = stores.workers().lastDone(WorkerRecords.SWEEP).orElse(startedAt);
            Duration age = Duration.between(swept, clock.instant());
            tell(line, StampMetrics.SWEEP_AGE, Math.max(0, age.toMillis()) / 1000.0);
        });
        measure(failures, () -> leastDiskFree().ifPresent(bytes -> tell(line, StampMetrics.DISK_FREE, bytes)));
        log.accept(line + " telemetry.recorded=" + (metrics.isRecorded() ? 1 : 0));
        if (!failures.isEmpty()) {
            throw new IOException("not all could be measured", failures.getFirst());
        }
    }

    private void tell(StringBuilder line, String name, double value) {
        metrics.gauge(name, value);
        BigDecimal digits =
                BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP).stripTrailingZeros();
        line.append(' ').append(name).append('=').append(digits.toPlainString());
    }

    /** Of all that work on mail: this process may be one that does not. */
    private OptionalLong leastDiskFree() throws IOException {
        Instant now = clock.instant();
        return stores.workers().heartbeats().stream()
                .filter(heartbeat -> heartbeat.worksOnMail(now))
                .flatMap(heartbeat -> heartbeat.diskFree().stream())
                .mapToLong(Long::longValue)
                .min();
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
