package org.afterword.functions.console.http;

import org.afterword.storage.tenant.TenantId;

/** Who asks. How they proved it is known where the request came in. */
public sealed interface AdminCaller {
    /** Somebody who runs this stamp, and may see and change all of its tenants. */
    record Operator() implements AdminCaller {}

    /**
     * Somebody who signed in as an administrator of an organisation, and sees that one only.
     *
     * @param mayChange false for somebody who may only look
     */
    record Administrator(TenantId tenant, boolean mayChange) implements AdminCaller {}
}
