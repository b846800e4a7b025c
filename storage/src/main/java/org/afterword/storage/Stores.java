package org.afterword.storage;

import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.signature.PersonStore;
import org.afterword.storage.signature.SignatureStore;
import org.afterword.storage.tenant.ClosedRoutes;
import org.afterword.storage.tenant.TenantStore;
import org.afterword.storage.trace.TraceStore;
import org.afterword.storage.worker.WorkerRecords;

/** Everything that a process keeps things in. */
public record Stores(
        MailSpool spool,
        SigningQueue queue,
        TenantStore tenants,
        SignatureStore signatures,
        PersonStore people,
        TraceStore traces,
        ClosedRoutes closedRoutes,
        WorkerRecords workers) {}
