package org.afterword.functions.console.connect;

import org.afterword.storage.tenant.TenantId;

/**
 * Somebody who signed in to a tenant, and whom its Exchange Online let read the organisation's settings.
 *
 * @param account whom Microsoft signed in, a user principal name
 * @param mayChange whether they administer Exchange, and do not only read: Entra names them so, or Exchange took a change
 */
public record ConsoleAdministrator(TenantId tenant, String account, boolean mayChange) {
    @Override
    public String toString() {
        return "ConsoleAdministrator[" + tenant + "]";
    }
}
