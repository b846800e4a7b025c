package org.afterword.storage.trace;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.afterword.storage.tenant.TenantId;

/**
 * What became of one mail, in words an administrator understands. No subject, no content, no full address. What a record of
 * an earlier version does not have is empty.
 *
 * @param at when it was written
 * @param senderHash keyed hash of the sender's address, empty for the null sender
 * @param senderDomain empty for the null sender
 * @param messageIdHash keyed hash of the Message-ID, empty if there is none
 * @param kind {@code new}, {@code reply}, {@code forward}, or empty where it was not looked at
 * @param client {@code mobile}, {@code other} or {@code unknown}, or empty likewise
 * @param audience {@code internal} or {@code external}, or empty likewise
 * @param decision {@code signed} or {@code left alone}
 * @param why the rules that signed it, by name, or the reason to leave it alone
 * @param rules the ids of the rules that signed it
 * @param replaced what gave way to the signature: {@code device tagline}, {@code marker}, …
 * @param confidence how sure the place of the signature is, {@code high} or {@code low}; empty if there is none
 * @param evidence what led to the kind and to the place
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
        @JsonSetter(nulls = Nulls.AS_EMPTY) String client,
        @JsonSetter(nulls = Nulls.AS_EMPTY) String audience,
        String decision,
        String why,
        List<String> rules,
        List<String> replaced,
        @JsonSetter(nulls = Nulls.AS_EMPTY) String confidence,
        List<String> evidence,
        String outcome,
        int attempt,
        int recipients,
        long bytesReceived,
        long bytesReturned,
        SortedMap<String, Long> milliseconds) {}
