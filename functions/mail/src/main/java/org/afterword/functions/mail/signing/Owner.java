package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.util.Optional;
import org.afterword.functions.mail.returning.ReturnDestination;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantStore;

/** What is known of the tenant that a mail came from. */
sealed interface Owner {
    /** Its record. */
    record Known(Tenant tenant) implements Owner {}

    /** Its record could not be read. The job says where its mail goes back to, and nothing else is known of it. */
    record Unread(ReturnDestination destination) implements Owner {}

    /** There is no such tenant any more. */
    record Unknown() implements Owner {}

    /**
     * Reads the tenant's record. Where the store stays unavailable the job says where the mail goes back to, as the record
     * said when the mail came in.
     *
     * @param mayWait whether the job is to be tried again instead
     * @throws IOException if the record could not be read
     */
    static Owner of(SigningJob job, TenantStore tenants, boolean mayWait) throws IOException {
        try {
            return tenants.find(job.tenantId()).<Owner>map(Known::new).orElseGet(Unknown::new);
        } catch (IOException unavailable) {
            Optional<SmtpEndpoint> inbound = job.inbound();
            if (mayWait || inbound.isEmpty()) {
                throw unavailable;
            }
            return new Unread(new ReturnDestination(job.tenantId(), inbound.get()));
        }
    }
}
