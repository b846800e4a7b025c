package org.afterword.functions.mail.returning;

import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;

/**
 * Where the mail of a tenant goes back to. Connections are kept by it, so none ever serves two tenants.
 *
 * @param server the tenant's inbound connector, as its record says or said; never taken from a mail
 */
public record ReturnDestination(TenantId tenant, SmtpEndpoint server) {
    public static ReturnDestination of(Tenant tenant) {
        return new ReturnDestination(tenant.id(), tenant.inbound());
    }
}
