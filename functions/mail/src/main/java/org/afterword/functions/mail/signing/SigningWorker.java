package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.afterword.engine.Decision;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.SignedCopy;
import org.afterword.engine.SigningResult;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.model.Reason;
import org.afterword.functions.mail.returning.MailReturn;
import org.afterword.functions.mail.returning.ReturnDestination;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.storage.Stores;
import org.afterword.storage.mail.MailSpool.Busy;
import org.afterword.storage.mail.MailSpool.Gone;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.tenant.Tenant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees one mail through: takes its lease, has it signed, hands it back, notes what is done, and says so in the trace.
 * Safe for use by several threads.
 *
 * <p>A job may be delivered twice, late, or by two queues at once. The lease lets one worker at a time near a mail; the
 * job as noted in the spool says what is left to do, and a copy from an earlier attempt ends without a trace. Where the
 * mail is leased or gone there is nothing to do: the worker that holds the lease finishes, or it crashes and the sweeper
 * queues the mail again.
 */
public final class SigningWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SigningWorker.class);
    private static final Duration WHEN_ALL_FAILED = Duration.ofMinutes(1);

    private final Stores stores;
    private final SignatureEngine engine = new SignatureEngine();
    private final SigningPolicy policy;
    private final MailReturn mailReturn;
    private final Signer signer;
    private final Settlement settlement;
    private final TraceWriter trace;
    private final MailCounts counts = new MailCounts();
    private final OutcomeCounter metrics;
    private final InstantSource clock;
    private final ScheduledExecutorService leaseThread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("lease-renewal").daemon().factory());

    /**
     * @param traceKey for the keyed hashes in the trace
     * @param metrics counts the outcomes, as {@link #counts} does
     */
    public SigningWorker(
            Stores stores,
            MailReturn mailReturn,
            SigningPolicy policy,
            byte[] traceKey,
            OutcomeCounter metrics,
            InstantSource clock) {
        this.stores = stores;
        this.policy = policy;
        this.mailReturn = mailReturn;
        this.metrics = metrics;
        this.clock = clock;
        this.signer = new Signer(stores, engine, policy, clock);
        this.settlement = new Settlement(stores.queue(), mailReturn, policy.hostName(), clock);
        this.trace = new TraceWriter(stores.traces(), new Fingerprints(traceKey));
    }

    /**
     * Signs the mail of the job and returns it.
     *
     * @param lastTry whether the queue will not give the job out again if this fails
     * @throws IOException if the queue should give the job out again
     */
    public void work(SigningJob queued, boolean lastTry) throws IOException {
        withLease(
                queued,
                lastTry,
                (message, job, tenant) ->
                        signer.sign(message, job, tenant, ReceivedLine.of(job, policy.hostName()), lastTry));
    }

    /**
     * Returns the mail of the job as it came, since all attempts to sign it failed. If even that fails the job is queued
     * once more.
     *
     * @throws IOException if it could not be queued either
     */
    public void returnUnsigned(SigningJob queued) throws IOException {
        try {
            withLease(queued, true, (message, job, tenant) -> untouched(message, Reason.SIGNING_FAILED, job));
        } catch (IOException | RuntimeException failed) {
            LOG.error(
                    "a mail could not even be returned as it was: {}; it is tried again in {} s (job {})",
                    failed.getClass().getName(),
                    WHEN_ALL_FAILED.toSeconds(),
                    queued.jobId());
            stores.queue().send(queued, WHEN_ALL_FAILED);
        }
    }

    /** What became of the mail that this worker handled. */
    public MailCounts counts() {
        return counts;
    }

    /** What is done to a mail before it goes back. */
    @FunctionalInterface
    private interface Treatment {
        List<SignedCopy> apply(ParsedMessage message, SigningJob job, Tenant tenant) throws IOException;
    }

    private void withLease(SigningJob queued, boolean lastTry, Treatment treatment) throws IOException {
        switch (stores.spool().lease(queued.spoolName())) {
            case Busy busy -> LOG.debug("another worker has job {}", queued.jobId());
            case Gone gone -> LOG.debug("the mail of job {} has been returned", queued.jobId());
            case Leased leased -> {
                boolean queuedAgain = true;
                try (LeaseKeeper keeper = new LeaseKeeper(leased, leaseThread)) {
                    SigningJob job = leased.job();
                    if (queued.attempt() >= job.attempt()) {
                        workOn(leased, job, keeper, lastTry, treatment);
                    }
                } catch (Settlement.NotQueued notQueued) {
                    queuedAgain = false;
                    throw notQueued;
                } finally {
                    if (queuedAgain) {
                        leased.close();
                    }
                    // Else the lease runs out, by which the sweeper knows that the job must be queued.
                }
            }
        }
    }

    /** A mail that this worker holds the lease of. */
    private record Work(Leased leased, SigningJob job, LeaseKeeper keeper, ParsedMessage message, Steps steps) {}

    /** A copy as it was sent in the end, and what the server answered. */
    private record Returned(SignedCopy copy, ReturnResult result) {}

    private void workOn(Leased leased, SigningJob job, LeaseKeeper keeper, boolean lastTry, Treatment treatment)
            throws IOException {
        Work work = new Work(leased, job, keeper, engine.read(leased.message()), new Steps(job));
        boolean mayWait = !lastTry && clock.instant().isBefore(job.receivedAt().plus(policy.deadline()));
        switch (Owner.of(job, stores.tenants(), mayWait)) {
            case Owner.Known known ->
                send(work, treatment.apply(work.message(), job, known.tenant()), ReturnDestination.of(known.tenant()));
            case Owner.Unread unread -> {
                LOG.error(
                        "the record of tenant {} cannot be read; the mail goes back as it was, to where the record said before (job {})",
                        job.tenantId(),
                        job.jobId());
                send(work, untouched(work.message(), Reason.STORE_UNAVAILABLE, job), unread.destination());
            }
            case Owner.Unknown unknown -> {
                ReturnResult nowhere = ReturnResult.all(
                        job.envelope().recipients(), new Deferred(Cause.TENANT_UNKNOWN, Optional.empty()));
                settlement.settle(leased, job, Optional.empty(), nowhere);
                for (SignedCopy copy : untouched(work.message(), Reason.NOT_CONNECTED, job)) {
                    tell(work, new Returned(copy, nowhere));
                }
            }
        }
    }

    private void send(Work work, List<SignedCopy> copies, ReturnDestination destination) throws IOException {
        work.steps().end("signed");
        List<Returned> returned = new ArrayList<>();
        ReturnResult result = ReturnResult.NONE;
        for (SignedCopy copy : copies) {
            settlement.noteAccepted(work.leased(), work.job(), result);
            work.keeper().checkHeld();
            Returned done = giveBack(work, destination, copy, result);
            returned.add(done);
            result = result.and(done.result());
        }
        work.steps().end("returned");
        try {
            settlement.settle(work.leased(), work.job(), Optional.of(destination), result);
        } finally {
            for (Returned done : returned) {
                tell(work, done);
            }
        }
    }

    /** @param before what the server answered for the copies before this one */
    private Returned giveBack(Work work, ReturnDestination destination, SignedCopy copy, ReturnResult before)
            throws IOException {
        ReturnResult result =
                mailReturn.send(destination, copy.envelope(), copy.result().message());
        List<Recipient> tooLarge = result.recipients(
                outcome -> outcome instanceof Refused refused && refused.reply().tooLarge());
        if (tooLarge.isEmpty() || !(copy.result().decision() instanceof Decision.Sign)) {
            return new Returned(copy, result);
        }
        settlement.noteAccepted(work.leased(), work.job(), before.and(result));
        SigningResult plain = engine.leaveAlone(
                work.message(), Reason.TOO_LARGE_WHEN_SIGNED, ReceivedLine.of(work.job(), policy.hostName()));
        return new Returned(
                new SignedCopy(copy.envelope(), plain),
                result.replacedBy(mailReturn.send(destination, copy.envelope().to(tooLarge), plain.message())));
    }

    private List<SignedCopy> untouched(ParsedMessage message, Reason reason, SigningJob job) throws IOException {
        SigningResult plain = engine.leaveAlone(message, reason, ReceivedLine.of(job, policy.hostName()));
        return List.of(new SignedCopy(job.envelope(), plain));
    }

    /** Counts what became of a copy, and writes it into the trace; nothing, if the server was not even asked. */
    private void tell(Work work, Returned done) {
        if (!done.result().attempted()) {
            return;
        }
        Instant now = clock.instant();
        MailOutcome outcome = new MailOutcome(work.job(), done.copy().result().decision(), done.result(), now);
        counts.count(outcome);
        metrics.count(outcome);
        trace.add(work.job(), work.message(), done.copy(), done.result(), work.steps().milliseconds, now);
    }

    /** Time by step: first how long the mail waited since it came in, then each step by itself. */
    private final class Steps {
        private final SortedMap<String, Long> milliseconds = new TreeMap<>();
        private long last = System.nanoTime();

        Steps(SigningJob job) {
            milliseconds.put(
                    "queued",
                    Duration.between(job.receivedAt(), clock.instant()).toMillis());
        }

        void end(String step) {
            long now = System.nanoTime();
            milliseconds.put(step, (now - last) / 1_000_000);
            last = now;
        }
    }

    @Override
    public void close() {
        signer.close();
        leaseThread.shutdownNow();
    }
}
