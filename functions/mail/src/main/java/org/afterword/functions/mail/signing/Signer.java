package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.SignedCopy;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Reason;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.functions.mail.capacity.SigningPools;
import org.afterword.functions.mail.capacity.SigningPools.NoRoom;
import org.afterword.functions.mail.capacity.SigningPools.TooMuch;
import org.afterword.functions.mail.capacity.SlowMails;
import org.afterword.storage.Stores;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.tenant.Tenant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a mail read and signed, within bounds of time, work, memory and attempts. Safe for use by several threads.
 *
 * <p>The policy: a failure to sign never stops a mail. Where a store does not answer, the job goes back to the queue and
 * is tried again, until the deadline (60 s after the mail came in, over all attempts) or the last attempt; then the
 * original goes back. The engine itself is a function of the mail, so where it fails it would fail again, and the
 * original goes back at once. A mail that had to wait in the queue beyond the deadline is still signed if that succeeds at once.
 *
 * <p>Each mail begins as a quick one. What turns out to need more than a quick mail may have is signed in the slow pool, with what
 * is left of the deadline, and begins there the next time. Where that pool has its fill the mail waits for its turn in
 * the queue. What asks for more than a slow mail may have, or did not get its turn by the deadline, goes back as it was.
 *
 * <p>A mail in whose hands a worker has died is signed while no other mail is, and has five times the deadline for that, since its
 * lease had to run out first; after a second death it goes back as it was, unread.
 */
final class Signer {
    private static final Logger LOG = LoggerFactory.getLogger(Signer.class);
    private static final Duration AT_LEAST = Duration.ofSeconds(5);
    private static final int LATER_AFTER_A_CRASH = 5;
    /** Reading a mail keeps the headers of its parts, of which there are some megabytes in no letter. */
    private static final long READ_AT_MOST = 8 << 20;

    private static final int READ_COPIES = 3;

    private final Stores stores;
    private final SignatureEngine engine;
    private final TenantSigning signing;
    private final SigningPools pools;
    private final MailThreads threads;
    private final SlowMails slowMails = new SlowMails();
    private final Duration deadline;
    private final boolean leaveAllAlone;
    private final InstantSource clock;

    Signer(
            Stores stores,
            SignatureEngine engine,
            SigningPolicy policy,
            SigningPools pools,
            MailThreads threads,
            InstantSource clock) {
        this.stores = stores;
        this.engine = engine;
        this.signing = new TenantSigning(engine, stores.people());
        this.pools = pools;
        this.threads = threads;
        this.deadline = policy.deadline();
        this.leaveAllAlone = policy.leaveAllAlone();
        this.clock = clock;
    }

    /**
     * A mail as it is to go back.
     *
     * @param message what is known of it
     */
    record Treated(ParsedMessage message, List<SignedCopy> copies) {}

    /** What a signature is made of. */
    private record Ingredients(SignatureCatalog catalog, Optional<Person> person) {}

    /**
     * Signs the mail, or leaves it alone.
     *
     * @param lastTry whether the queue will not give the job out again
     * @throws NoRoom if the mail has to wait for its turn
     * @throws IOException if it should be tried again
     */
    Treated sign(RawMessage raw, SigningJob job, Tenant tenant, String received, boolean lastTry)
            throws NoRoom, IOException {
        if (leaveAllAlone || tenant.state() != Tenant.State.CONNECTED) {
            return leaveAlone(raw, Reason.NOT_CONNECTED, job, received);
        }
        if (job.crashes() > 1) {
            LOG.error("{} workers died with a mail; it goes back as it was (job {})", job.crashes(), job.jobId());
            return leaveAlone(raw, Reason.SIGNING_FAILED, job, received);
        }
        Instant end = job.receivedAt().plus(job.crashes() == 0 ? deadline : deadline.multipliedBy(LATER_AFTER_A_CRASH));
        Reason reason = Reason.SIGNING_FAILED;
        try {
            return sign(raw, job, tenant, received, end);
        } catch (TooMuch tooMuch) {
            LOG.warn("a mail asks for {}; it goes back as it was (job {})", tooMuch.getMessage(), job.jobId());
            reason = Reason.OVER_BUDGET;
        } catch (NoRoom noRoom) {
            if (clock.instant().isBefore(end)) {
                throw noRoom;
            }
            LOG.warn("a slow mail did not get its turn; it goes back as it was (job {})", job.jobId());
            reason = Reason.OVER_BUDGET;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while signing", stopped);
        } catch (ExecutionException failed) {
            Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
            String kind = cause.getClass().getName();
            if (cause instanceof IOException && !lastTry && clock.instant().isBefore(end)) {
                LOG.warn("signing failed with {} and is tried again (job {})", kind, job.jobId());
                throw new IOException("signing failed and is tried again", cause);
            }
            LOG.error("signing failed with {}; the mail goes back as it was (job {})", kind, job.jobId());
            if (cause instanceof StoreUnavailableException) {
                reason = Reason.STORE_UNAVAILABLE;
            }
        }
        slowMails.remove(job.spoolName());
        return leaveAlone(raw, reason, job, received);
    }

    private Treated sign(RawMessage raw, SigningJob job, Tenant tenant, String received, Instant end)
            throws TooMuch, NoRoom, ExecutionException, InterruptedException {
        TenantSigning.Authors authors = pools.quickly(
                job.tenantId(),
                raw.size(),
                atLeast(end),
                memory -> TenantSigning.Authors.of(engine.unread(raw), job.envelope(), tenant));
        Ingredients ingredients = ingredients(tenant, authors, end);
        SigningPools.Work<Treated> work = memory -> {
            memory.need(READ_COPIES * Math.min(raw.size(), READ_AT_MOST));
            ParsedMessage message = engine.read(raw);
            memory.need(engine.memoryNeeded(message));
            return new Treated(
                    message,
                    signing.sign(
                            message,
                            tenant,
                            ingredients.catalog(),
                            ingredients.person(),
                            job.envelope(),
                            job.receivedAt(),
                            received));
        };
        if (job.crashes() > 0) {
            return pools.alone(job.tenantId(), atLeast(end), work);
        }
        if (!slowMails.contains(job.spoolName())) {
            try {
                return pools.quickly(job.tenantId(), raw.size(), atLeast(end), work);
            } catch (TooMuch notQuick) {
                slowMails.add(job.spoolName());
            }
        }
        Duration left = left(end);
        if (left.isNegative()) {
            throw new TooMuch("more time than was left of the deadline");
        }
        Treated treated = pools.slowly(job.tenantId(), left, work);
        slowMails.remove(job.spoolName());
        return treated;
    }

    private Ingredients ingredients(Tenant tenant, TenantSigning.Authors authors, Instant end)
            throws ExecutionException, InterruptedException {
        Callable<Ingredients> read = () -> {
            try {
                SignatureCatalog catalog = stores.signatures().catalog(tenant.id());
                return new Ingredients(catalog, signing.person(authors, tenant, catalog.rules()));
            } catch (IOException unavailable) {
                throw new StoreUnavailableException(unavailable);
            }
        };
        Future<Ingredients> ingredients = threads.submit(read);
        try {
            return ingredients.get(atLeast(end).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException silent) {
            ingredients.cancel(true);
            throw new ExecutionException(new StoreUnavailableException(new IOException("no answer in time", silent)));
        }
    }

    private Duration left(Instant end) {
        return Duration.between(clock.instant(), end);
    }

    private Duration atLeast(Instant end) {
        Duration left = left(end);
        return left.compareTo(AT_LEAST) > 0 ? left : AT_LEAST;
    }

    /**
     * The mail as it came, with our own header lines. It is not read beyond its header, so this costs little whatever is in it.
     *
     * @throws IOException if its bytes cannot be read
     */
    Treated leaveAlone(RawMessage raw, Reason reason, SigningJob job, String received) throws IOException {
        ParsedMessage message = engine.unread(raw);
        return new Treated(
                message, List.of(new SignedCopy(job.envelope(), engine.leaveAlone(message, reason, received))));
    }

    /** What the signature is made of could not be read. */
    private static final class StoreUnavailableException extends IOException {
        private static final long serialVersionUID = 1L;

        StoreUnavailableException(IOException cause) {
            super(cause);
        }
    }
}
