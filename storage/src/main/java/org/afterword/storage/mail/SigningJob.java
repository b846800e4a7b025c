package org.afterword.storage.mail;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.afterword.engine.message.Envelope;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.TenantId;

/**
 * The queue message that the gateway and the functions meet in: which mail is to be signed and returned, and to whom.
 *
 * @param jobId a UUID of version 7 (RFC 9562), so that jobs sort by time
 * @param receivedAt when the last byte came in; the deadline counts from here
 * @param attempt 1 at first, one more with each time that the mail was queued again
 * @param envelope the recipients that are still to be served
 * @param inbound where the tenant's inbound connector listened when the mail came in, by the tenant's record; used only where
 *     that record cannot be read any more, so that the mail can still go back
 * @param crashes how many workers have died with this mail in hand, whichever mail it was that they died of; absent from the
 *     JSON where it is none
 * @param delayTold whether a notice that the mail is delayed went to its sender, or may have; absent from the JSON where not
 * @param keptAside since when the mail is kept aside: nobody works on it unless an operator asks for it; absent from the JSON
 *     where it is not
 */
public record SigningJob(
        UUID jobId,
        TenantId tenantId,
        SpoolName spoolName,
        Instant receivedAt,
        int attempt,
        Envelope envelope,
        Optional<SmtpEndpoint> inbound,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
        int crashes,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
        boolean delayTold,

        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> keptAside) {

    /** The largest job in bytes of JSON: a queue message holds 64 KiB after base64. */
    public static final int MAX_JSON_BYTES = 48 * 1024;

    public SigningJob {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts count from 1, not from " + attempt);
        }
    }

    /** A job that no worker has died with. */
    public SigningJob(
            UUID jobId,
            TenantId tenantId,
            SpoolName spoolName,
            Instant receivedAt,
            int attempt,
            Envelope envelope,
            Optional<SmtpEndpoint> inbound) {
        this(jobId, tenantId, spoolName, receivedAt, attempt, envelope, inbound, 0, false, Optional.empty());
    }

    /** A job that waits for its tenant's record. */
    public SigningJob(
            UUID jobId, TenantId tenantId, SpoolName spoolName, Instant receivedAt, int attempt, Envelope envelope) {
        this(jobId, tenantId, spoolName, receivedAt, attempt, envelope, Optional.empty());
    }

    /** The next attempt, for the recipients that are left. */
    public SigningJob again(Envelope remaining) {
        return with(attempt + 1, remaining, crashes, delayTold, keptAside);
    }

    /** The same attempt, for other recipients. */
    public SigningJob withEnvelope(Envelope other) {
        return with(attempt, other, crashes, delayTold, keptAside);
    }

    /** The same attempt, after one more worker has died with the mail in hand. */
    public SigningJob afterCrash() {
        return withCrashes(crashes + 1);
    }

    /** The same attempt, after so many workers have died with the mail in hand. */
    public SigningJob withCrashes(int count) {
        return with(attempt, envelope, count, delayTold, keptAside);
    }

    /** The same attempt, with it noted whether the sender was told of the delay. */
    public SigningJob withDelayTold(boolean told) {
        return with(attempt, envelope, crashes, told, keptAside);
    }

    /** The same attempt, which nobody makes: the mail is kept aside from now on. */
    public SigningJob keptAsideSince(Instant now) {
        return with(attempt, envelope, crashes, delayTold, Optional.of(now));
    }

    /** The same attempt, of a mail that is kept aside no longer. */
    public SigningJob takenUp() {
        return with(attempt, envelope, crashes, delayTold, Optional.empty());
    }

    private SigningJob with(int number, Envelope to, int deaths, boolean told, Optional<Instant> aside) {
        return new SigningJob(jobId, tenantId, spoolName, receivedAt, number, to, inbound, deaths, told, aside);
    }

    /** A new job id: UUID version 7 (RFC 9562, section 5.7) with the time in ms, and the rest random. */
    public static UUID newId(Instant now) {
        UUID random = UUID.randomUUID();
        long time = now.toEpochMilli() << 16 | 0x7000 | random.getMostSignificantBits() & 0x0fff;
        return new UUID(time, random.getLeastSignificantBits());
    }

    /** The job as the queue and the spool keep it: JSON on one line. Its UTF-8 form counts for {@link #MAX_JSON_BYTES}. */
    public String toJson() {
        return StoredJson.text(this);
    }

    /**
     * Reads the stored job of a mail, or what can be understood of it, since a later version may have written it: its envelope,
     * and what the mail's name says. That is all that a mail needs to go back.
     *
     * @throws IllegalArgumentException as {@link #parse} does, if not even the envelope can be read
     */
    public static SigningJob parse(SpoolName name, String json) {
        try {
            return parse(json);
        } catch (IllegalArgumentException notThisVersions) {
            return recover(name, json).orElseThrow(() -> notThisVersions);
        }
    }

    /** The job of a message, if it is one and the first attempt. */
    public static Optional<SigningJob> firstAttempt(String json) {
        try {
            return Optional.of(parse(json)).filter(job -> job.attempt == 1);
        } catch (IllegalArgumentException notAJob) {
            return Optional.empty(); // Its worker handles it.
        }
    }

    private static Optional<SigningJob> recover(SpoolName name, String json) {
        try {
            JsonNode tree = StoredJson.read(json, JsonNode.class);
            Envelope envelope = StoredJson.read(tree.path("envelope"), Envelope.class);
            return Optional.of(new SigningJob(
                    name.job(),
                    name.tenant(),
                    name,
                    field(tree, "receivedAt", Instant.class).orElseGet(() -> timeOf(name.job())),
                    Math.max(1, tree.path("attempt").asInt()),
                    envelope,
                    field(tree, "inbound", SmtpEndpoint.class),
                    Math.max(0, tree.path("crashes").asInt()),
                    tree.path("delayTold").asBoolean(),
                    field(tree, "keptAside", Instant.class)));
        } catch (IOException noEnvelope) {
            return Optional.empty();
        }
    }

    private static <T> Optional<T> field(JsonNode tree, String name, Class<T> type) {
        try {
            return Optional.of(StoredJson.read(tree.path(name), type));
        } catch (IOException otherwise) {
            return Optional.empty();
        }
    }

    /** When an id was made that {@link #newId} gave. */
    private static Instant timeOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /**
     * Reads what {@link #toJson} wrote, in this version or another.
     *
     * @throws IllegalArgumentException if it is no signing job; the message says where the fault is and repeats no value
     */
    public static SigningJob parse(String json) {
        try {
            return StoredJson.read(json, SigningJob.class);
        } catch (IOException notAJob) {
            throw new IllegalArgumentException(notAJob.getMessage(), notAJob);
        }
    }
}
