package org.afterword.cli.endtoend;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.MailSpool.Unattended;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.open.OpenStores;
import org.afterword.storage.standin.AzureStandIns;

/** On Azurite and the stand-in for Cosmos, which live on: leases and hidden messages of the dead have to run out. */
class AzureKillTest extends KillContract {
    private final AzureStandIns standIns;

    /** A set of its own: no other test's mail is to come back here. */
    AzureKillTest() throws IOException {
        standIns = AzureStandIns.start();
    }

    @Override
    int kills() {
        return 6;
    }

    @Override
    Map<String, String> store() {
        Map<String, String> settings = new HashMap<>(standIns.environment());
        settings.put("JAVA_TOOL_OPTIONS", "-DCOSMOS.HTTP_CONNECTION_WITHOUT_TLS_ALLOWED=true");
        return settings;
    }

    /** A lease is only asked for where a dead worker still holds it, or the mail is gone: it is not taken from the sweeper. */
    @Override
    Set<UUID> inSpool(Set<UUID> jobs) throws IOException {
        try (OpenStores stores = stores()) {
            MailSpool spool = stores.stores().spool();
            Unattended found = spool.unattended(Duration.ZERO, Duration.ofDays(1));
            Set<UUID> there = new HashSet<>();
            Stream.concat(found.crashed().stream(), found.forgotten().stream())
                    .map(SigningJob::jobId)
                    .forEach(there::add);
            for (UUID job : jobs) {
                if (!there.contains(job) && isThere(spool, job)) {
                    there.add(job);
                }
            }
            there.retainAll(jobs);
            return there;
        }
    }

    private static boolean isThere(MailSpool spool, UUID job) throws IOException {
        for (SpoolName name : names(job)) {
            switch (spool.lease(name)) {
                case MailSpool.Busy busy -> {
                    return true;
                }
                case MailSpool.Leased justFree -> {
                    justFree.close();
                    return true;
                }
                case MailSpool.Gone gone -> {}
            }
        }
        return false;
    }

    /**
     * What the host had taken from the queue and no worker had leased is shown again after ten minutes, and mail whose gateway
     * died before it was queued is queued after two hours. The test does not wait for either, and queues both at once.
     */
    @Override
    void endWaiting() throws IOException {
        try (OpenStores stores = stores()) {
            List<SigningJob> waiting = stores.stores()
                    .spool()
                    .unattended(Duration.ZERO, Duration.ofDays(1))
                    .forgotten();
            for (SigningJob job : waiting) {
                stores.stores().queue().send(job, Duration.ZERO);
            }
        }
    }
}
