package org.afterword.gateway.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.Recipient;
import org.afterword.gateway.metrics.GatewayMetrics.Counter;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mail on its way in, from MAIL FROM to the answer after its last byte.
 *
 * <p>The policy: the body goes to the spool as it comes, once the header has told whose it is. Only when the spool says
 * that it is durable is the job queued, and only when the queue says so is the mail acknowledged. A rejection in the middle
 * is remembered and the rest of the body discarded, so that the session stays in step: whoever stops reading lets the
 * client's text run as commands.
 *
 * <p>Used by one thread. Never throws for what goes wrong with a mail; the {@link Reply} says it. {@link OutOfMemoryError}
 * alone passes: it tells of the process, which is to end.
 */
public final class InboundTransaction implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(InboundTransaction.class);
    /** For the sizing of a job whose tenant is not known yet: all ids have the same length, and no host has a longer name. */
    private static final TenantId ANY_TENANT = new TenantId(new UUID(0, 0));

    private static final SmtpEndpoint LONGEST_HOST = new SmtpEndpoint("x".repeat(253), 65535);
    /** A job grows a little when it is tried again. */
    private static final int JOB_BYTES = SigningJob.MAX_JSON_BYTES - 256;

    private final MailIntake intake;
    private final Optional<MailAddress> reversePath;
    private final EsmtpParameters parameters;
    private final List<Recipient> recipients = new ArrayList<>();
    private final Instant begun;
    private final UUID jobId;
    private long bytes;
    private @Nullable HeaderBuffer header = new HeaderBuffer();
    private @Nullable Tenant tenant;
    private MailSpool.@Nullable Incoming incoming;
    private @Nullable Reply rejection;
    private boolean closed;

    InboundTransaction(MailIntake intake, Optional<MailAddress> reversePath, EsmtpParameters parameters) {
        this.intake = intake;
        this.reversePath = reversePath;
        this.parameters = parameters;
        this.begun = intake.clock().instant();
        this.jobId = SigningJob.newId(begun);
    }

    /**
     * Adds a recipient, unless there are too many, the job would not fit into a queue message, or the sender tells already that
     * the mail is to wait where it is.
     */
    public Reply addRecipient(Recipient recipient) {
        if (recipients.isEmpty() && rejection == null) {
            intake.doors().closedTo(reversePath).ifPresent(this::leaveAtDoor);
        }
        if (rejection != null) {
            return rejection;
        }
        if (recipients.size() >= intake.limits().recipients()) {
            return Reply.TOO_MANY_RECIPIENTS;
        }
        recipients.add(recipient);
        int size = job(ANY_TENANT, LONGEST_HOST, begun).toJson().getBytes(StandardCharsets.UTF_8).length;
        if (size > JOB_BYTES) {
            recipients.removeLast();
            return Reply.TOO_MANY_RECIPIENTS;
        }
        return Reply.RECIPIENT_OK;
    }

    public boolean hasRecipients() {
        return !recipients.isEmpty();
    }

    /** Takes a block of the message; the array may be used again afterwards. */
    public void write(byte[] block, int offset, int length) {
        bytes += length;
        if (rejection != null || length == 0) {
            return;
        }
        if (bytes > intake.limits().messageBytes()) {
            refuse(Reply.TOO_BIG, "larger than " + intake.limits().messageBytes() + " bytes");
            return;
        }
        try {
            if (header == null) {
                spooling().write(block, offset, length);
            } else if (header.add(block, offset, length)) {
                admit(header);
            }
        } catch (IOException | RuntimeException | Error fault) {
            refuse(fault);
        }
    }

    /** The reply that this mail will get, as soon as it is known that it cannot be taken. */
    public Optional<Reply> rejection() {
        return Optional.ofNullable(rejection);
    }

    /** The message is complete: makes it durable and queues its job. @return the reply's line */
    public String commit() {
        Reply reply = store();
        if (reply != Reply.OK) {
            return reply.line();
        }
        intake.metrics().count(Counter.MAILS_ACCEPTED);
        intake.metrics().add(Counter.BYTES_ACCEPTED, bytes);
        intake.metrics().add(Counter.RECIPIENTS_ACCEPTED, recipients.size());
        return reply.line("Queued as " + jobId);
    }

    /** Ends the transaction; what was not committed is gone. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        dropIncoming();
        if (tenant != null) {
            intake.leave(tenant.id());
        }
        intake.ended();
    }

    private Reply store() {
        try {
            if (rejection == null && header != null) {
                // No blank line came, so the message is all header.
                admit(header);
            }
            if (rejection != null) {
                return rejection;
            }
            TenantId owner = owner().id();
            Instant received = intake.clock().instant();
            SigningJob job = job(owner, owner().inbound(), received);
            spooling().commit(job);
            queue(job);
            log.info(
                    "accepted job={} tenant={} bytes={} recipients={} ms={}",
                    jobId,
                    owner,
                    bytes,
                    recipients.size(),
                    Duration.between(begun, received).toMillis());
            return Reply.OK;
        } catch (IOException | RuntimeException | Error fault) {
            return refuse(fault);
        }
    }

    /** Finds the mail's tenant and begins to store what has come in. */
    private void admit(HeaderBuffer complete) throws IOException {
        header = null;
        switch (intake.tenants().resolve(complete.section(), reversePath)) {
            case TenantResolver.Unknown unknown -> refuse(Reply.NOT_OURS, unknown.cause());
            case TenantResolver.Unproven unproven -> refuse(Reply.NOT_YET_OURS, unproven.cause());
            case TenantResolver.NoTenants none -> refuse(Reply.TRY_LATER, "the store knows no tenant");
            case TenantResolver.Known known -> {
                if (!intake.doors().admits(known.tenant(), reversePath)) {
                    leaveAtDoor(known.tenant().id());
                    return;
                }
                if (!intake.enter(known.tenant().id())) {
                    refuse(
                            Reply.OVERLOADED,
                            "too many open mails of tenant " + known.tenant().id());
                    return;
                }
                tenant = known.tenant();
                incoming = intake.spool().receive(spoolName(known.tenant().id()));
                incoming.write(complete.bytes(), 0, complete.length());
            }
        }
    }

    /**
     * Queues the job of a mail that is stored. If that fails, nobody can tell whether it was queued all the same. So we
     * take the mail back; where a worker has it already it was queued, and that is as good as an answer.
     */
    private void queue(SigningJob job) throws IOException {
        try {
            intake.queue().send(job, Duration.ZERO);
        } catch (IOException | RuntimeException | Error unsure) {
            if (withdraw(job.spoolName())) {
                throw unsure;
            }
            log.warn("the queue gave an error for job={}, but a worker has it: {}", jobId, unsure.getMessage());
        }
    }

    private boolean withdraw(SpoolName name) throws IOException {
        return switch (intake.spool().lease(name)) {
            case MailSpool.Leased lease -> {
                try (lease) {
                    lease.delete();
                }
                yield true;
            }
            case MailSpool.Busy busy -> false;
            case MailSpool.Gone gone -> false;
        };
    }

    private void leaveAtDoor(TenantId closed) {
        refuse(Reply.WAY_BACK_BROKEN, "the way back of tenant " + closed + " is broken");
    }

    private Reply refuse(Reply reply, String cause) {
        rejection = reply;
        dropIncoming();
        intake.metrics().count(reply.isPermanentFailure() ? Counter.MAILS_REFUSED : Counter.MAILS_DEFERRED);
        log.info("refused job={} with {}: {}", jobId, reply.code(), cause);
        return reply;
    }

    /** The mail may come again, also where our own code failed: a deep recursion over one mail says nothing about the next. */
    private Reply refuse(Throwable fault) {
        if (fault instanceof OutOfMemoryError ill) {
            throw ill;
        }
        if (fault instanceof IOException) {
            log.warn("job={} cannot be taken: {}", jobId, fault.getMessage());
        } else {
            log.error("job={} cannot be taken: unforeseen", jobId, fault);
        }
        return refuse(Reply.TRY_LATER, fault.getClass().getSimpleName());
    }

    private void dropIncoming() {
        header = null;
        if (incoming != null) {
            try {
                incoming.close();
            } catch (IOException | RuntimeException | Error fault) {
                log.warn("job={}: what was stored of it could not be removed", jobId, fault);
            }
            incoming = null;
        }
    }

    private SigningJob job(TenantId owner, SmtpEndpoint inbound, Instant received) {
        return new SigningJob(
                jobId,
                owner,
                spoolName(owner),
                received,
                1,
                new Envelope(reversePath, recipients, parameters),
                Optional.of(inbound));
    }

    private SpoolName spoolName(TenantId owner) {
        return SpoolName.of(owner, begun, jobId);
    }

    private Tenant owner() {
        if (tenant == null) {
            throw new IllegalStateException("a mail is stored before its tenant is known");
        }
        return tenant;
    }

    private MailSpool.Incoming spooling() {
        if (incoming == null) {
            throw new IllegalStateException("a mail is written before it was admitted");
        }
        return incoming;
    }
}
