package org.afterword.functions.onboarding.session;

import java.time.Instant;
import java.util.Optional;
import org.afterword.storage.tenant.TenantId;

/**
 * Whom Microsoft signed in.
 *
 * @param name the user principal name
 * @param tenant the tenant that they signed in to
 * @param mayChange whether they administer Exchange, and do not only read: Entra names them so, or Exchange took a change
 * @param letIn when Exchange Online last let them read the organisation's settings; empty if it has not
 */
public record SignedInAccount(String name, TenantId tenant, boolean mayChange, Optional<Instant> letIn) {
    public SignedInAccount(String name, TenantId tenant, boolean mayChange) {
        this(name, tenant, mayChange, Optional.empty());
    }

    SignedInAccount changingExchange() {
        return new SignedInAccount(name, tenant, true, letIn);
    }

    SignedInAccount letIn(Instant now) {
        return new SignedInAccount(name, tenant, mayChange, Optional.of(now));
    }

    @Override
    public String toString() {
        return "SignedInAccount[" + tenant + "]";
    }
}
