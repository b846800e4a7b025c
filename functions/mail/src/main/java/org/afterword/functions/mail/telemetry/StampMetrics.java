package org.afterword.functions.mail.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleGauge;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongGauge;
import io.opentelemetry.api.metrics.Meter;
import java.io.IOException;
import java.util.UUID;
import org.afterword.storage.Stores;
import org.afterword.storage.port.Page;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TraceQuery;
import org.afterword.storage.trace.TraceRecord;
import org.afterword.storage.trace.TraceStore;

/**
 * The stamp's metrics, by the names that its alerts and its workbook ask for. No attribute holds an address, a host or a
 * tenant. Safe for use by several threads.
 */
public final class StampMetrics {
    /** Seconds that the oldest job has waited to be taken. */
    public static final String QUEUE_AGE = "queue.oldest.age.seconds";

    /** Jobs that failed for good, as far as the queue is concerned. */
    public static final String POISON_LENGTH = "queue.poison.length";

    /** Days until the certificate of the way back is valid no more. */
    public static final String CERTIFICATE_DAYS = "certificate.days.left";

    /** Attempts to return a mail; attribute {@code outcome}. */
    public static final String RETURNED = "mail.returned";

    /** Mails that were worked on; attribute {@code decision}. */
    public static final String DECIDED = "mail.decided";

    /** Seconds from the gateway's 250 to the end of the first attempt to return the mail. */
    public static final String LATENCY = "mail.latency.seconds";

    private static final AttributeKey<String> DECISION = AttributeKey.stringKey("decision");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("outcome");
    private static final String MIXED = "mixed";

    private final DoubleGauge queueAge;
    private final LongGauge poisonLength;
    private final DoubleGauge certificateDays;
    private final LongCounter returned;
    private final LongCounter decided;
    private final DoubleHistogram latency;

    public StampMetrics(OpenTelemetry telemetry) {
        Meter meter = telemetry.getMeter("org.afterword.functions");
        queueAge = meter.gaugeBuilder(QUEUE_AGE).setUnit("s").build();
        poisonLength = meter.gaugeBuilder(POISON_LENGTH).ofLongs().build();
        certificateDays = meter.gaugeBuilder(CERTIFICATE_DAYS).setUnit("d").build();
        returned = meter.counterBuilder(RETURNED).build();
        decided = meter.counterBuilder(DECIDED).build();
        latency = meter.histogramBuilder(LATENCY).setUnit("s").build();
    }

    void queueAge(double seconds) {
        queueAge.set(seconds);
    }

    void poisonLength(long jobs) {
        poisonLength.set(jobs);
    }

    void certificateDays(double days) {
        certificateDays.set(days);
    }

    /** The same stores; what is added to the trace is counted too. */
    public Stores counting(Stores stores) {
        return new Stores(
                stores.spool(),
                stores.queue(),
                stores.tenants(),
                stores.signatures(),
                stores.people(),
                new Counting(stores.traces()));
    }

    private void count(TraceRecord record) {
        String outcome = record.outcome().contains(":") ? MIXED : record.outcome();
        returned.add(1, Attributes.of(OUTCOME, outcome));
        if (record.attempt() == 1) {
            decided.add(1, Attributes.of(DECISION, record.decision()));
            latency.record((record.at().toEpochMilli() - takenAt(record.jobId())) / 1000.0);
        }
    }

    /** A job's id begins with the time, in milliseconds, at which the gateway took its mail (UUID version 7). */
    private static long takenAt(UUID jobId) {
        return jobId.getMostSignificantBits() >>> 16;
    }

    private final class Counting implements TraceStore {
        private final TraceStore traces;

        Counting(TraceStore traces) {
            this.traces = traces;
        }

        @Override
        public void add(TraceRecord record) throws IOException {
            count(record);
            traces.add(record);
        }

        @Override
        public Page<TraceRecord> find(TenantId tenant, TraceQuery query) throws IOException {
            return traces.find(tenant, query);
        }
    }
}
