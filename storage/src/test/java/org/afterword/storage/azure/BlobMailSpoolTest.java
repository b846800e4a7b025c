package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.specialized.BlobLeaseClient;
import com.azure.storage.blob.specialized.BlobLeaseClientBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.afterword.engine.message.Envelope;
import org.afterword.storage.contract.MailSpoolContract;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.MailSpool.Unreadable;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.standin.AzureStandIns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * On Azurite, which has a clock of its own: so the leases are short, and the waiting with them. The tests wait side by side, each
 * for mail of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
class BlobMailSpoolTest extends MailSpoolContract {
    private static final int LEASE_SECONDS = 15;
    private static final Duration FOREVER = Duration.ofDays(1000);

    @Override
    protected MailSpool spool() throws IOException {
        return new BlobMailSpool(
                AzureClients.mail(AzureStandIns.shared().settings()), LEASE_SECONDS, SpoolFiles.onTemporaryDisk());
    }

    @Test
    void looksAtTheOtherMailsWhereOneCannotBeRead() throws Exception {
        BlobContainerClient container = AzureClients.mail(AzureStandIns.shared().settings());
        BlobClient foreign = container.getBlobClient("notes.txt");
        foreign.upload(BinaryData.fromString("not ours"), true);
        SpoolName damaged = SpoolName.of(Samples.tenantId(), Instant.parse("2026-03-01T10:00:00Z"), UUID.randomUUID());
        BlobClient withoutJob = container.getBlobClient(damaged.toString());
        withoutJob.upload(BinaryData.fromString("From: a@b.example\r\n\r\n"), true);
        BlobLeaseClient lease =
                new BlobLeaseClientBuilder().blobClient(withoutJob).buildClient();
        lease.acquireLease(LEASE_SECONDS);
        try {
            wait(Duration.ofSeconds(60));
            MailSpool spool = spool();

            MailSpool.Unattended found = spool.unattended(time(Duration.ofSeconds(50)), FOREVER);
            assertThat(found.unreadable()).extracting(Unreadable::name).contains(damaged);

            assertThat(foreign.exists()).isTrue();
        } finally {
            foreign.delete();
            withoutJob.delete();
        }
    }

    /** The job of a large mail is in a blob beside it: what that one suffers holds up no other. */
    @Test
    void namesAMailWhoseSecondBlobIsGone() throws Exception {
        MailSpool spool = spool();
        SigningJob one = Samples.job(Instant.now());
        List<String> many = IntStream.range(0, 300)
                .mapToObj(number -> "recipient-" + number + "@fabrikam.example")
                .toList();
        SigningJob large = new SigningJob(
                one.jobId(), one.tenantId(), one.spoolName(), one.receivedAt(), 1, Envelope.of("", many));
        SigningJob small = Samples.job(Instant.now());
        Samples.store(spool, large, Samples.bytes(10));
        Samples.store(spool, small, Samples.bytes(10));
        BlobContainerClient container = AzureClients.mail(AzureStandIns.shared().settings());
        container.getBlobClient(large.spoolName() + ".job").delete();
        wait(Duration.ofSeconds(50));

        MailSpool.Unattended found = spool.unattended(time(Duration.ofSeconds(50)), FOREVER);

        assertThat(found.forgotten()).contains(small);
        assertThat(found.unreadable()).extracting(Unreadable::name).contains(large.spoolName());
        container.getBlobClient(large.spoolName().toString()).delete();
        container.getBlobClient(small.spoolName().toString()).delete();
    }

    @Override
    protected void replaceJob(SpoolName name, String json) throws IOException {
        String encoded = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        AzureClients.mail(AzureStandIns.shared().settings())
                .getBlobClient(name.toString())
                .setMetadata(Map.of("job", encoded));
    }

    @Override
    protected Duration time(Duration waited) {
        return waited.multipliedBy(LEASE_SECONDS).dividedBy(60);
    }

    @Override
    protected void wait(Duration time) throws InterruptedException {
        // Blob storage tells times in whole seconds.
        Thread.sleep(time(time).plusMillis(1100));
    }
}
