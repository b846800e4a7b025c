package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.message.Envelope;
import org.afterword.storage.Stores;
import org.afterword.storage.cache.CachedStores;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.trace.TraceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of mail while the store of tenants, signatures, people and trace is unavailable. */
@Timeout(120)
class OutageTest {
    private TestStamp stamp;
    private SigningWorker worker;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
        worker = newInstance();
    }

    @AfterEach
    void stop() throws IOException {
        worker.close();
        stamp.close();
    }

    /** A worker whose caches are empty. */
    private SigningWorker newInstance() {
        Stores cached = CachedStores.over(stamp.stores.stores(), stamp.clock, Runnable::run);
        return stamp.worker(cached, false);
    }

    private SigningJob receive() throws IOException {
        return stamp.receive(
                TestStamp.MAIL,
                Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example")),
                Optional.of(stamp.server.endpoint()));
    }

    private void run() throws IOException {
        stamp.runTriggers(any -> worker);
    }

    private String lastDelivered() {
        return stamp.delivered(stamp.server.mails().size() - 1);
    }

    @Test
    void allMailIsSignedWhileTheStoreIsUnavailableForAnHour() throws IOException {
        receive();
        run();
        stamp.stores.documentsUnavailable(true);
        for (int minute = 1; minute <= 60; minute++) {
            stamp.clock.advance(Duration.ofMinutes(1));
            receive();
            run();
            assertThat(stamp.server.mails()).hasSize(minute + 1);
            assertThat(lastDelivered()).contains("Anna Berg, Contoso");
        }
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void theTraceOfAnOutageIsWrittenWhenTheStoreIsBack() throws IOException {
        receive();
        run();
        stamp.stores.documentsUnavailable(true);
        for (int minute = 1; minute <= 60; minute++) {
            stamp.clock.advance(Duration.ofMinutes(1));
            receive();
            run();
        }
        assertThat(stamp.stores.traces().records()).hasSize(1);
        stamp.stores.documentsUnavailable(false);
        stamp.clock.advance(Duration.ofMinutes(1));
        receive();
        run();
        assertThat(stamp.stores.traces().records())
                .hasSize(62)
                .allMatch(record -> record.decision().equals("signed"))
                .extracting(TraceRecord::at)
                .doesNotHaveDuplicates();
    }

    @Test
    void withEmptyCachesMailGoesBackUnsignedByTheDeadlineAndTheTraceSaysWhy() throws IOException {
        stamp.stores.documentsUnavailable(true);
        SigningJob job = receive();
        Instant deadline = job.receivedAt().plusSeconds(60);
        while (stamp.server.mails().isEmpty()) {
            assertThat(stamp.clock.instant()).isBeforeOrEqualTo(deadline);
            run();
            stamp.clock.advance(Duration.ofSeconds(10));
        }
        assertThat(lastDelivered()).endsWith("At noon?\r\n");
        assertThat(stamp.stores.spool().names()).isEmpty();

        stamp.stores.documentsUnavailable(false);
        receive();
        run();
        assertThat(lastDelivered()).contains("Anna Berg, Contoso");
        TraceRecord outage = stamp.stores.traces().records().stream()
                .filter(record -> record.jobId().equals(job.jobId()))
                .findFirst()
                .orElseThrow();
        assertThat(outage.decision()).isEqualTo("left alone");
        assertThat(outage.why()).contains("could not be read in time");
        assertThat(outage.outcome()).isEqualTo("accepted");
        assertThat(outage.at()).isBeforeOrEqualTo(deadline);
    }

    @Test
    void aMailThatAllAttemptsFailedForGoesBackWithoutTheTenantsRecord() throws IOException {
        stamp.stores.documentsUnavailable(true);
        SigningJob job = receive();
        worker.returnUnsigned(job);
        assertThat(lastDelivered()).endsWith("At noon?\r\n");
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void anInstanceThatStartsDuringTheOutageDoesNotLoseItsMail() throws IOException {
        receive();
        run();
        stamp.stores.documentsUnavailable(true);
        worker.close();
        worker = newInstance();
        receive();
        for (int attempt = 0; attempt < 7; attempt++) {
            run();
            stamp.clock.advance(Duration.ofSeconds(10));
        }
        assertThat(stamp.server.mails()).hasSize(2);
        assertThat(lastDelivered()).endsWith("At noon?\r\n");
    }
}
