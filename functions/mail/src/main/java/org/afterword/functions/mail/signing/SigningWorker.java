package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
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
 * job as noted in the spool says what is left to do, and a copy from an earlier attempt ends without a trace. Who finds
 * the mail leased or gone has nothing to do: whoever holds the lease sees the mail through, or dies and is found by
 * the sweeper.
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
    private final InstantSource clock;
    private final ScheduledExecutorService leaseThread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("lease-renewal").daemon().factory());

    /** @param traceKey for the keyed hashes in the trace */
    public SigningWorker(
            Stores stores, MailReturn mailReturn, SigningPolicy policy, byte[] traceKey, InstantSource clock) {
        this.stores = stores;
        this.policy = policy;
        this.mailReturn = mailReturn;
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

    /** What became of the mail that this worker had in its hands. */
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
            case Busy busy -> LOG.debug("somebody else works on job {}", queued.jobId());
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

    private void workOn(Leased leased, SigningJob job, LeaseKeeper keeper, boolean lastTry, Treatment treatment)
            throws IOException {
        Steps steps = new Steps(job);
        ParsedMessage message = engine.read(leased.message());
        boolean mayWait = !lastTry && clock.instant().isBefore(job.receivedAt().plus(policy.deadline()));
        Owner owner = Owner.of(job, stores.tenants(), mayWait);
        Optional<Tenant> tenant = owner.tenant();
        if (tenant.isEmpty()) {
            ReturnResult nowhere =
                    ReturnResult.all(job.envelope().recipients(), new Deferred(Cause.TENANT_UNKNOWN, Optional.empty()));
            settlement.settle(leased, job, Optional.empty(), nowhere);
            for (SignedCopy copy : untouched(message, Reason.NOT_CONNECTED, job)) {
                trace(job, message, copy, nowhere, steps);
            }
            return;
        }
        List<SignedCopy> copies = owner.isUnread()
                ? untouched(message, Reason.STORE_AWAY, job)
                : treatment.apply(message, job, tenant.get());
        steps.end("signed");
        List<Returned> returned = new ArrayList<>();
        ReturnResult result = ReturnResult.NONE;
        for (SignedCopy copy : copies) {
            settlement.noteAccepted(leased, job, result);
            keeper.checkHeld();
            Returned done = giveBack(leased, job, tenant.get(), message, copy, result);
            returned.add(done);
            result = result.and(done.result());
        }
        steps.end("returned");
        try {
            settlement.settle(leased, job, tenant, result);
        } finally {
            for (Returned done : returned) {
                trace(job, message, done.copy(), done.result(), steps);
            }
        }
    }

    /** A copy as it was sent in the end, and what the server answered. */
    private record Returned(SignedCopy copy, ReturnResult result) {}

    /** @param before what the server answered for the copies before this one */
    private Returned giveBack(
            Leased leased, SigningJob job, Tenant tenant, ParsedMessage message, SignedCopy copy, ReturnResult before)
            throws IOException {
        ReturnResult result =
                mailReturn.send(tenant, copy.envelope(), copy.result().message());
        List<Recipient> tooLarge = result.recipients(
                outcome -> outcome instanceof Refused refused && refused.reply().tooLarge());
        if (tooLarge.isEmpty() || !(copy.result().decision() instanceof Decision.Sign)) {
            return new Returned(copy, result);
        }
        settlement.noteAccepted(leased, job, before.and(result));
        SigningResult plain =
                engine.leaveAlone(message, Reason.TOO_LARGE_WHEN_SIGNED, ReceivedLine.of(job, policy.hostName()));
        return new Returned(
                new SignedCopy(copy.envelope(), plain),
                result.replacedBy(mailReturn.send(tenant, copy.envelope().to(tooLarge), plain.message())));
    }

    private List<SignedCopy> untouched(ParsedMessage message, Reason reason, SigningJob job) throws IOException {
        SigningResult plain = engine.leaveAlone(message, reason, ReceivedLine.of(job, policy.hostName()));
        return List.of(new SignedCopy(job.envelope(), plain));
    }

    private void trace(SigningJob job, ParsedMessage message, SignedCopy copy, ReturnResult result, Steps steps) {
        counts.add(copy.result().decision(), result);
        trace.add(job, message, copy, result, steps.milliseconds, clock.instant());
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
