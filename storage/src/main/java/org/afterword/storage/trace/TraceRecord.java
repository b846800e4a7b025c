package org.afterword.storage.trace;

import java.time.Instant;
import java.util.SortedMap;
import java.util.UUID;
import org.afterword.storage.tenant.TenantId;

/**
 * What became of one mail, in words an administrator understands. No subject, no content, no full address.
 *
 * @param at when it was written
 * @param senderHash keyed hash of the sender's address, empty for the null sender
 * @param senderDomain empty for the null sender
 * @param messageIdHash keyed hash of the Message-ID, empty if there is none
 * @param kind {@code new}, {@code reply}, {@code forward}, or empty where it was not looked at
 * @param decision {@code signed} or {@code left alone}
 * @param why the rule that signed it, or the reason to leave it alone
 * @param outcome what the tenant's server answered: {@code accepted}, {@code deferred}, …
 * @param recipients how many it went to
 * @param bytesReceived size as it came in
 * @param bytesReturned size as it went back
 * @param milliseconds time by step ({@code queued}, {@code signed}, {@code returned}, …)
 */
public record TraceRecord(
        UUID jobId,
        TenantId tenantId,
        Instant at,
        String senderHash,
        String senderDomain,
        String messageIdHash,
        String kind,
        String decision,
        String why,
        String outcome,
        int attempt,
        int recipients,
        long bytesReceived,
        long bytesReturned,
        SortedMap<String, Long> milliseconds) {}
