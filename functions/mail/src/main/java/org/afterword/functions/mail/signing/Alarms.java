package org.afterword.functions.mail.signing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.afterword.functions.mail.returning.KnownReply;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Concern;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.functions.mail.returning.SmtpReply;
import org.afterword.storage.mail.SigningJob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what keeps mail from going back: an error in the log, and a count, for each fault of a tenant or of the stamp once,
 * and again after an hour if it is still there. Safe for use by several threads.
 */
final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);
    private static final Duration AGAIN = Duration.ofHours(1);
    private static final String STAMP = "";

    private final MailCounts counts;
    private final InstantSource clock;
    private final Map<Fault, Instant> quietUntil = new HashMap<>();

    /**
     * @param whom the tenant, or {@link #STAMP}
     * @param which of several that have the same cause, as the reply tells
     */
    private record Fault(String whom, String what, String which) {}

    Alarms(MailCounts counts, InstantSource clock) {
        this.counts = counts;
        this.clock = clock;
    }

    /** Raises whatever an attempt met with that somebody must mend. */
    void raise(SigningJob job, ReturnResult result) {
        for (ReturnResult.Entry entry : result.entries()) {
            if (entry.outcome() instanceof Deferred deferred
                    && deferred.attempted()
                    && deferred.cause().setupFault()) {
                raise(job, deferred);
            }
        }
    }

    private void raise(SigningJob job, Deferred deferred) {
        Cause cause = deferred.cause();
        boolean stamp = cause.concern() == Concern.STAMP;
        Optional<SmtpReply> reply = deferred.reply();
        Optional<KnownReply> known = reply.flatMap(KnownReply::of);
        if (!due(
                stamp ? STAMP : job.tenantId().toString(),
                cause.name(),
                known.map(KnownReply::name).orElse(""))) {
            return;
        }
        String why = cause.explanation() + reply.map(said -> " (" + said + ")").orElse("");
        String step = known.map(told -> ". " + told.step()).orElse("");
        if (stamp) {
            LOG.error(
                    "fault of this stamp: {}; mail of tenant {} is held and tried again (job {}, attempt {}){}",
                    why,
                    job.tenantId(),
                    job.jobId(),
                    job.attempt(),
                    step);
        } else {
            LOG.error(
                    "set-up fault of tenant {}: {}; its mail is held and tried again (job {}, attempt {}){}",
                    job.tenantId(),
                    why,
                    job.jobId(),
                    job.attempt(),
                    step);
        }
    }

    /** The tenant's server refused a mail, and the report about it too. */
    void reportRefused(SigningJob job, SmtpReply reply) {
        counts.count("mails.held_by_refused_report");
        LOG.warn(
                "a mail is held, since the report that it was refused is refused too: {} (job {}, attempt {})",
                reply,
                job.jobId(),
                job.attempt());
        if (due(job.tenantId().toString(), "REPORT_REFUSED", "")) {
            LOG.error(
                    "the server of tenant {} refuses mail, and the reports to the senders of it too ({}); it is held and tried"
                            + " again for five days, then kept aside. Look in the trace for what it said about the mail (job {})",
                    job.tenantId(),
                    reply,
                    job.jobId());
        }
    }

    private boolean due(String whom, String what, String which) {
        Instant now = clock.instant();
        synchronized (quietUntil) {
            quietUntil.values().removeIf(until -> !until.isAfter(now));
            if (quietUntil.putIfAbsent(new Fault(whom, what, which), now.plus(AGAIN)) != null) {
                return false;
            }
        }
        counts.count("alarms." + what.toLowerCase(Locale.ROOT));
        return true;
    }
}
