package org.afterword.gateway.intake;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.afterword.engine.message.MailAddress;
import org.afterword.storage.tenant.ClosedRoute;
import org.afterword.storage.tenant.ClosedRoutes;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose mail is not taken, since what was taken cannot be returned. Exchange Online keeps it better than we could: it shows it to
 * the tenant's administrators, and tells its senders that it is late.
 *
 * <p>The policy: of a tenant whose way back is closed one mail in each minute is taken all the same, by which those who return
 * mail find out that the way works again. What the stores say is asked for every 10 s, as long as somebody asks here, and never
 * while a session waits. Where they do not answer what they said last counts for ten minutes; after that every door is open.
 *
 * <p>A mail tells its tenant only in its header. So that its body need not be sent, the domain of a sender whose mail was turned
 * away is remembered, if it is its tenant's own; the mail that may be taken is still chosen by its header.
 *
 * <p>Safe for use by several threads.
 */
public final class TenantDoors {
    private static final Logger log = LoggerFactory.getLogger(TenantDoors.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final Duration BETWEEN_PROBES = Duration.ofMinutes(1);

    private final ClosedRoutes routes;
    private final InstantSource clock;
    private final Executor background;
    private final Map<String, TenantId> turnedAway = new ConcurrentHashMap<>();
    private final AtomicLong nextLook = new AtomicLong(Long.MIN_VALUE);
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Seen seen = new Seen(Map.of(), Long.MIN_VALUE);

    /**
     * What the stores said. All times are milliseconds since 1970.
     *
     * @param closed each with the time at which its next mail may be taken
     */
    private record Seen(Map<TenantId, AtomicLong> closed, long until) {}

    public TenantDoors(ClosedRoutes routes, InstantSource clock) {
        this(routes, clock, task -> Thread.ofVirtual().name("tenant-doors").start(task));
    }

    /** @param background runs what no session may wait for */
    TenantDoors(ClosedRoutes routes, InstantSource clock, Executor background) {
        this.routes = routes;
        this.clock = clock;
        this.background = background;
    }

    /** Whether mail of that sender would surely be turned away. @return the tenant that it would be turned away for */
    Optional<TenantId> closedTo(Optional<MailAddress> sender) {
        long now = clock.millis();
        Map<TenantId, AtomicLong> closed = closed(now);
        return sender.map(MailAddress::domain).map(turnedAway::get).filter(tenant -> {
            AtomicLong nextProbe = closed.get(tenant);
            return nextProbe != null && nextProbe.get() > now;
        });
    }

    /** Whether a mail of the tenant is taken now; if its door is closed, there is no other for a minute then. */
    boolean admits(Tenant tenant, Optional<MailAddress> sender) {
        long now = clock.millis();
        AtomicLong nextProbe = closed(now).get(tenant.id());
        if (nextProbe == null) {
            return true;
        }
        sender.map(MailAddress::domain)
                .filter(tenant.domains()::contains)
                .ifPresent(domain -> turnedAway.put(domain, tenant.id()));
        long next = nextProbe.get();
        return next <= now && nextProbe.compareAndSet(next, now + BETWEEN_PROBES.toMillis());
    }

    /** How many tenants' mail is not taken now. */
    public int closed() {
        return closed(clock.millis()).size();
    }

    private Map<TenantId, AtomicLong> closed(long now) {
        long due = nextLook.get();
        if (due <= now && nextLook.compareAndSet(due, now + LOOK.toMillis()) && looking.compareAndSet(false, true)) {
            background.execute(this::look);
        }
        Seen last = seen;
        return last.until() < now ? Map.of() : last.closed();
    }

    private void look() {
        try {
            long asked = clock.millis();
            Map<TenantId, AtomicLong> before = seen.closed();
            Map<TenantId, AtomicLong> now = new HashMap<>();
            for (ClosedRoute route : routes.all()) {
                AtomicLong known = before.get(route.tenant());
                now.put(route.tenant(), known == null ? new AtomicLong(asked) : known);
                if (known == null) {
                    log.warn(
                            "taking one mail in each minute of tenant {}, whose way back is broken: {} since {}",
                            route.tenant(),
                            route.cause(),
                            route.since());
                }
            }
            before.keySet().stream()
                    .filter(tenant -> !now.containsKey(tenant))
                    .forEach(tenant -> log.info("taking all mail of tenant {} again", tenant));
            turnedAway.values().retainAll(now.keySet());
            seen = new Seen(Map.copyOf(now), asked + REMEMBERED.toMillis());
        } catch (IOException | RuntimeException unavailable) {
            log.warn("whose way back is broken cannot be read: {}", unavailable.getMessage());
        } finally {
            looking.set(false);
        }
    }
}
