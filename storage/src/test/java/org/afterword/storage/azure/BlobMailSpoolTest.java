package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.specialized.BlobLeaseClient;
import com.azure.storage.blob.specialized.BlobLeaseClientBuilder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.afterword.storage.contract.MailSpoolContract;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.standin.AzureStandIns;
import org.junit.jupiter.api.Test;

/** On Azurite, which has a clock of its own: so the leases are short, and the waiting with them. */
class BlobMailSpoolTest extends MailSpoolContract {
    private static final int LEASE_SECONDS = 15;

    @Override
    protected MailSpool spool() throws IOException {
        return new BlobMailSpool(AzureClients.mail(AzureStandIns.shared().settings()), LEASE_SECONDS);
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

            assertThat(spool.abandoned())
                    .noneSatisfy(job -> assertThat(job.spoolName()).isEqualTo(damaged));
            spool.removeNeverLeased(LocalDate.parse("2026-03-02"));

            assertThat(foreign.exists()).isTrue();
        } finally {
            foreign.delete();
            withoutJob.delete();
        }
    }

    @Override
    protected void wait(Duration time) throws InterruptedException {
        Thread.sleep(time.multipliedBy(LEASE_SECONDS).dividedBy(60).plusMillis(500));
    }
}
