package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.functions.mail.returning.SmtpReply;
import org.afterword.storage.tenant.ClosedRoute;
import org.afterword.storage.tenant.ClosedRoutes;
import org.afterword.storage.tenant.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees by what becomes of mail whether the way back to each tenant works, and notes in the stores where it does not: then the
 * gateway leaves that tenant's mail with Exchange Online, which shows it to its own administrators.
 *
 * <p>The policy: a way back works as soon as a mail is accepted for anybody, or refused for good, since then the server judged
 * the mail itself. It fails where a mail is deferred for a cause that other mail would meet with too. When it has failed for
 * the policy's time, and nothing worked meanwhile, it is closed, and an alarm is raised, once for all processes. The first
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

    /** @param cause of the last failure */
    private record Failing(Instant since, Instant last, Cause cause) {}

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
    void saw(TenantId tenant, ReturnResult result) {
        Instant now = clock.instant();
        if (works(result)) {
            failing.remove(tenant);
            act(now, closed.contains(tenant), () -> open(tenant));
            return;
        }
        Optional<Cause> fault = fault(result);
        if (fault.isPresent()) {
            note(tenant, fault.get(), now);
            act(now, isDue(tenant), () -> close(tenant));
        }
    }

    private static boolean works(ReturnResult result) {
        return !result.recipients(outcome -> outcome instanceof Accepted || outcome instanceof Refused)
                .isEmpty();
    }

    /** Why the mail was deferred, if other mail would be too. */
    private static Optional<Cause> fault(ReturnResult result) {
        return result.entries().stream()
                .map(ReturnResult.Entry::outcome)
                .filter(Deferred.class::isInstance)
                .map(Deferred.class::cast)
                .filter(deferred -> deferred.attempted() && concernsOthers(deferred))
                .map(Deferred::cause)
                .findFirst();
    }

    private static boolean concernsOthers(Deferred deferred) {
        return deferred.cause() == Cause.SERVER_SAID_LATER
                ? deferred.reply().filter(ReturnWatch::isOfTheServer).isPresent()
                : deferred.cause().closesDoor();
    }

    /** Whether it is about the system, the network or a policy (RFC 3463, X.3, X.4 and X.7), and not a mailbox or a message. */
    private static boolean isOfTheServer(SmtpReply reply) {
        return reply.code() == 421
                || reply.status().filter(s -> s.matches("4\\.[347]\\..*")).isPresent();
    }

    private void note(TenantId tenant, Cause cause, Instant now) {
        Duration gap = closeAfter.compareTo(ONE_OUTAGE) > 0 ? closeAfter : ONE_OUTAGE;
        if (failing.size() < MOST_TENANTS || failing.containsKey(tenant)) {
            failing.compute(
                    tenant,
                    (id, known) -> new Failing(
                            known == null || known.last().plus(gap).isBefore(now) ? now : known.since(), now, cause));
        }
    }

    private boolean isDue(TenantId tenant) {
        Failing known = failing.get(tenant);
        return known != null && !known.since().plus(closeAfter).isAfter(known.last()) && !closed.contains(tenant);
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
