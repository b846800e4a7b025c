package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.SignedCopy;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Reason;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.storage.Stores;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.tenant.Tenant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a mail signed, within bounds of time and attempts. Safe for use by several threads.
 *
 * <p>The policy: a failure to sign never stops a mail. Where a store does not answer, the job goes back to the queue and
 * is tried again, until the deadline (60 s after the mail came in, over all attempts) or the last attempt; then the
 * original goes back. The engine itself is a function of the mail, so where it fails it would fail again, and the
 * original goes back at once. Signing that takes longer is stopped at the deadline. A mail that had to wait
 * in the queue beyond the deadline is still signed if that succeeds at once, and is given five seconds for it.
 */
final class Signer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Signer.class);
    private static final Duration AT_LEAST = Duration.ofSeconds(5);

    private final Stores stores;
    private final SignatureEngine engine;
    private final TenantSigning signing;
    private final Duration deadline;
    private final boolean leaveAllAlone;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("signing-", 0).daemon().factory());

    Signer(Stores stores, SignatureEngine engine, SigningPolicy policy, InstantSource clock) {
        this.stores = stores;
        this.engine = engine;
        this.signing = new TenantSigning(engine, stores.people());
        this.deadline = policy.deadline();
        this.leaveAllAlone = policy.leaveAllAlone();
        this.clock = clock;
    }

    /**
     * Signs the mail, or leaves it alone.
     *
     * @param lastTry whether the queue will not give the job out again
     * @throws IOException if it should be tried again
     */
    List<SignedCopy> sign(ParsedMessage message, SigningJob job, Tenant tenant, String received, boolean lastTry)
            throws IOException {
        if (leaveAllAlone || tenant.state() != Tenant.State.CONNECTED) {
            return leaveAlone(message, Reason.NOT_CONNECTED, job, received);
        }
        Instant end = job.receivedAt().plus(deadline);
        Duration left = Duration.between(clock.instant(), end);
        Reason reason = Reason.SIGNING_FAILED;
        Future<List<SignedCopy>> signing = threads.submit(() -> sign(message, job, tenant, received));
        try {
            Duration allowed = left.compareTo(AT_LEAST) > 0 ? left : AT_LEAST;
            return signing.get(allowed.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException tooLong) {
            signing.cancel(true);
            LOG.error("signing took longer than it may; the mail goes back as it was (job {})", job.jobId());
        } catch (InterruptedException stopped) {
            signing.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("stopped while signing");
        } catch (ExecutionException failed) {
            Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
            String kind = cause.getClass().getName();
            boolean again =
                    cause instanceof IOException && !lastTry && clock.instant().isBefore(end);
            if (again) {
                LOG.warn("signing failed with {} and is tried again (job {})", kind, job.jobId());
                throw new IOException("signing failed and is tried again");
            }
            LOG.error("signing failed with {}; the mail goes back as it was (job {})", kind, job.jobId());
            if (cause instanceof StoreUnavailableException) {
                reason = Reason.STORE_UNAVAILABLE;
            }
        }
        return leaveAlone(message, reason, job, received);
    }

    private List<SignedCopy> leaveAlone(ParsedMessage message, Reason reason, SigningJob job, String received)
            throws IOException {
        return List.of(new SignedCopy(job.envelope(), engine.leaveAlone(message, reason, received)));
    }

    private List<SignedCopy> sign(ParsedMessage message, SigningJob job, Tenant tenant, String received)
            throws IOException {
        SignatureCatalog catalog;
        Optional<Person> person;
        try {
            catalog = stores.signatures().catalog(job.tenantId());
            person = signing.person(message, tenant, catalog.rules());
        } catch (IOException unavailable) {
            throw new StoreUnavailableException(unavailable);
        }
        return signing.sign(message, tenant, catalog, person, job.envelope(), job.receivedAt(), received);
    }

    /** What the signature is made of could not be read. */
    private static final class StoreUnavailableException extends IOException {
        private static final long serialVersionUID = 1L;

        StoreUnavailableException(IOException cause) {
            super(cause);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
