package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose a mail is.
 *
 * @param tenant empty if there is no such tenant any more
 * @param isUnread whether its record could not be read, and all that is known is where its mail goes back to
 */
record Owner(Optional<Tenant> tenant, boolean isUnread) {
    private static final Logger LOG = LoggerFactory.getLogger(Owner.class);

    /**
     * Reads the tenant's record. Where the store is away for too long the job says where the mail goes back to, as the record
     * said when the mail was taken.
     *
     * @param mayWait whether the job is to be tried again instead
     * @throws IOException if the record could not be read
     */
    static Owner of(SigningJob job, TenantStore tenants, boolean mayWait) throws IOException {
        try {
            return new Owner(tenants.find(job.tenantId()), false);
        } catch (IOException away) {
            Optional<SmtpEndpoint> inbound = job.inbound();
            if (mayWait || inbound.isEmpty()) {
                throw away;
            }
            LOG.error(
                    "the record of tenant {} cannot be read; the mail goes back as it was, to where the record said before (job {})",
                    job.tenantId(),
                    job.jobId());
            Tenant known = new Tenant(job.tenantId(), "", Tenant.State.PENDING, Set.of(), "", inbound.get());
            return new Owner(Optional.of(known), true);
        }
    }
}
