package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.functions.mail.report.DeliveryReport;
import org.afterword.functions.mail.report.DeliveryReport.Failure;
import org.afterword.functions.mail.returning.MailReturn;
import org.afterword.functions.mail.returning.ReturnDestination;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.functions.mail.returning.ReturnResult;
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
 *   <li>Deferred, or no answer at all: tried again as {@link ReturnSchedule} says. After 24 hours: as refused.
 *   <li>A fault in the set-up (no TLS, {@code 5.7.64}): held and tried again, and raised with the administrators. The
 *       mail is right, so its sender gets no report.
 *   <li>Refused: the sender gets a report by the same way. If that cannot be handed over the recipient stays, and all is
 *       tried again: then the mail is refused again, or accepted after all, and the sender learns of it in any case.
 * </ul>
 *
 * <p>The order makes a crash safe at any point: note on the mail, then queue, then give the lease back. After a crash before
 * the note nothing has changed, but the server's answer is lost and the mail is sent again; after a crash behind the note
 * the lease runs out, and the sweeper queues the noted job.
 */
final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private static final int TRIES = 3;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(300);

    private final SigningQueue queue;
    private final MailReturn mailReturn;
    private final String hostName;
    private final InstantSource clock;

    Settlement(SigningQueue queue, MailReturn mailReturn, String hostName, InstantSource clock) {
        this.queue = queue;
        this.mailReturn = mailReturn;
        this.hostName = hostName;
        this.clock = clock;
    }

    /** The next attempt was noted on the mail and could not be queued: the lease must not be given back. */
    static final class NotQueued extends IOException {
        private static final long serialVersionUID = 1L;

        NotQueued(IOException cause) {
            super("the next attempt could not be queued; the sweeper will do that", cause);
        }
    }

    /**
     * Deletes the mail, or notes what is left of it and queues it again.
     *
     * @param destination empty if the tenant is not known any more
     */
    void settle(Leased leased, SigningJob job, Optional<ReturnDestination> destination, ReturnResult result)
            throws IOException {
        Instant now = clock.instant();
        boolean dropped = ReturnSchedule.dropped(job.receivedAt(), now);
        List<Failure> failures = failures(job, result, now);
        raise(job, result);
        if (!failures.isEmpty()) {
            noteAccepted(leased, job, result);
        }
        boolean told = failures.isEmpty() || tell(leased, job, destination, failures);
        if (!told && dropped) {
            LOG.error("a mail is dropped that could be neither returned nor reported for days (job {})", job.jobId());
        }
        List<Recipient> done = new ArrayList<>(result.recipients(Accepted.class));
        if (told || dropped) {
            failures.forEach(failure -> done.add(failure.recipient()));
        }
        List<Recipient> left = new ArrayList<>(job.envelope().recipients());
        left.removeAll(done);
        if (left.isEmpty()) {
            insist(leased::delete);
            return;
        }
        SigningJob next = job.again(job.envelope().to(left));
        insist(() -> leased.note(next));
        try {
            queue.send(next, ReturnSchedule.delayAfter(job.attempt()));
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
        boolean dropped = ReturnSchedule.dropped(job.receivedAt(), now);
        List<Failure> failures = new ArrayList<>();
        for (ReturnResult.Entry entry : result.entries()) {
            switch (entry.outcome()) {
                case Accepted accepted -> {}
                case Refused refused ->
                    failures.add(new Failure(entry.recipient(), Optional.of(refused.reply()), false));
                case Deferred deferred -> {
                    if (dropped || givenUp && !deferred.cause().setupFault()) {
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

    private static void raise(SigningJob job, ReturnResult result) {
        Optional<ReturnOutcome.Cause> fault = result.setupFault();
        if (fault.isPresent()) {
            LOG.error(
                    "set-up fault of tenant {}: {}; its mail is held and tried again (job {}, attempt {})",
                    job.tenantId(),
                    fault.get().explanation(),
                    job.jobId(),
                    job.attempt());
        }
    }

    /** Whether the sender knows all there is to know now. */
    private boolean tell(Leased leased, SigningJob job, Optional<ReturnDestination> destination, List<Failure> failures)
            throws IOException {
        Optional<MailAddress> sender = job.envelope().reversePath();
        List<Failure> wanted = failures.stream()
                .filter(failure -> DeliveryReport.wanted(failure.recipient()))
                .toList();
        if (sender.isEmpty() || wanted.isEmpty()) {
            return true;
        }
        if (destination.isEmpty()) {
            return false;
        }
        DeliveryReport report =
                new DeliveryReport(job, hostName, destination.get().server().host(), clock.instant());
        RawMessage written = report.write(sender.get(), wanted, leased.message());
        ReturnOutcome outcome = mailReturn
                .send(
                        destination.get(),
                        DeliveryReport.envelope(sender.get()),
                        new SignedMessage(written, EditList.NONE))
                .entries()
                .getFirst()
                .outcome();
        return switch (outcome) {
            // A refused report about a refused mail goes nowhere: RFC 5321, section 6.1.
            case Accepted accepted -> true;
            case Refused refused -> true;
            case Deferred deferred -> false;
            case Uncertain uncertain -> false;
        };
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
                if (tried == TRIES) {
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
