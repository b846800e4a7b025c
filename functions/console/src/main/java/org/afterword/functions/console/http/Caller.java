package org.afterword.functions.console.http;

import org.afterword.storage.tenant.TenantId;

/** Who asks. How they proved it is known where the request came in. */
public sealed interface Caller {
    /** Somebody who runs this stamp, and may see and change all of its tenants. */
    record Operator() implements Caller {}

    /**
     * Somebody who signed in as an administrator of an organisation, and sees that one only.
     *
     * @param account whom Microsoft signed in, a user principal name
     * @param mayChange whether they administer Exchange, and do not only read: Entra names them so, or Exchange took a
     *     change
     */
    record Administrator(TenantId tenant, String account, boolean mayChange) implements Caller {
        @Override
        public String toString() {
            return "Administrator[" + tenant + "]";
        }
    }

    /** Nobody whom we know, where nobody has to be known. */
    record Anybody() implements Caller {}
}
