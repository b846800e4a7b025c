package org.afterword.functions.onboarding.worker;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.afterword.functions.onboarding.drift.Drift;
import org.afterword.functions.onboarding.exchange.ExchangeAdmin;
import org.afterword.functions.onboarding.exchange.ExchangeException;
import org.afterword.functions.onboarding.exchange.InvokeCommandClient.Pause;
import org.afterword.functions.onboarding.plan.Before;
import org.afterword.functions.onboarding.plan.ExistingObject;
import org.afterword.functions.onboarding.plan.OurObjects;
import org.afterword.functions.onboarding.plan.Plan;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.plan.Planner;
import org.afterword.functions.onboarding.plan.Removal;
import org.afterword.functions.onboarding.plan.Stamp;
import org.afterword.functions.onboarding.plan.Step;
import org.afterword.functions.onboarding.plan.TenantReader;
import org.afterword.functions.onboarding.plan.TenantState;
import org.afterword.functions.onboarding.route.Route;
import org.afterword.functions.onboarding.route.Routes;
import org.afterword.functions.onboarding.session.ConnectSession;
import org.afterword.functions.onboarding.session.Order;
import org.afterword.functions.onboarding.session.OwnedSession;
import org.afterword.functions.onboarding.session.SessionSecret;
import org.afterword.functions.onboarding.session.ShownStep;
import org.afterword.functions.onboarding.session.ShownTenant;
import org.afterword.functions.onboarding.session.SignedInAccount;
import org.afterword.storage.onboarding.OnboardingStore;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.tenant.TenantStore;

/** What can be done to a tenant while an administrator is signed in. For one thread. */
final class SignedInTenant {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** How often a record is read anew that somebody else changes at the same time. */
    private static final int ATTEMPTS = 5;

    private static final String SUSPENDED =
            "Those who run this installation have suspended your organisation: its mail goes"
                    + " back as it came. Your connectors and rule work on; only they can lift it.";

    private final TenantId tenantId;
    private final ExchangeAdmin exchange;
    private final Stamp stamp;
    private final Routes routes;
    private final Duration earlierCodes;
    private final TenantStore tenants;
    private final OnboardingStore store;
    private final OwnedSession session;
    private final Pause pause;
    private final InstantSource clock;
    private RoutingCode freshCode = RoutingCode.random(RANDOM);
    private RoutingCode code = freshCode;
    private PlanOptions options = PlanOptions.usual();
    /** What Exchange has refused to this account; the rest counts as done. */
    private final Set<Step> leftOut = new HashSet<>();
    /** As it was found for the order that is carried out, or for the last one that asked. */
    private Optional<Route> route = Optional.empty();

    SignedInTenant(
            TenantId tenantId,
            ExchangeAdmin exchange,
            Stamp stamp,
            Routes routes,
            Duration earlierCodes,
            TenantStore tenants,
            OnboardingStore store,
            OwnedSession session,
            Pause pause,
            InstantSource clock) {
        this.tenantId = tenantId;
        this.exchange = exchange;
        this.stamp = stamp;
        this.routes = routes;
        this.earlierCodes = earlierCodes;
        this.tenants = tenants;
        this.store = store;
        this.session = session;
        this.pause = pause;
        this.clock = clock;
    }

    /** Reads the tenant and shows its plan. */
    void open() throws ExchangeException, InterruptedException, IOException {
        options = Connection.find(store, tenantId).map(Connection::options).orElse(options);
        show();
    }

    /** Does what the browser asks for. */
    void carryOut(Order order) throws ExchangeException, InterruptedException, IOException {
        switch (order) {
            case Order.ShowPlan plan -> {
                options = plan.options();
                show();
            }
            case Order.CheckAgain check -> {
                route = Optional.empty();
                show();
            }
            case Order.CreateObjects create -> create(create.options().orElse(options));
            case Order.EnableRule enable -> enable();
            case Order.DisableRule disable -> disable();
            case Order.ChangeCode change -> changeCode();
            case Order.RemoveObjects remove -> remove();
            case Order.SignOut signOut -> {} // The worker ends the sign-in itself.
        }
    }

    private void create(PlanOptions chosen) throws ExchangeException, InterruptedException, IOException {
        route = Optional.empty();
        TenantState state = TenantReader.read(exchange, chosen.pilotGroup());
        List<Before> before = before(Connection.find(store, tenantId));
        options = Planner.asFound(state, stamp, chosen, before);
        refuseIf(
                Planner.refusal(state, stamp, options.prefix(), before).stream().toList());
        refuseIf(connect(state, before).obstacle().stream().toList());
        Tenant.State as = isEnabled(state, before) ? Tenant.State.CONNECTED : Tenant.State.PENDING;
        boolean known = mayChange();
        if (known) {
            keepTenant(state, as); // Before, so that no mail comes that nobody knows.
        }
        run(now -> connect(now, before), Step::isOptional);
        if (hasShownThatItMay()) {
            if (!known) {
                keepTenant(state, as);
            }
            endEarlierCodes();
            boolean wasEnabled =
                    Connection.find(store, tenantId).filter(Connection::enabled).isPresent();
            Connection.keep(store, tenantId, options, wasEnabled || isEnabled(state, before));
        }
        show();
    }

    /**
     * Gives the tenant another routing code. Its record knows both before Exchange is told the new one; the old one ends only
     * after Exchange has it, so that an order that stops half-way refuses no mail.
     */
    private void changeCode() throws ExchangeException, InterruptedException, IOException {
        boolean connected = Connection.find(store, tenantId).isPresent();
        if (connected && mayChange()) {
            freshCode = RoutingCode.random(RANDOM);
            code = freshCode;
            create(options);
            session.change(
                    now -> now.noting("The organisation has a new routing code. Mail with the old one, which is still"
                            + " on its way, is taken for " + earlierCodes.toHours() + " hours more."));
            return;
        }
        session.change(now -> now.noting(
                connected
                        ? "The routing code stays: it is not known whether your account may change Exchange."
                        : "There is no routing code to change: nothing has been created yet."));
        show();
    }

    private void endEarlierCodes() throws IOException {
        Instant now = clock.instant();
        change(known -> known.filter(tenant -> !tenant.earlierCodes().isEmpty())
                .map(tenant -> tenant.endingEarlierCodes(now, now.plus(earlierCodes))));
    }

    private void enable() throws ExchangeException, InterruptedException, IOException {
        TenantState read = TenantReader.read(exchange, options.pilotGroup());
        List<Before> before = before(Connection.find(store, tenantId));
        route = Optional.empty();
        refuseIf(waitsFor(read, before)); // Before anything is kept.
        boolean known = mayChange();
        if (known) {
            keepTenant(read, Tenant.State.CONNECTED);
        }
        run(state -> Planner.enable(state, stamp, code, options, before));
        if (hasShownThatItMay()) {
            if (!known) {
                keepTenant(TenantReader.read(exchange), Tenant.State.CONNECTED);
            }
            Connection.keep(store, tenantId, options, true);
        }
        show();
    }

    private void disable() throws ExchangeException, InterruptedException, IOException {
        List<Before> before = before(Connection.find(store, tenantId));
        run(state -> Planner.disable(state, stamp, options.prefix(), before));
        if (hasShownThatItMay()) {
            keepTenant(TenantReader.read(exchange), Tenant.State.PAUSED);
            Connection.keep(store, tenantId, options, false);
        }
        show();
    }

    /** Why the main rule may not be enabled now. */
    private List<String> waitsFor(TenantState state, List<Before> before) throws IOException {
        List<String> reasons = new ArrayList<>(Planner.waitsFor(state, stamp, code, options, before));
        // Mail is not sent on a way of which it is not known that it comes back.
        route(state).obstacle().ifPresent(reasons::add);
        return List.copyOf(reasons);
    }

    private static void refuseIf(List<String> reasons) throws ExchangeException {
        if (!reasons.isEmpty()) {
            throw new ExchangeException(ExchangeException.Kind.REFUSED, String.join(" ", reasons));
        }
    }

    private Route route(TenantState state) throws IOException {
        if (route.isEmpty()) {
            Optional<SmtpEndpoint> known = tenants.find(tenantId).map(Tenant::inbound);
            route = Optional.of(routes.ask(state.initialDomains(), known));
        }
        return route.get();
    }

    private void remove() throws ExchangeException, InterruptedException, IOException {
        Optional<Connection> connection = Connection.find(store, tenantId);
        List<Before> before = before(connection);
        String prefix = connection.map(Connection::options).orElse(options).prefix();
        refuseIf(Removal.waitsFor(TenantReader.read(exchange), stamp, prefix, before));
        run(state -> Removal.plan(state, stamp, prefix, before));
        if (!hasShownThatItMay()) {
            show();
            return;
        }
        change(known -> known.map(tenant -> tenant.with(Tenant.State.PAUSED)));
        Connection.forget(store, tenantId);
        session.change(ConnectSession::removed);
    }

    /** Whether Entra names the account as one that administers Exchange, or Exchange has taken a change from it. */
    private boolean mayChange() {
        return session.current()
                .flatMap(ConnectSession::account)
                .filter(SignedInAccount::mayChange)
                .isPresent();
    }

    /** As {@link #mayChange}, after a run; says on the page what is left out where nothing has shown it. */
    private boolean hasShownThatItMay() {
        boolean may = mayChange();
        if (!may) {
            session.change(now ->
                    now.noting("Nothing had to be changed, so it is not known whether your account may change Exchange."
                            + " What Afterword keeps of your organisation stays as it is."));
        }
        return may;
    }

    private void run(Function<TenantState, Plan> planner) throws ExchangeException, InterruptedException, IOException {
        run(planner, step -> false);
    }

    private void run(Function<TenantState, Plan> planner, Predicate<Step> mayBeLeftOut)
            throws ExchangeException, InterruptedException, IOException {
        PlanRunner runner = new PlanRunner(
                exchange,
                new SessionConsole(session),
                before -> Connection.remember(store, tenantId, options, before),
                pause);
        Plan left = runner.run(planner, mayBeLeftOut);
        leftOut.addAll(runner.leftOut());
        if (!left.isDone()) {
            throw new ExchangeException(
                    ExchangeException.Kind.TOO_EARLY,
                    "Exchange Online has taken everything, but after some minutes still shows other values: "
                            + left.cmdlets().getFirst());
        }
    }

    private Plan connect(TenantState state, List<Before> before) {
        return Planner.connect(state, stamp, code, options, before);
    }

    private static List<Before> before(Optional<Connection> connection) {
        return connection.map(Connection::before).orElse(List.of());
    }

    private void show() throws ExchangeException, InterruptedException, IOException {
        show(UnaryOperator.identity());
    }

    /**
     * Reads everything again and shows it, with what has drifted if the tenant was connected before.
     *
     * @param then changes the session in the same step
     */
    void show(UnaryOperator<ConnectSession> then) throws ExchangeException, InterruptedException, IOException {
        TenantState state = TenantReader.read(exchange, options.pilotGroup());
        Set<String> newDomains = keepDomains(state);
        Route found = route(state);
        keepRoute(found);
        Optional<Connection> connection = Connection.find(store, tenantId);
        List<Before> before = before(connection);
        code = ourCode(state, before).orElse(freshCode);
        options = Planner.asFound(state, stamp, options, before);
        Plan plan = connect(state, before);
        boolean complete = connection.filter(Connection::complete).isPresent();
        List<String> drift = complete
                ? Drift.of(
                        state, plan, options.prefix(), connection.orElseThrow().enabled(), before)
                : List.of();
        boolean enabled = isEnabled(state, before);
        List<String> waitsFor = waitsFor(state, before);
        boolean disableFirst = Planner.disableFirst(state, stamp, options.prefix(), before);
        List<String> notices = notices(newDomains);
        session.change(now -> then.apply(now.showing(
                new ShownTenant(
                        state.organization(),
                        state.domains(),
                        state.initialDomains().stream().findFirst().orElse(""),
                        options,
                        ShownStep.of(plan, found),
                        drift,
                        notices,
                        plan.without(leftOut).isDone(),
                        enabled,
                        connection.isPresent(),
                        complete,
                        waitsFor,
                        disableFirst,
                        SessionSecret.seal(now.publicKey(), code.value())),
                clock.instant())));
    }

    /**
     * The code that the tenant's own objects hold, if it is the one that we know by its hash; else one that we know as an
     * earlier one, as after an order that Exchange did not carry out.
     */
    private Optional<RoutingCode> ourCode(TenantState state, List<Before> before) throws IOException {
        Optional<Tenant> tenant = tenants.find(tenantId);
        if (tenant.isEmpty()) {
            return Optional.empty();
        }
        List<RoutingCode> held = Stream.concat(ours(state, before).codes().stream(), Stream.of(freshCode))
                .toList();
        return held.stream()
                .filter(one -> one.hash().equals(tenant.get().routingCodeHash()))
                .findFirst()
                .or(() -> held.stream()
                        .filter(one -> tenant.get().isKnownBy(one, clock.instant()))
                        .findFirst());
    }

    private boolean isEnabled(TenantState state, List<Before> before) {
        return ours(state, before).mainRules().stream().anyMatch(ExistingObject::isEnabled);
    }

    private OurObjects ours(TenantState state, List<Before> before) {
        return OurObjects.of(state, stamp, options.prefix(), before);
    }

    private void keepTenant(TenantState state, Tenant.State as) throws IOException {
        Route found = route(state);
        change(known -> {
            Tenant kept = new Tenant(
                    tenantId,
                    state.organization(),
                    as,
                    new HashSet<>(state.domains()),
                    code.hash(),
                    found.or(known.map(Tenant::inbound)));
            return Optional.of(known.map(kept::inPlaceOf).orElse(kept));
        });
    }

    /** Takes over what is proven, where the record says otherwise; whoever is signed in, it is the DNS that has told it. */
    private void keepRoute(Route found) throws IOException {
        if (found instanceof Route.Proven(SmtpEndpoint server)) {
            change(known ->
                    known.filter(tenant -> !tenant.inbound().equals(server)).map(tenant -> tenant.withInbound(server)));
        }
    }

    /**
     * Keeps the accepted domains that Exchange has told, as far as there is a record. They count whoever is signed in; only
     * that one is gone is believed of nobody but who may change Exchange.
     *
     * @return those that the record did not have
     */
    private Set<String> keepDomains(TenantState state) throws IOException {
        Set<String> added = new TreeSet<>();
        change(known -> known.flatMap(tenant -> {
            Set<String> domains = new HashSet<>(state.domains());
            if (domains.isEmpty() || !mayChange()) {
                domains.addAll(tenant.domains());
            }
            added.clear();
            added.addAll(domains);
            added.removeAll(tenant.domains());
            return domains.equals(tenant.domains()) ? Optional.empty() : Optional.of(tenant.withDomains(domains));
        }));
        return added;
    }

    /**
     * Changes the tenant's record, in the version that is there. Whoever is signed in here cannot lift a suspension: a
     * record that is suspended stays so, whatever else changes.
     *
     * @param change what the record becomes; empty where there is none to be
     */
    private void change(UnaryOperator<Optional<Tenant>> change) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Optional<Versioned<Tenant>> known = tenants.read(tenantId);
            Optional<Tenant> changed = change.apply(known.map(Versioned::value));
            if (changed.isEmpty()) {
                return;
            }
            boolean suspended =
                    known.filter(tenant -> tenant.value().suspended()).isPresent();
            Precondition asRead = Precondition.unchangedSince(known);
            try {
                tenants.put(suspended ? changed.get().with(Tenant.State.SUSPENDED) : changed.get(), asRead);
                return;
            } catch (PreconditionFailedException changedMeanwhile) {
                if (attempt == ATTEMPTS) {
                    throw changedMeanwhile;
                }
            }
        }
    }

    /** What the page says beside what Exchange holds. */
    private List<String> notices(Set<String> newDomains) throws IOException {
        List<String> notices = new ArrayList<>();
        if (tenants.read(tenantId).filter(tenant -> tenant.value().suspended()).isPresent()) {
            notices.add(SUSPENDED);
        }
        if (!newDomains.isEmpty()) {
            notices.add("Your organisation has accepted domains that Afterword did not know: "
                    + String.join(", ", newDomains) + ". From now on they count as yours.");
        }
        return notices;
    }

    /** Writes what a run tells into the session. */
    private record SessionConsole(OwnedSession session) implements PlanRunner.Console {
        @Override
        public void called(String cmdlet) {
            session.change(now -> now.calling(cmdlet));
        }

        @Override
        public void done(Duration time) {
            session.change(now -> now.called(time));
        }

        @Override
        public void note(String text) {
            session.change(now -> now.noting(text));
        }
    }
}
