package org.afterword.functions.mail.signing;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.afterword.engine.Decision;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.SignedCopy;
import org.afterword.engine.SigningResult;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.model.Reason;
import org.afterword.functions.mail.capacity.SigningPools;
import org.afterword.functions.mail.capacity.SigningPools.NoRoom;
import org.afterword.functions.mail.capacity.Slots;
import org.afterword.functions.mail.returning.MailReturn;
import org.afterword.functions.mail.returning.ReturnDestination;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.functions.mail.returning.SendingLimit;
import org.afterword.functions.mail.signing.MailThreads.Attendance;
import org.afterword.functions.mail.signing.PutBacks.Why;
import org.afterword.storage.Stores;
import org.afterword.storage.mail.MailSpool.Busy;
import org.afterword.storage.mail.MailSpool.Gone;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.MailSpool.NoDiskRoomException;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.tenant.Tenant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees one mail through: takes its lease, has it signed, hands it back, notes what is done, and says so in the trace.
 * Safe for use by several threads.
 *
 * <p>A job may be delivered twice, late, or by two queues at once. The lease lets one worker at a time near a mail; the
 * job as noted in the spool says what is left to do, and a copy from an earlier attempt ends without a trace, as one of a mail
 * that is gone does.
 *
 * <p>A copy of the noted attempt whose mail is leased may be the only one: its worker may have queued it and be about to give
 * the lease back, or a sweeper may hold the lease for a moment. So it is put back every half minute until the mail is gone, noted
 * further, or free. Each message makes one again, so copies never grow in number, and those of one attempt end with that attempt.
 *
 * <p>A call of the host is worth more than a mail: there are few of them, and all tenants share them. So none waits for a turn.
 * A mail that has to, since its tenant has its share of the places, the slow pool has its fill, or all connections to the
 * tenant's server are in use, goes back to the queue for a moment ({@link PutBacks}): the same attempt, and no failure of
 * the call. One that waits for an answer of its tenant's server is left alone after a while: see {@link MailThreads}.
 */
public final class SigningWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SigningWorker.class);
    private static final String PUT_BACK_CONNECTIONS = "put_back.connections";
    private static final Duration WHEN_ALL_FAILED = Duration.ofMinutes(1);

    private final Stores stores;
    private final SignatureEngine engine = new SignatureEngine();
    private final SigningPolicy policy;
    private final MailReturn mailReturn;
    private final Slots slots;
    private final MailThreads threads;
    private final SigningPools pools;
    private final Signer signer;
    private final Settlement settlement;
    private final ReturnWatch returnWatch;
    private final CommonRefusals refusals;
    private final TraceWriter trace;
    private final MailCounts counts = new MailCounts();
    private final PutBacks putBacks;
    private final OutcomeCounter metrics;
    private final InstantSource clock;
    private final HeartbeatWriter heartbeats;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService leaseTimer;
    /** As many as there are leases, at most. */
    private final ExecutorService leaseRenewals = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("lease-renewal-", 0).daemon().factory());

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
        this(stores, mailReturn, policy, traceKey, metrics, clock, System::nanoTime, LeaseKeeper.newTimer());
    }

    /** @param leaseTimer says when the renewal of a lease is due; ends with this worker */
    SigningWorker(
            Stores stores,
            MailReturn mailReturn,
            SigningPolicy policy,
            byte[] traceKey,
            OutcomeCounter metrics,
            InstantSource clock,
            LongSupplier nanoTime,
            ScheduledExecutorService leaseTimer) {
        this.stores = stores;
        this.policy = policy;
        this.mailReturn = mailReturn;
        this.metrics = metrics;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.leaseTimer = leaseTimer;
        this.slots = new Slots(policy.capacity().ofOneTenant());
        this.threads = new MailThreads(policy.capacity(), nanoTime);
        this.pools = new SigningPools(policy.capacity());
        this.signer = new Signer(stores, engine, policy, pools, threads, clock);
        this.putBacks = new PutBacks(stores.queue(), counts, clock);
        this.settlement = new Settlement(stores.queue(), mailReturn, policy.hostName(), counts, clock);
        this.refusals = new CommonRefusals(clock);
        this.returnWatch = new ReturnWatch(stores.closedRoutes(), policy.closeAfter(), clock);
        this.trace = new TraceWriter(stores.traces(), new Fingerprints(traceKey));
        LongSupplier diskFree = new File(System.getProperty("java.io.tmpdir"))::getUsableSpace;
        this.heartbeats = new HeartbeatWriter(stores.workers(), policy.version(), diskFree, clock).start();
        counts.gauge("now.mails", slots::taken);
        counts.gauge("now.unattended", threads::unattended);
        counts.gauge("now.slow", pools::slow);
        counts.gauge("now.slow_memory", pools::slowMemory);
        counts.gauge("now.runaways", pools::runaways);
    }

    /** Notes that the host calls this process for mail, which the gateway and a release ask for; what takes a mail does so itself. */
    public void called() {
        heartbeats.called();
    }

    /**
     * Signs the mail of the job and returns it, or sees to it that this is done later.
     *
     * @param lastTry whether the queue will not give the job out again if this fails
     * @throws IOException if the queue should give the job out again
     */
    public void work(SigningJob queued, boolean lastTry) throws IOException {
        called();
        if (!slots.enter(queued.tenantId())) {
            putBacks.putBack(queued, Why.TENANT_SHARE);
            heartbeats.hadMail();
            return;
        }
        try {
            threads.attend(
                    queued.tenantId(),
                    attendance -> withLease(queued.spoolName(), Optional.of(queued), attendance, work -> {
                        boolean mayWait = !lastTry
                                && clock.instant()
                                        .isBefore(work.job().receivedAt().plus(policy.deadline()));
                        workOn(
                                work,
                                mayWait,
                                tenant -> signer.sign(
                                        work.leased().message(), work.job(), tenant, received(work.job()), lastTry));
                    }));
            heartbeats.hadMail();
        } catch (MailThreads.Ending notBegun) {
            putBacks.putBack(queued, Why.ENDING);
        } catch (HeldByAnother held) {
            heartbeats.hadMail();
            putBacks.putBack(queued, Why.HELD);
        } finally {
            slots.leave(queued.tenantId());
        }
    }

    /**
     * Returns the mail of the job as it came, since all attempts to sign it failed. If even that fails the job is queued
     * once more.
     *
     * @throws IOException if it could not be queued either
     */
    public void returnUnsigned(SigningJob queued) throws IOException {
        called();
        try {
            threads.attend(
                    queued.tenantId(),
                    attendance -> withLease(queued.spoolName(), Optional.of(queued), attendance, this::returnUnsigned));
        } catch (MailThreads.Ending notBegun) {
            putBacks.putBack(queued, Why.ENDING);
        } catch (HeldByAnother held) {
            putBacks.putBack(queued, Why.HELD);
        } catch (IOException | RuntimeException failed) {
            LOG.error(
                    "a mail could not even be returned as it was: {}; it is tried again in {} s (job {})",
                    failed.getClass().getName(),
                    WHEN_ALL_FAILED.toSeconds(),
                    queued.jobId());
            stores.queue().send(queued, WHEN_ALL_FAILED);
        }
        heartbeats.hadMail();
    }

    /**
     * Returns a mail as it came, of which nothing is known but its name: all else is as the spool has it noted. So an operator
     * has a mail tried once more that is kept aside.
     *
     * @return after which delay the message with the name is to be shown again, since nothing was begun; empty if it is dealt with
     * @throws IOException if this is to be tried again
     */
    public Optional<Duration> returnUnsigned(SpoolName mail) throws IOException {
        called();
        // Whatever comes of it: a mail that nobody can handle must not look as if nobody worked.
        heartbeats.hadMail();
        try {
            threads.attend(
                    mail.tenant(), attendance -> withLease(mail, Optional.empty(), attendance, this::returnUnsigned));
            return Optional.empty();
        } catch (MailThreads.Ending notBegun) {
            return Optional.of(putBacks.elsewhere(Why.ENDING));
        } catch (HeldByAnother held) {
            return Optional.of(putBacks.elsewhere(Why.HELD));
        }
    }

    private void returnUnsigned(Work work) throws IOException {
        workOn(work, false, tenant -> untouched(work, Reason.SIGNING_FAILED));
    }

    /** What became of the mail that this worker handled, and what it has in hand now. */
    public MailCounts counts() {
        return counts;
    }

    private String received(SigningJob job) {
        return ReceivedLine.of(job, policy.hostName());
    }

    /** Shows the job again when there may be room on the disk for its mail. */
    private void putBack(SigningJob job, NoDiskRoomException noRoom) throws IOException {
        Duration hidden = putBacks.putBack(job, noRoom.diskFull() ? Why.DISK_FULL : Why.DISK);
        if (noRoom.diskFull()) {
            LOG.error(
                    "the temporary disk is full: a large mail waits for {} s (job {})",
                    hidden.toSeconds(),
                    job.jobId());
        }
    }

    /** What is done with a mail that this worker holds. */
    @FunctionalInterface
    private interface Task {
        void run(Work work) throws IOException;
    }

    /** What is done to a mail before it goes back. */
    @FunctionalInterface
    private interface Treatment {
        Signer.Treated apply(Tenant tenant) throws NoRoom, IOException;
    }

    /** Another holds the lease of a mail, and may not know of the message that was delivered. */
    private static final class HeldByAnother extends IOException {
        private static final long serialVersionUID = 1L;

        HeldByAnother(SpoolName mail) {
            super("another worker has mail " + mail);
        }
    }

    /**
     * @param queued the job as it was delivered; empty if it could not be read
     * @throws HeldByAnother if the message is to be looked at again
     */
    private void withLease(SpoolName mail, Optional<SigningJob> queued, Attendance attendance, Task task)
            throws IOException {
        long asked = nanoTime.getAsLong();
        switch (stores.spool().lease(mail)) {
            case Busy busy -> {
                Optional<SigningJob> noted = stores.spool().noted(mail);
                if (noted.isPresent() && !isStale(queued, noted.get())) {
                    throw new HeldByAnother(mail);
                }
            }
            case Gone gone -> LOG.debug("mail {} has been returned", mail);
            case Leased leased -> {
                boolean giveBack = true;
                heartbeats.takesUp();
                try (LeaseKeeper keeper = new LeaseKeeper(
                        leased, leaseTimer, leaseRenewals, nanoTime, asked, attendance.sending()::breakOff)) {
                    attendance.sending().onlyWhile(keeper::mayEnd);
                    attendance.holdsLease();
                    SigningJob noted = leased.job();
                    if (!isStale(queued, noted)) {
                        SigningJob job = takenUp(leased, withCrashes(leased, noted, queued));
                        run(task, new Work(leased, job, keeper, attendance, new Steps(job)));
                    }
                } catch (Settlement.NotQueued notQueued) {
                    giveBack = false;
                    throw notQueued;
                } catch (IOException | RuntimeException failed) {
                    giveBack = failed(leased, attendance);
                    boolean stillAside = leased.job().keptAside().isPresent(); // Then a job of it counts for nothing.
                    if (!giveBack || !attendance.stopped() || stillAside) {
                        throw failed;
                    }
                } catch (Throwable failed) {
                    giveBack = failed(leased, attendance);
                    throw failed;
                } finally {
                    heartbeats.putsDown();
                    attendance.endsUninterrupted();
                    if (giveBack) {
                        leased.close();
                    }
                    // Else the lease runs out, by which the sweeper knows that the job must be queued.
                }
            }
        }
    }

    /** Whether the job that was delivered is over, and its mail goes on by another. */
    private static boolean isStale(Optional<SigningJob> queued, SigningJob noted) {
        return queued.isPresent()
                && (queued.get().attempt() < noted.attempt()
                        || noted.keptAside().isPresent());
    }

    private void run(Task task, Work work) throws IOException {
        try {
            task.run(work);
        } catch (NoDiskRoomException noRoom) {
            putBack(work.job(), noRoom);
        }
    }

    /** Work on a mail failed. @return whether its job is queued, or will be by the host, so that its lease is to be given back */
    private boolean failed(Leased leased, Attendance attendance) {
        boolean heard = attendance.endAttended();
        if (!attendance.stopped()) {
            return heard || putBacks.tryToPutBack(leased.job(), Why.UNATTENDED);
        }
        attendance.endsUninterrupted();
        return putBacks.tryToPutBack(leased.job(), Why.BROKEN_OFF);
    }

    /** Notes that a mail which an operator has asked for is kept aside no longer: from now on its jobs count again. */
    private static SigningJob takenUp(Leased leased, SigningJob noted) throws IOException {
        if (noted.keptAside().isEmpty()) {
            return noted;
        }
        SigningJob job = noted.takenUp();
        leased.note(job);
        return job;
    }

    /** Notes the deaths that whoever queued the job knows of, before anything is done that might be the next one. */
    private static SigningJob withCrashes(Leased leased, SigningJob noted, Optional<SigningJob> queued)
            throws IOException {
        int crashes = queued.map(SigningJob::crashes).orElse(0);
        if (crashes <= noted.crashes()) {
            return noted;
        }
        SigningJob job = noted.withCrashes(crashes);
        leased.note(job);
        return job;
    }

    /** A mail that this worker holds the lease of. */
    private record Work(Leased leased, SigningJob job, LeaseKeeper keeper, Attendance attendance, Steps steps) {
        SendingLimit sending() {
            return attendance.sending();
        }
    }

    /** A copy as it was sent in the end, and what the server answered. */
    private record Returned(SignedCopy copy, ReturnResult result) {}

    /** @param mayWait whether the job is tried again where the tenant's record cannot be read */
    private void workOn(Work work, boolean mayWait, Treatment treatment) throws IOException {
        SigningJob job = work.job();
        switch (Owner.of(job, stores.tenants(), mayWait)) {
            case Owner.Known known -> {
                ReturnDestination destination = ReturnDestination.of(known.tenant());
                Optional<ReturnResult> notNow = mailReturn.putBack(
                        destination, job.envelope(), work.leased().size());
                if (notNow.isPresent()) {
                    counts.count(PUT_BACK_CONNECTIONS);
                    settlement.settle(work.leased(), job, Optional.of(destination), notNow.get(), work.sending());
                    return;
                }
                Signer.Treated treated;
                try {
                    treated = treatment.apply(known.tenant());
                } catch (NoRoom wait) {
                    putBacks.putBack(job, Why.SLOW_POOL);
                    return;
                }
                send(work, treated, destination);
            }
            case Owner.Unread unread -> {
                LOG.error(
                        "the record of tenant {} cannot be read; the mail goes back as it was, to where the record said before (job {})",
                        job.tenantId(),
                        job.jobId());
                send(work, untouched(work, Reason.STORE_UNAVAILABLE), unread.destination());
            }
            case Owner.Unknown unknown -> {
                ReturnResult nowhere = ReturnResult.all(
                        job.envelope().recipients(), new Deferred(Cause.TENANT_UNKNOWN, Optional.empty()));
                Signer.Treated untouched = untouched(work, Reason.NOT_CONNECTED);
                settlement.settle(work.leased(), job, Optional.empty(), nowhere, work.sending());
                for (SignedCopy copy : untouched.copies()) {
                    tell(work, untouched, new Returned(copy, nowhere));
                }
            }
        }
    }

    private void send(Work work, Signer.Treated treated, ReturnDestination destination) throws IOException {
        work.steps().end("signed");
        work.attendance().waitsForServer();
        List<Returned> returned = new ArrayList<>();
        ReturnResult result = ReturnResult.NONE;
        for (SignedCopy copy : treated.copies()) {
            settlement.noteAccepted(work.leased(), work.job(), result);
            work.keeper().checkHeld();
            Returned done = giveBack(work, destination, treated.message(), copy, result);
            returned.add(done);
            result = result.and(done.result());
        }
        work.steps().end("returned");
        returnWatch.saw(work.job(), result);
        try {
            settlement.settle(work.leased(), work.job(), Optional.of(destination), result, work.sending());
        } finally {
            for (Returned done : returned) {
                tell(work, treated, done);
            }
        }
    }

    /** @param before what the server answered for the copies before this one */
    private Returned giveBack(
            Work work, ReturnDestination destination, ParsedMessage message, SignedCopy copy, ReturnResult before)
            throws IOException {
        ReturnResult result =
                mailReturn.send(destination, copy.envelope(), copy.result().message(), work.sending());
        List<Recipient> tooLarge = result.recipients(
                outcome -> outcome instanceof Refused refused && refused.reply().tooLarge());
        if (tooLarge.isEmpty() || !(copy.result().decision() instanceof Decision.Sign)) {
            return new Returned(copy, refusals.judge(work.job(), result));
        }
        settlement.noteAccepted(work.leased(), work.job(), before.and(result));
        work.keeper().checkHeld();
        SigningResult plain = engine.leaveAlone(message, Reason.TOO_LARGE_WHEN_SIGNED, received(work.job()));
        ReturnResult second =
                mailReturn.send(destination, copy.envelope().to(tooLarge), plain.message(), work.sending());
        return new Returned(
                new SignedCopy(copy.envelope(), plain), refusals.judge(work.job(), result.replacedBy(second)));
    }

    private Signer.Treated untouched(Work work, Reason reason) throws IOException {
        return signer.leaveAlone(work.leased().message(), reason, work.job(), received(work.job()));
    }

    /** Counts what became of a copy, and writes it into the trace, unless nothing did: it waits for its turn. */
    private void tell(Work work, Signer.Treated treated, Returned done) {
        if (!done.result().attempted()) {
            if (done.result().brokenOff()) {
                putBacks.count(Why.BROKEN_OFF);
            } else {
                counts.count(PUT_BACK_CONNECTIONS);
            }
            return;
        }
        Instant now = clock.instant();
        MailOutcome outcome = new MailOutcome(work.job(), done.copy().result().decision(), done.result(), now);
        counts.count(outcome);
        metrics.count(outcome);
        trace.add(work.job(), treated.message(), done.copy(), done.result(), work.steps().milliseconds, now);
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

    /**
     * Takes no more mail and ends what it has in hand: what its tenant's server has nothing of yet is queued again at once, as
     * the same attempt; what is past its final dot has the farewell of the capacity for its answer and its note. So nothing is
     * doubled whose server answers in time, and nothing waits for the sweeper.
     */
    @Override
    public void close() {
        threads.close();
        pools.close();
        heartbeats.close();
        leaseTimer.shutdownNow();
        leaseRenewals.shutdownNow();
    }
}
