package org.afterword.functions.onboarding.route;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantStore;
import org.afterword.storage.worker.WorkerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks once a day, for all processes of a stamp, where each tenant takes its mail back, and takes a place over that has changed
 * and is proven. A place that is gone or does not answer changes nothing and is a warning in the log; one that was given by hand
 * stays. Safe for use by several threads.
 */
public final class RouteUpkeep {
    /** The duty of asking. */
    static final String DUTY = "ask-routes";

    private static final Logger LOG = LoggerFactory.getLogger(RouteUpkeep.class);
    /** A little less than a day, so that it is not a little later every day. */
    private static final Duration DAILY = Duration.ofHours(24).minusMinutes(1);
    /** When nobody has finished after this time, another begins anew. */
    private static final Duration LONGEST = Duration.ofHours(6);

    private static final int ATTEMPTS = 5;

    private final WorkerRecords records;
    private final TenantStore tenants;
    private final MxRoutes routes;
    private final Executor executor;
    private final InstantSource clock;

    /** @param executor what takes minutes runs in it */
    public RouteUpkeep(
            WorkerRecords records, TenantStore tenants, MxRoutes routes, Executor executor, InstantSource clock) {
        this.records = records;
        this.tenants = tenants;
        this.routes = routes;
        this.executor = executor;
        this.clock = clock;
    }

    /** Begins to ask, if that is due and nobody else does. @throws IOException if nobody knows whether it is due */
    public void run() throws IOException {
        boolean due = records.lastDone(DUTY)
                .filter(done -> done.isAfter(clock.instant().minus(DAILY)))
                .isEmpty();
        if (due && records.begin(DUTY, LONGEST)) {
            executor.execute(this::askAll);
        }
    }

    private void askAll() {
        try {
            for (Versioned<Tenant> tenant : tenants.all()) {
                if (Thread.currentThread().isInterrupted()) {
                    return; // The process ends, and another begins anew.
                }
                try {
                    ask(tenant.value());
                } catch (RuntimeException unforeseen) { // It must not keep the others.
                    LOG.warn(
                            "where tenant {} takes its mail back could not be asked: {}",
                            tenant.value().id(),
                            unforeseen.getClass().getName());
                }
            }
            records.done(DUTY);
        } catch (IOException unavailable) {
            LOG.warn(
                    "where tenants take their mail back could not be asked for all, and is asked again in some hours: {}",
                    unavailable.getMessage());
        }
    }

    private void ask(Tenant tenant) throws IOException {
        boolean takesDetour = tenant.state() == Tenant.State.CONNECTED || tenant.suspended();
        List<String> initialDomains =
                InitialDomains.among(tenant.domains()).stream().sorted().toList();
        if (!takesDetour || initialDomains.isEmpty() || !routes.mayName(tenant.inbound())) {
            return;
        }
        Route route = routes.ask(initialDomains, Optional.of(tenant.inbound()));
        if (!(route instanceof Route.Proven(SmtpEndpoint server))) {
            LOG.warn(
                    "the way back of tenant {} stays as it is, although it is not proven: {}",
                    tenant.id(),
                    route.sentence());
        } else if (!server.equals(tenant.inbound())) {
            takeOver(tenant, server);
        }
    }

    private void takeOver(Tenant asked, SmtpEndpoint server) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Optional<Versioned<Tenant>> now = tenants.read(asked.id());
            if (now.filter(record -> record.value().inbound().equals(asked.inbound()))
                    .isEmpty()) {
                return; // Somebody else has changed it meanwhile.
            }
            try {
                tenants.put(now.get().value().withInbound(server), Precondition.unchangedSince(now));
                LOG.info(
                        "the mail of tenant {} goes back to {} from now on, and to {} no more",
                        asked.id(),
                        server,
                        asked.inbound());
                return;
            } catch (PreconditionFailedException changedMeanwhile) {
                if (attempt == ATTEMPTS) {
                    throw changedMeanwhile;
                }
            }
        }
    }
}
