package org.afterword.storage.azure;

import java.io.IOException;
import java.time.Duration;
import org.afterword.storage.contract.MailSpoolContract;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.standin.AzureStandIns;

/** On Azurite, which has a clock of its own: so the leases are short, and the waiting with them. */
class BlobMailSpoolTest extends MailSpoolContract {
    private static final int LEASE_SECONDS = 15;

    @Override
    protected MailSpool spool() throws IOException {
        return new BlobMailSpool(AzureClients.mail(AzureStandIns.shared().settings()), LEASE_SECONDS);
    }

    @Override
    protected void wait(Duration time) throws InterruptedException {
        Thread.sleep(time.multipliedBy(LEASE_SECONDS).dividedBy(60).plusMillis(500));
    }
}
