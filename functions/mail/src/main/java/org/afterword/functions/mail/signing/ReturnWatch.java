package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.functions.mail.returning.SmtpReply;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.tenant.ClosedRoute;
import org.afterword.storage.tenant.ClosedRoutes;
import org.afterword.storage.tenant.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees by what becomes of mail whether the way back to each tenant works, and notes in the stores where it does not: then the
 * gateway leaves that tenant's mail with Exchange Online, which shows it to its own administrators.
 *
 * <p>The policy: a way back works as soon as a mail is accepted for anybody, or refused for what it is. It fails where a mail is
 * deferred for a cause that other mail would meet with too, or gets no answer. When it has failed for the policy's time, for more
 * than one mail, and nothing worked meanwhile, it is closed, and an alarm is raised, once for all processes. The first
 * success opens it, whichever process closed it. Failures that lie far apart are not one outage: another process may have had
 * success in between.
 *
 * <p>No worker waits for the stores: they are told in the background, one change after the other, and what could not be told is
 * told at the next failure or success. Safe for use by several threads.
 */
final class ReturnWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ReturnWatch.class);
    /** How long what other processes have closed may be unknown here. */
    private static final Duration LOOK = Duration.ofSeconds(10);
    /** Failures of a mail that is not old lie closer together: see {@link ReturnSchedule}. */
    private static final Duration ONE_OUTAGE = Duration.ofMinutes(5);

    private static final int MOST_TENANTS = 10_000;
    private static final int MOST_CHANGES = 1000;

    private final ClosedRoutes routes;
    private final Duration closeAfter;
    private final InstantSource clock;
    private final Executor background;
    private final Map<TenantId, Failing> failing = new ConcurrentHashMap<>();
    /** As the stores had them when they were last asked. Changed in the background only. */
    private final Set<TenantId> closed = ConcurrentHashMap.newKeySet();

    /** In milliseconds since 1970. */
    private final AtomicLong nextLook = new AtomicLong(Long.MIN_VALUE);

    /**
     * @param cause of the last failure
     * @param first the mail that failed first
     * @param several whether others did too
     */
    private record Failing(Instant since, Instant last, Cause cause, UUID first, boolean several) {
        Failing and(UUID mail, Cause why, Instant now) {
            return new Failing(since, now, why, first, several || !first.equals(mail));
        }
    }

    /** @param closeAfter how long nothing could be returned before the way back counts as broken */
    ReturnWatch(ClosedRoutes routes, Duration closeAfter, InstantSource clock) {
        this(routes, closeAfter, clock, oneThread());
    }

    /** @param background runs one task after the other; those that it does not run are asked for again */
    ReturnWatch(ClosedRoutes routes, Duration closeAfter, InstantSource clock, Executor background) {
        this.routes = routes;
        this.closeAfter = closeAfter;
        this.clock = clock;
        this.background = background;
    }

    private static Executor oneThread() {
        return new ThreadPoolExecutor(
                0,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_CHANGES),
                Thread.ofPlatform().name("return-watch").daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Takes note of what became of a mail. Never waits, and never fails. */
    void saw(SigningJob job, ReturnResult result) {
        TenantId tenant = job.tenantId();
        Instant now = clock.instant();
        if (works(result)) {
            failing.remove(tenant);
            act(now, closed.contains(tenant), () -> open(tenant));
            return;
        }
        Optional<Cause> fault = fault(result);
        if (fault.isPresent()) {
            note(job, fault.get(), now);
            act(now, isDue(tenant), () -> close(tenant));
        }
    }

    private static boolean works(ReturnResult result) {
        return !result.recipients(outcome -> outcome instanceof Accepted
                        || outcome instanceof Refused refused && isOfTheMail(refused.reply()))
                .isEmpty();
    }

    /** Why the mail was deferred, if other mail would be too. */
    private static Optional<Cause> fault(ReturnResult result) {
        return result.entries().stream()
                .map(entry -> fault(entry.outcome()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Cause> fault(ReturnOutcome outcome) {
        return switch (outcome) {
            case Accepted accepted -> Optional.empty();
            case Refused refused -> Optional.empty();
            case Deferred deferred ->
                Optional.of(deferred.cause()).filter(cause -> deferred.attempted() && concernsOthers(deferred));
            case Uncertain uncertain -> Optional.of(Cause.TOO_SLOW);
        };
    }

    /** Whether it is no fault of the mail, so that other mail of the tenant will meet with it too. */
    private static boolean concernsOthers(Deferred deferred) {
        return switch (deferred.cause()) {
            case SERVER_SAID_LATER ->
                deferred.reply().filter(ReturnWatch::isOfTheServer).isPresent();
            case SUSPECT -> deferred.reply().filter(ReturnWatch::isOfTheMail).isEmpty();
            case CONNECTIONS_BUSY, TIME_OVER, SPOOL_UNREADABLE, TENANT_UNKNOWN, EXTENSION_MISSING -> false;
            default -> true;
        };
    }

    /** Whether it judges an address, a mailbox or a message (RFC 3463, X.1, X.2 and X.6). */
    private static boolean isOfTheMail(SmtpReply reply) {
        return reply.tooLarge()
                || reply.status().filter(s -> s.matches("5\\.[126]\\..*")).isPresent();
    }

    /** Whether it is about the system, the network or a policy (RFC 3463, X.3, X.4 and X.7), and not a mailbox or a message. */
    private static boolean isOfTheServer(SmtpReply reply) {
        return reply.code() == 421
                || reply.status().filter(s -> s.matches("4\\.[347]\\..*")).isPresent();
    }

    private void note(SigningJob job, Cause cause, Instant now) {
        TenantId tenant = job.tenantId();
        Duration gap = closeAfter.compareTo(ONE_OUTAGE) > 0 ? closeAfter : ONE_OUTAGE;
        if (failing.size() < MOST_TENANTS || failing.containsKey(tenant)) {
            failing.compute(
                    tenant,
                    (id, known) -> known == null || known.last().plus(gap).isBefore(now)
                            ? new Failing(now, now, cause, job.jobId(), false)
                            : known.and(job.jobId(), cause, now));
        }
    }

    private boolean isDue(TenantId tenant) {
        Failing known = failing.get(tenant);
        return known != null
                && known.several()
                && !known.since().plus(closeAfter).isAfter(known.last())
                && !closed.contains(tenant);
    }

    /** A change of the stores. */
    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }

    private void act(Instant now, boolean needed, Change change) {
        long due = nextLook.get();
        boolean look = due <= now.toEpochMilli()
                && nextLook.compareAndSet(due, now.plus(LOOK).toEpochMilli());
        if (needed || look) {
            background.execute(() -> {
                try {
                    if (look) {
                        look();
                    }
                    change.make();
                } catch (IOException | RuntimeException unavailable) {
                    LOG.warn(
                            "whether a way back is closed could not be read or written: {}",
                            unavailable.getClass().getName());
                }
            });
        }
    }

    private void look() throws IOException {
        Set<TenantId> now = routes.all().stream().map(ClosedRoute::tenant).collect(Collectors.toSet());
        closed.removeIf(tenant -> {
            boolean opened = !now.contains(tenant);
            if (opened) {
                failing.remove(tenant); // Another process has had success.
            }
            return opened;
        });
        closed.addAll(now);
    }

    private void close(TenantId tenant) throws IOException {
        Failing known = failing.get(tenant);
        if (known == null || !isDue(tenant)) {
            return;
        }
        if (routes.close(new ClosedRoute(tenant, known.since(), known.cause().name()))) {
            LOG.error(
                    "nothing of tenant {} could be returned since {}: {}; its mail is left with Exchange Online but for one in each minute, until one is returned",
                    tenant,
                    known.since(),
                    known.cause().explanation());
        }
        closed.add(tenant);
        if (!failing.containsKey(tenant)) {
            open(tenant);
        }
    }

    private void open(TenantId tenant) throws IOException {
        if (!closed.contains(tenant)) {
            return;
        }
        Optional<ClosedRoute> was = routes.open(tenant);
        closed.remove(tenant);
        if (was.isPresent()) {
            LOG.info(
                    "the way back of tenant {} works again, which had failed since {}; its mail is taken",
                    tenant,
                    was.get().since());
        }
    }
}
