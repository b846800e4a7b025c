package org.afterword.functions.mail.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleGauge;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongGauge;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.afterword.engine.Decision;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.functions.mail.signing.MailOutcome;
import org.afterword.functions.mail.signing.OutcomeCounter;

/**
 * The stamp's metrics, by the names that its alerts and its workbook ask for. No attribute holds an address, a host or a
 * tenant. Safe for use by several threads.
 */
public final class StampMetrics implements OutcomeCounter {
    /** Seconds that the oldest job has waited for a worker. */
    public static final String QUEUE_AGE = "queue.oldest.age.seconds";

    /** Jobs that failed for good, as far as the queue is concerned. */
    public static final String POISON_LENGTH = "queue.poison.length";

    /** Days until the certificate of the way back is valid no more. */
    public static final String CERTIFICATE_DAYS = "certificate.days.left";

    /** Attempts to return a mail; attribute {@code outcome}: accepted, deferred, refused, uncertain or mixed. */
    public static final String RETURNED = "mail.returned";

    /** Mails that were worked on; attribute {@code decision}: signed or left alone, then with its reason as {@code why}. */
    public static final String DECIDED = "mail.decided";

    /** Seconds from the gateway's 250 to the end of the first attempt to return the mail. */
    public static final String LATENCY = "mail.latency.seconds";

    /**
     * What this process has in hand; attribute {@code what}: mails, unattended (without a call that waits for them), slow (in
     * the slow pool), slow_memory (bytes), runaways (works that were stopped and go on), kept_aside (mails of the stamp that could
     * be neither returned nor reported).
     */
    public static final String IN_HAND = "worker.in_hand";

    /** Jobs that were queued again for a moment since this process started; attribute {@code why}. */
    public static final String PUT_BACK = "worker.put_back";

    /** Faults that somebody must mend, each once an hour, since this process started; attribute {@code why}. */
    public static final String ALARMS = "worker.alarms";

    /** Seconds since the spool was last looked through for the mail of dead workers, by whichever process. */
    public static final String SWEEP_AGE = "sweep.age.seconds";

    /** Seconds that the oldest mail has been in the spool, as this process last saw it; mail that is kept aside does not count. */
    public static final String MAIL_AGE = "mail.oldest.age.seconds";

    /** Bytes that are free where processes keep large mail while they work on it: in the one that has least. */
    public static final String DISK_FREE = "disk.free.bytes";

    /** 1 where this process runs without Java's optimizing compiler, else 0. */
    public static final String C1_ONLY = "process.compiler.c1_only";

    /** The one of {@link org.afterword.functions.mail.signing.MailCounts} that has a metric of its own: {@link #MAIL_AGE}. */
    static final String OLDEST_MAIL = "now.oldest_mail_seconds";

    private static final AttributeKey<String> WHAT = AttributeKey.stringKey("what");
    private static final AttributeKey<String> WHY = AttributeKey.stringKey("why");
    private static final AttributeKey<String> DECISION = AttributeKey.stringKey("decision");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("outcome");
    private static final String MIXED = "mixed";

    /** Those without an attribute, by name. */
    private final Map<String, DoubleGauge> gauges = new ConcurrentHashMap<>();

    private final Meter meter;
    private final boolean recorded;
    private final LongGauge inHand;
    private final LongGauge putBack;
    private final LongGauge alarms;
    private final LongCounter returned;
    private final LongCounter decided;
    private final DoubleHistogram latency;

    public StampMetrics(OpenTelemetry telemetry) {
        // Never ended, so nobody is told of it.
        recorded = telemetry
                .getTracer("org.afterword.functions")
                .spanBuilder("start")
                .startSpan()
                .isRecording();
        meter = telemetry.getMeter("org.afterword.functions");
        inHand = meter.gaugeBuilder(IN_HAND).ofLongs().build();
        putBack = meter.gaugeBuilder(PUT_BACK).ofLongs().build();
        alarms = meter.gaugeBuilder(ALARMS).ofLongs().build();
        returned = meter.counterBuilder(RETURNED).build();
        decided = meter.counterBuilder(DECIDED).build();
        latency = meter.histogramBuilder(LATENCY).setUnit("s").build();
    }

    /**
     * Whether what is told here goes anywhere: the OpenTelemetry of a process in which no agent and no SDK are takes all, and
     * drops it.
     */
    public boolean isRecorded() {
        return recorded;
    }

    /** @param name one of those above that have no attribute */
    void gauge(String name, double value) {
        gauges.computeIfAbsent(name, key -> meter.gaugeBuilder(key).build()).set(value);
    }

    /** @param counts as {@link org.afterword.functions.mail.signing.MailCounts} has them */
    void worker(Map<String, Long> counts) {
        counts.forEach((name, count) -> {
            if (name.equals(OLDEST_MAIL)) {
                return;
            }
            String[] parts = name.split("\\.", 2);
            switch (parts[0]) {
                case "now" -> inHand.set(count, Attributes.of(WHAT, parts[1]));
                case "put_back" -> putBack.set(count, Attributes.of(WHY, parts[1]));
                case "alarms" -> alarms.set(count, Attributes.of(WHY, parts[1]));
                default -> {}
            }
        });
    }

    @Override
    public void count(MailOutcome outcome) {
        returned.add(1, Attributes.of(OUTCOME, word(outcome.result())));
        if (outcome.job().attempt() == 1) {
            decided.add(1, attributes(outcome.decision()));
            long taken = takenAt(outcome.job().jobId());
            latency.record((outcome.at().toEpochMilli() - taken) / 1000.0);
        }
    }

    private static Attributes attributes(Decision decision) {
        return switch (decision) {
            case Decision.Sign sign -> Attributes.of(DECISION, "signed");
            case Decision.PassThrough passThrough ->
                Attributes.of(
                        DECISION, "left alone", WHY, passThrough.reason().name().toLowerCase(Locale.ROOT));
        };
    }

    /** One word where all recipients have the same outcome. */
    private static String word(ReturnResult result) {
        List<String> words = result.entries().stream()
                .map(entry -> word(entry.outcome()))
                .distinct()
                .toList();
        return words.size() == 1 ? words.getFirst() : MIXED;
    }

    private static String word(ReturnOutcome outcome) {
        return switch (outcome) {
            case ReturnOutcome.Accepted accepted -> "accepted";
            case ReturnOutcome.Deferred deferred -> "deferred";
            case ReturnOutcome.Refused refused -> "refused";
            case ReturnOutcome.Uncertain uncertain -> "uncertain";
        };
    }

    /** A job's id begins with the time, in milliseconds, at which the gateway took its mail (UUID version 7). */
    private static long takenAt(UUID jobId) {
        return jobId.getMostSignificantBits() >>> 16;
    }
}
