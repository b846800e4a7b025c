package org.afterword.functions.mail.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.afterword.engine.Decision;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.model.Reason;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.functions.mail.signing.MailOutcome;
import org.afterword.storage.Stores;
import org.afterword.storage.embedded.EmbeddedStores;
import org.afterword.storage.fake.InMemoryWorkerRecords;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.worker.Heartbeat;
import org.afterword.storage.worker.WorkerRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final TenantId TENANT = TenantId.of("0f8f6d2c-7b1e-4c55-9a35-6d2f1b7a9c10");

    private final Reader reader = new Reader();
    private final Spans spans = new Spans();
    private final OpenTelemetry telemetry = OpenTelemetrySdk.builder()
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(reader).build())
            .setTracerProvider(
                    SdkTracerProvider.builder().addSpanProcessor(spans).build())
            .build();
    private final StampMetrics metrics = new StampMetrics(telemetry);

    private final List<String> lines = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void reportsAgePoisonAndCertificate() throws IOException {
        try (EmbeddedStores stores = EmbeddedStores.open(folder)) {
            stores.queues().send(SigningQueue.POISON, "{}", Duration.ZERO);
            stores.queues().send(SigningQueue.POISON + "-poison", "{}", Duration.ZERO);
            WorkerRecords workers = new InMemoryWorkerRecords(InstantSource.fixed(NOW));
            workers.done("sweep");
            beat(workers, "a", NOW, true, 900_000_000L);
            beat(workers, "b", NOW, true, 800_000_000L);
            // One works on no mail, and the other is gone.
            beat(workers, "c", NOW, false, 1L);
            beat(workers, "d", NOW.minusSeconds(121), true, 1L);
            Stores all = stores.stores();
            new StampReport(
                            new Stores(
                                    all.spool(),
                                    all.queue(),
                                    all.tenants(),
                                    all.signatures(),
                                    all.people(),
                                    all.traces(),
                                    all.closedRoutes(),
                                    workers),
                            stores.queues(),
                            () -> NOW.plus(Duration.ofHours(36)),
                            () -> Map.of(
                                    "now.unattended",
                                    3L,
                                    "put_back.slow_pool",
                                    5L,
                                    "alarms.our_address",
                                    1L,
                                    "mails.signed",
                                    7L,
                                    "now.oldest_mail_seconds",
                                    90L),
                            new VirtualMachine(false, "Serial", 1, true),
                            InstantSource.fixed(NOW),
                            metrics)
                    .tell(lines::add);
        }

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .startsWith("metrics ")
                .contains(
                        " queue.oldest.age.seconds=0",
                        " queue.poison.length=2",
                        " certificate.days.left=1.5",
                        " mail.oldest.age.seconds=90",
                        " disk.free.bytes=800000000",
                        " process.compiler.c1_only=1",
                        " sweep.age.seconds=0");
        assertThat(reader.gauge(StampMetrics.MAIL_AGE)).isEqualTo(90);
        assertThat(reader.gauge(StampMetrics.DISK_FREE)).isEqualTo(800_000_000);
        assertThat(reader.gauge(StampMetrics.C1_ONLY)).isEqualTo(1);
        assertThat(reader.gauge(StampMetrics.SWEEP_AGE)).isZero();

        assertThat(reader.gauge(StampMetrics.QUEUE_AGE)).isZero();
        assertThat(reader.gauge(StampMetrics.POISON_LENGTH)).isEqualTo(2);
        assertThat(reader.gauge(StampMetrics.CERTIFICATE_DAYS)).isEqualTo(1.5);
        assertThat(reader.attributes(StampMetrics.IN_HAND)).containsExactly("unattended");
        assertThat(reader.attributes(StampMetrics.PUT_BACK)).containsExactly("slow_pool");
        assertThat(reader.attributes(StampMetrics.ALARMS)).containsExactly("our_address");
    }

    private static void beat(WorkerRecords workers, String instance, Instant at, boolean forMail, long diskFree)
            throws IOException {
        Optional<Instant> called = forMail ? Optional.of(at) : Optional.empty();
        workers.beat(new Heartbeat(instance, "1", at, at, Optional.empty(), called, Optional.of(diskFree)));
    }

    @Test
    void tellsOfAllElseWhenTheQueueIsUnavailable() throws IOException {
        SigningQueue unavailable = new SigningQueue() {
            @Override
            public void send(SigningJob job, Duration delay) throws IOException {
                throw new IOException("the queue is unavailable");
            }

            @Override
            public Duration oldestAge() throws IOException {
                throw new IOException("the queue is unavailable");
            }

            @Override
            public Optional<Instant> oldestReceived() throws IOException {
                throw new IOException("the queue is unavailable");
            }
        };
        try (EmbeddedStores stores = EmbeddedStores.open(folder)) {
            Stores all = stores.stores();
            StampReport report = new StampReport(
                    new Stores(
                            all.spool(),
                            unavailable,
                            all.tenants(),
                            all.signatures(),
                            all.people(),
                            all.traces(),
                            all.closedRoutes(),
                            all.workers()),
                    stores.queues(),
                    () -> NOW,
                    Map::of,
                    new VirtualMachine(true, "Serial", 1, true),
                    InstantSource.fixed(NOW),
                    metrics);
            assertThatThrownBy(() -> report.tell(lines::add)).hasRootCauseMessage("the queue is unavailable");
        }
        assertThat(lines.getFirst())
                .isEqualTo("metrics certificate.days.left=0 process.compiler.c1_only=0 queue.poison.length=0"
                        + " sweep.age.seconds=0 telemetry.recorded=1");
        assertThat(reader.gauge(StampMetrics.CERTIFICATE_DAYS)).isZero();
        assertThat(reader.gauge(StampMetrics.POISON_LENGTH)).isZero();
    }

    @Test
    void tellsWhetherAnythingLeavesTheProcess() {
        assertThat(metrics.isRecorded()).isTrue();
        assertThat(new StampMetrics(OpenTelemetry.noop()).isRecorded()).isFalse();
    }

    @Test
    void countsDecisionsAndTheTimeSinceTheGatewayTookTheMail() {
        SigningJob job = job(NOW.minusMillis(2500));
        ReturnResult.Entry deferred = new ReturnResult.Entry(
                job.envelope().recipients().getFirst(), new Deferred(Cause.UNREACHABLE, Optional.empty()));
        ReturnResult.Entry accepted =
                new ReturnResult.Entry(job.envelope().recipients().getFirst(), new Accepted());

        metrics.count(outcome(job, List.of(deferred)));
        metrics.count(outcome(job.again(job.envelope()), List.of(accepted, deferred)));

        assertThat(reader.sum(StampMetrics.DECIDED)).isEqualTo(1);
        assertThat(reader.sum(StampMetrics.RETURNED)).isEqualTo(2);
        assertThat(reader.attributes(StampMetrics.RETURNED)).containsExactlyInAnyOrder("deferred", "mixed");
        assertThat(reader.metric(StampMetrics.LATENCY)
                        .getHistogramData()
                        .getPoints()
                        .iterator()
                        .next()
                        .getSum())
                .isEqualTo(2.5);
        assertThat(reader.attributes(StampMetrics.DECIDED)).containsExactlyInAnyOrder("left alone", "not_connected");
    }

    @Test
    void aMailIsOneTraceFromTheGatewayOn() {
        SigningJob job = job();

        try (JobSpan first = JobSpan.start(telemetry, "SignMail", job)) {
            assertThat(first).isNotNull();
        }
        try (JobSpan second = JobSpan.start(telemetry, "ReturnUnsigned", job)) {
            assertThat(second).isNotNull();
        }

        assertThat(spans.ended).hasSize(2);
        for (ReadableSpan span : spans.ended) {
            assertThat(span.getSpanContext().getTraceId())
                    .isEqualTo(job.jobId().toString().replace("-", ""));
            assertThat(span.getParentSpanContext()).isEqualTo(JobSpan.gateway(job.jobId()));
            assertThat(span.getParentSpanContext().isValid()).isTrue();
        }
    }

    private static SigningJob job() {
        return job(NOW);
    }

    private static SigningJob job(Instant taken) {
        UUID id = SigningJob.newId(taken);
        Envelope envelope = Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example"));
        return new SigningJob(id, TENANT, SpoolName.of(TENANT, taken, id), taken, 1, envelope);
    }

    private static MailOutcome outcome(SigningJob job, List<ReturnResult.Entry> entries) {
        return new MailOutcome(job, new Decision.PassThrough(Reason.NOT_CONNECTED), new ReturnResult(entries), NOW);
    }

    private static final class Spans implements SpanProcessor {
        private final List<ReadableSpan> ended = new ArrayList<>();

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.add(span);
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    private static final class Reader implements MetricReader {
        private CollectionRegistration registration = CollectionRegistration.noop();

        @Override
        public void register(CollectionRegistration given) {
            registration = given;
        }

        MetricData metric(String name) {
            return registration.collectAllMetrics().stream()
                    .filter(metric -> metric.getName().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        double gauge(String name) {
            MetricData metric = metric(name);
            return metric.getDoubleGaugeData().getPoints().stream()
                    .mapToDouble(point -> point.getValue())
                    .findFirst()
                    .orElseGet(() -> metric.getLongGaugeData()
                            .getPoints()
                            .iterator()
                            .next()
                            .getValue());
        }

        long sum(String name) {
            return metric(name).getLongSumData().getPoints().stream()
                    .mapToLong(point -> point.getValue())
                    .sum();
        }

        List<String> attributes(String name) {
            List<String> found = new ArrayList<>();
            metric(name)
                    .getData()
                    .getPoints()
                    .forEach(point -> point.getAttributes().forEach((key, value) -> found.add(value.toString())));
            return found;
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType instrument) {
            return AggregationTemporality.CUMULATIVE;
        }

        @Override
        public CompletableResultCode forceFlush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
