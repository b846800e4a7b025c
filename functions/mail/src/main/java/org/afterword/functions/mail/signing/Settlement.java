package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.functions.mail.report.DeliveryReport;
import org.afterword.functions.mail.report.DeliveryReport.Delay;
import org.afterword.functions.mail.report.DeliveryReport.Failure;
import org.afterword.functions.mail.returning.MailReturn;
import org.afterword.functions.mail.returning.ReturnDestination;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.functions.mail.returning.SendingLimit;
import org.afterword.storage.mail.MailSpool.LeaseLostException;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws the conclusions from what the tenant's server answered, for each recipient by itself.
 *
 * <p>The policy:
 *
 * <ul>
 *   <li>Accepted: the recipient is done. This is noted before anything else is done.
 *   <li>Deferred, or no answer at all: tried again as {@link ReturnSchedule} says. After 4 hours its sender is told once that it
 *       is delayed. After 24 hours: as refused.
 *   <li>Not even tried, since the server is busy or known to be away: as deferred, but this is no attempt, and no mail is given
 *       up for that.
 *   <li>Broken off, since the process ends: goes on at once elsewhere, as the same attempt.
 *   <li>A fault that is not the mail's (no TLS, {@code 5.7.64}, a blocked organisation or address): held and tried again, and
 *       raised with those who can mend it ({@link Alarms}). The mail is right, so its sender gets no report.
 *   <li>Refused: the sender gets a report by the same way. If that is not accepted the recipient stays, and all is
 *       tried again: then the mail is refused again, or accepted after all, and the sender learns of it in any case.
 *   <li>Neither returned nor reported for five days: kept aside, until an operator has it tried again or the sweeper deletes
 *       it. A report that was not even tried does not count: then all is tried again.
 * </ul>
 *
 * <p>So nothing leaves the spool unless the server accepted it, or a report about it. Recipients whose NOTIFY asks for no report
 * need none. Nobody can be told of mail from the null sender: it ends where the server refuses it, as RFC 5321, section 6.1,
 * has it, and else it is tried on until it is kept aside, since people's mail may come so, too.
 *
 * <p>The order makes a crash safe at any point: note on the mail, then queue, then give the lease back. After a crash before
 * the note nothing has changed, but the server's answer is lost and the mail is sent again; after a crash behind the note
 * the lease runs out, and the sweeper queues the noted job.
 */
final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private static final int TRIES = 3;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(300);

    /**
     * When a job is shown again whose mail another worker may go on with at once: the lease is given back behind it, and whoever
     * came sooner would take the mail for one that is worked on, and look at it again half a minute later only.
     */
    static final Duration ONCE_GIVEN_BACK = Duration.ofSeconds(1);

    private final SigningQueue queue;
    private final MailReturn mailReturn;
    private final String hostName;
    private final MailCounts counts;
    private final Alarms alarms;
    private final InstantSource clock;
    private final RandomGenerator random = new Random();

    Settlement(SigningQueue queue, MailReturn mailReturn, String hostName, MailCounts counts, InstantSource clock) {
        this.queue = queue;
        this.mailReturn = mailReturn;
        this.hostName = hostName;
        this.counts = counts;
        this.alarms = new Alarms(counts, clock);
        this.clock = clock;
    }

    /** What the sender knows of failures. */
    private enum Told {
        /** All there is to know now. */
        YES,
        /** Nothing: a report was tried in vain, or there is nobody to tell. */
        NO,
        /** Nothing: no report was tried, for a reason that is none of the server's. */
        NOT_TRIED
    }

    /** The next attempt was noted on the mail and could not be queued: the lease must not be given back. */
    static final class NotQueued extends IOException {
        private static final long serialVersionUID = 1L;

        NotQueued(IOException cause) {
            super("the next attempt could not be queued; the sweeper will do that", cause);
        }
    }

    /**
     * Deletes the mail, or notes what is left of it and queues it again or keeps it aside.
     *
     * @param destination empty if the tenant is not known any more
     * @param limit for what is sent to tell the sender
     */
    void settle(
            Leased leased,
            SigningJob job,
            Optional<ReturnDestination> destination,
            ReturnResult result,
            SendingLimit limit)
            throws IOException {
        Instant now = clock.instant();
        List<Failure> failures = failures(job, result, now);
        alarms.raise(job, result);
        if (!failures.isEmpty()) {
            noteAccepted(leased, job, result);
        }
        Told told = failures.isEmpty() ? Told.YES : tell(leased, job, destination, failures, limit);
        List<Recipient> done = new ArrayList<>(result.recipients(Accepted.class));
        if (told == Told.YES) {
            failures.forEach(failure -> done.add(failure.recipient()));
        }
        List<Recipient> left = new ArrayList<>(job.envelope().recipients());
        left.removeAll(done);
        if (left.isEmpty()) {
            insist(leased::delete);
            return;
        }
        SigningJob rest = job.withEnvelope(job.envelope().to(left));
        if (told == Told.NO && ReturnSchedule.endsAside(job.receivedAt(), now)) {
            keepAside(leased, rest, now);
            return;
        }
        boolean sameAttempt = result.brokenOff() || !result.attempted();
        SigningJob next = sameAttempt
                ? rest
                : tellDelay(leased, rest, destination, result, limit).again(rest.envelope());
        if (!next.equals(job)) {
            insist(() -> leased.note(next));
        }
        try {
            Duration age = Duration.between(job.receivedAt(), now);
            queue.send(
                    next,
                    result.brokenOff()
                            ? ONCE_GIVEN_BACK
                            : ReturnSchedule.delay(result, job.attempt(), age, random.nextDouble()));
        } catch (IOException failed) {
            throw new NotQueued(failed);
        }
    }

    /**
     * Notes which recipients are still to be served, if the server has accepted the mail for some of them.
     *
     * @param result of some of the job's recipients, or all
     */
    void noteAccepted(Leased leased, SigningJob job, ReturnResult result) throws IOException {
        List<Recipient> left = new ArrayList<>(job.envelope().recipients());
        left.removeAll(result.recipients(Accepted.class));
        if (!left.isEmpty() && left.size() < job.envelope().recipients().size()) {
            SigningJob rest = job.withEnvelope(job.envelope().to(left));
            insist(() -> leased.note(rest));
        }
    }

    private static List<Failure> failures(SigningJob job, ReturnResult result, Instant now) {
        boolean givenUp = ReturnSchedule.givenUp(job.receivedAt(), now);
        boolean lastTime = ReturnSchedule.endsAside(job.receivedAt(), now);
        List<Failure> failures = new ArrayList<>();
        for (ReturnResult.Entry entry : result.entries()) {
            switch (entry.outcome()) {
                case Accepted accepted -> {}
                case Refused refused ->
                    failures.add(new Failure(entry.recipient(), Optional.of(refused.reply()), false));
                case Deferred deferred -> {
                    if (deferred.attempted()
                            && (lastTime || givenUp && !deferred.cause().mayWaitOn())) {
                        failures.add(new Failure(entry.recipient(), deferred.reply(), true));
                    }
                }
                case Uncertain uncertain -> {
                    if (givenUp) {
                        failures.add(new Failure(entry.recipient(), Optional.empty(), true));
                    }
                }
            }
        }
        return failures;
    }

    private void keepAside(Leased leased, SigningJob rest, Instant now) throws IOException {
        insist(() -> leased.note(rest.keptAsideSince(now)));
        counts.count("mails.kept_aside");
        LOG.error(
                "mail {} could be neither returned nor reported for days and is kept aside. Once the cause is mended, put its"
                        + " name into the queue {}: then it is tried once more (job {})",
                rest.spoolName(),
                SigningQueue.POISON_OF_POISON,
                rest.jobId());
    }

    private Told tell(
            Leased leased,
            SigningJob job,
            Optional<ReturnDestination> destination,
            List<Failure> failures,
            SendingLimit limit)
            throws IOException {
        Optional<MailAddress> sender = job.envelope().reversePath();
        List<Failure> wanted = failures.stream()
                .filter(failure -> DeliveryReport.wanted(failure.recipient()))
                .toList();
        if (sender.isEmpty()) {
            return failures.stream().noneMatch(Failure::expired) ? Told.YES : Told.NO;
        }
        if (wanted.isEmpty()) {
            return Told.YES;
        }
        if (destination.isEmpty()) {
            return Told.NO;
        }
        RawMessage written = report(job, destination.get()).write(sender.get(), wanted, leased.message());
        return switch (send(destination.get(), sender.get(), written, limit)) {
            case Accepted accepted -> Told.YES;
            case Refused refused -> {
                alarms.reportRefused(job, refused.reply());
                yield Told.NO;
            }
            case Deferred deferred -> {
                alarms.raise(job, ReturnResult.all(job.envelope().recipients(), deferred));
                yield deferred.attempted()
                                || deferred.serverAway() && failures.stream().allMatch(Settlement::unanswered)
                        ? Told.NO
                        : Told.NOT_TRIED;
            }
            case Uncertain uncertain -> Told.NO;
        };
    }

    /** Whether the mail itself has just found the server away, so that its report need not try. */
    private static boolean unanswered(Failure failure) {
        return failure.expired()
                && failure.reply().filter(reply -> !reply.closing()).isEmpty();
    }

    /**
     * Tells the sender once that the mail is delayed, if it is and its sender may want to know. This is noted before, at the same
     * attempt: rather no notice than two.
     *
     * @param rest what is left to do
     * @return that, with what the sender was told
     */
    private SigningJob tellDelay(
            Leased leased,
            SigningJob rest,
            Optional<ReturnDestination> destination,
            ReturnResult result,
            SendingLimit limit)
            throws IOException {
        Optional<MailAddress> sender = rest.envelope().reversePath();
        List<Delay> delays = delays(rest, result);
        if (rest.delayTold()
                || !ReturnSchedule.delayed(rest.receivedAt(), clock.instant())
                || sender.isEmpty()
                || destination.isEmpty()
                || delays.isEmpty()) {
            return rest;
        }
        SigningJob told = rest.withDelayTold(true);
        insist(() -> leased.note(told));
        RawMessage written = report(rest, destination.get()).writeDelay(sender.get(), delays, leased.message());
        return send(destination.get(), sender.get(), written, limit) instanceof Deferred ? rest : told;
    }

    private static List<Delay> delays(SigningJob rest, ReturnResult result) {
        List<Delay> delays = new ArrayList<>();
        for (ReturnResult.Entry entry : result.entries()) {
            boolean left = rest.envelope().recipients().contains(entry.recipient());
            if (!left || !DeliveryReport.delayWanted(entry.recipient())) {
                continue;
            }
            switch (entry.outcome()) {
                case Accepted accepted -> {}
                case Refused refused -> {}
                case Deferred deferred ->
                    delays.add(new Delay(
                            entry.recipient(),
                            deferred.reply(),
                            ReturnSchedule.triedUntil(
                                    rest.receivedAt(), deferred.cause().mayWaitOn())));
                case Uncertain uncertain ->
                    delays.add(new Delay(
                            entry.recipient(), Optional.empty(), ReturnSchedule.triedUntil(rest.receivedAt(), false)));
            }
        }
        return delays;
    }

    private DeliveryReport report(SigningJob job, ReturnDestination destination) {
        return new DeliveryReport(job, hostName, destination.server().host(), clock.instant());
    }

    private ReturnOutcome send(
            ReturnDestination destination, MailAddress sender, RawMessage report, SendingLimit limit) {
        return mailReturn
                .send(destination, DeliveryReport.envelope(sender), new SignedMessage(report, EditList.NONE), limit)
                .entries()
                .getFirst()
                .outcome();
    }

    /** A step on the spool. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** Tries a step again when it fails: what the server has accepted and is not noted is sent twice. */
    private static void insist(Step step) throws IOException {
        for (int tried = 1; ; tried++) {
            try {
                step.run();
                return;
            } catch (IOException failed) {
                if (tried == TRIES || failed instanceof LeaseLostException) {
                    throw failed;
                }
            }
            try {
                Thread.sleep(BETWEEN_TRIES);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IOException("stopped while noting what became of a mail");
            }
        }
    }
}
