package org.afterword.functions.mail.signing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.afterword.engine.message.MailAddress;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.functions.mail.returning.SmtpReply;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.tenant.TenantId;

/**
 * A net for refusals that are not about the mail and that no list of replies knows. Safe for use by several threads.
 *
 * <p>The policy: where mail of three senders of a tenant is refused with the same status within ten minutes, and none was accepted
 * in between, the status is suspect, and mail that is refused with it is held. As soon as one mail of the tenant is accepted,
 * nothing is suspect any more, and mail that was refused before and is refused again after that is refused. So where mail
 * flows, refusals are what they were; where none does, none bounces.
 *
 * <p>It is the knowledge of one process, and bounded: what it forgets counts as an ordinary refusal.
 */
final class CommonRefusals {
    private static final int SENDERS = 3;
    private static final Duration WITHIN = Duration.ofMinutes(10);
    private static final int MOST_TENANTS = 1000;
    private static final int MOST_STATUSES = 20;
    private static final int MOST_MAILS = 100;
    private static final Pattern VARIABLE = Pattern.compile("<[^>]*>|\\[[^]]*]|\\S*[@\\d]\\S*");

    private final InstantSource clock;
    private final Map<TenantId, OfTenant> tenants = new Bounded<>(MOST_TENANTS);

    CommonRefusals(InstantSource clock) {
        this.clock = clock;
    }

    /** The mail's result, in which a refusal with a suspect status is a deferral. */
    synchronized ReturnResult judge(SigningJob job, ReturnResult result) {
        boolean accepted = !result.recipients(Accepted.class).isEmpty();
        if (!accepted && result.recipients(Refused.class).isEmpty()) {
            return result;
        }
        if (accepted) {
            OfTenant known = tenants.get(job.tenantId());
            if (known != null) {
                known.accepted();
            }
            return result;
        }
        OfTenant tenant = tenants.computeIfAbsent(job.tenantId(), key -> new OfTenant());
        return new ReturnResult(result.entries().stream()
                .map(entry -> new ReturnResult.Entry(entry.recipient(), judge(tenant, job, entry.outcome())))
                .toList());
    }

    private ReturnOutcome judge(OfTenant tenant, SigningJob job, ReturnOutcome outcome) {
        return outcome instanceof Refused(SmtpReply reply)
                        && !reply.tooLarge()
                        && tenant.suspect(statusOf(reply), job, clock.instant())
                ? new Deferred(Cause.SUSPECT, Optional.of(reply))
                : outcome;
    }

    /** The enhanced status code; without one the words, less what differs from mail to mail. */
    private static String statusOf(SmtpReply reply) {
        return reply.status()
                .orElseGet(() -> reply.code() + VARIABLE.matcher(reply.text()).replaceAll(""));
    }

    private static final class OfTenant {
        private final Map<String, Series> series = new Bounded<>(MOST_STATUSES);
        /** Mail that was refused before another was accepted: if it is refused again, it is the mail. */
        private final Map<UUID, Boolean> shown = new Bounded<>(MOST_MAILS);

        void accepted() {
            series.values().forEach(refused -> refused.mails.keySet().forEach(mail -> shown.put(mail, true)));
            series.clear();
        }

        boolean suspect(String status, SigningJob job, Instant now) {
            if (shown.containsKey(job.jobId())) {
                return false;
            }
            Series refused = series.computeIfAbsent(status, key -> new Series());
            refused.mails.put(job.jobId(), new Refusal(job.envelope().reversePath(), now));
            refused.suspect |= refused.mails.values().stream()
                            .filter(refusal -> refusal.at().isAfter(now.minus(WITHIN)))
                            .map(Refusal::sender)
                            .distinct()
                            .count()
                    >= SENDERS;
            return refused.suspect;
        }
    }

    private record Refusal(Optional<MailAddress> sender, Instant at) {}

    /** The refusals with one status, in a row. */
    private static final class Series {
        private final Map<UUID, Refusal> mails = new Bounded<>(MOST_MAILS);
        private boolean suspect;
    }

    /** Forgets what was asked for longest ago when it is full. */
    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        private final int most;

        Bounded(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }
}
