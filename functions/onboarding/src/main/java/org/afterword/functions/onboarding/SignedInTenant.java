package org.afterword.functions.onboarding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.afterword.functions.onboarding.exchange.ExchangeAdmin;
import org.afterword.functions.onboarding.exchange.ExchangeException;
import org.afterword.functions.onboarding.exchange.InvokeCommandClient.Pause;
import org.afterword.functions.onboarding.plan.Drift;
import org.afterword.functions.onboarding.plan.Names;
import org.afterword.functions.onboarding.plan.ObjectKind;
import org.afterword.functions.onboarding.plan.Plan;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.plan.Planner;
import org.afterword.functions.onboarding.plan.Removal;
import org.afterword.functions.onboarding.plan.Stamp;
import org.afterword.functions.onboarding.plan.TenantReader;
import org.afterword.functions.onboarding.plan.TenantState;
import org.afterword.functions.onboarding.plan.WantedObjects;
import org.afterword.storage.onboarding.OnboardingStore;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.tenant.TenantStore;

/** What can be done to a tenant while an administrator is signed in. For one thread. */
final class SignedInTenant {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TenantId tenantId;
    private final ExchangeAdmin exchange;
    private final Stamp stamp;
    private final ConnectSettings settings;
    private final TenantStore tenants;
    private final OnboardingStore store;
    private final Consumer<Consumer<ObjectNode>> session;
    private final Pause pause;
    private final RoutingCode freshCode = RoutingCode.random(RANDOM);
    private RoutingCode code = freshCode;
    private PlanOptions options = PlanOptions.usual();

    SignedInTenant(
            TenantId tenantId,
            ExchangeAdmin exchange,
            Stamp stamp,
            ConnectSettings settings,
            TenantStore tenants,
            OnboardingStore store,
            Consumer<Consumer<ObjectNode>> session,
            Pause pause) {
        this.tenantId = tenantId;
        this.exchange = exchange;
        this.stamp = stamp;
        this.settings = settings;
        this.tenants = tenants;
        this.store = store;
        this.session = session;
        this.pause = pause;
    }

    /** Reads the tenant and shows its plan. */
    void open() throws ExchangeException, InterruptedException, IOException {
        options = Connection.find(store, tenantId).map(Connection::options).orElse(options);
        show();
    }

    /** Does what the page asks for. */
    void carryOut(String order, JsonNode choices) throws ExchangeException, InterruptedException, IOException {
        switch (order) {
            case "plan" -> {
                options = Choices.read(choices);
                show();
            }
            case "check" -> show();
            case "create" -> create(choices.isEmpty() ? options : Choices.read(choices));
            case "enable" -> enable(true);
            case "disable" -> enable(false);
            case "remove" -> remove();
            default -> throw new IllegalArgumentException("no such order");
        }
    }

    private void create(PlanOptions chosen) throws ExchangeException, InterruptedException, IOException {
        options = chosen;
        TenantState state = TenantReader.read(exchange);
        Tenant.State as = isEnabled(state) ? Tenant.State.CONNECTED : Tenant.State.PENDING;
        boolean known = mayChange();
        if (known) {
            keepTenant(state, as); // Before, so that no mail comes that nobody knows.
        }
        run(now -> connect(now));
        if (hasShownThatItMay()) {
            if (!known) {
                keepTenant(state, as);
            }
            boolean wasEnabled =
                    Connection.find(store, tenantId).filter(Connection::enabled).isPresent();
            Connection.keep(store, tenantId, options, wasEnabled || isEnabled(state));
        }
        show();
    }

    private void enable(boolean on) throws ExchangeException, InterruptedException, IOException {
        boolean before = on && mayChange();
        if (before) {
            keepTenant(TenantReader.read(exchange), Tenant.State.CONNECTED);
        }
        run(state -> Planner.enable(state, options.prefix(), on));
        if (hasShownThatItMay()) {
            if (!before) {
                keepTenant(TenantReader.read(exchange), on ? Tenant.State.CONNECTED : Tenant.State.PAUSED);
            }
            Connection.keep(store, tenantId, options, on);
        }
        show();
    }

    private void remove() throws ExchangeException, InterruptedException, IOException {
        Optional<Connection> connection = Connection.find(store, tenantId);
        run(state -> Removal.plan(
                state, options.prefix(), connection.map(Connection::before).orElse(List.of())));
        if (!hasShownThatItMay()) {
            show();
            return;
        }
        Optional<Tenant> tenant = tenants.find(tenantId);
        if (tenant.isPresent()) {
            tenants.put(with(tenant.get(), Tenant.State.PAUSED));
        }
        Connection.forget(store, tenantId);
        session.accept(now -> {
            now.put("stage", Stage.REMOVED.name()).put("enabled", false).put("created", false);
            now.putArray("drift");
            now.remove("testSince");
        });
    }

    /** Whether Entra names the account as one that administers Exchange, or Exchange has taken a change from it. */
    private boolean mayChange() {
        AtomicBoolean may = new AtomicBoolean();
        session.accept(now -> may.set(now.path(Sessions.MAY_CHANGE).asBoolean()));
        return may.get();
    }

    /** As {@link #mayChange}, after a run; says on the page what is left out where nothing has shown it. */
    private boolean hasShownThatItMay() {
        boolean may = mayChange();
        if (!may) {
            new SessionConsole(session)
                    .note("Nothing had to be changed, so it is not known whether your account may change Exchange."
                            + " What Afterword keeps of your organisation stays as it is.");
        }
        return may;
    }

    private void run(Function<TenantState, Plan> planner) throws ExchangeException, InterruptedException, IOException {
        PlanRunner runner = new PlanRunner(
                exchange,
                new SessionConsole(session),
                before -> Connection.remember(store, tenantId, options, before),
                pause);
        Plan left = runner.run(planner);
        if (!left.isDone()) {
            throw new ExchangeException(
                    ExchangeException.Kind.REFUSED,
                    "Exchange Online has taken everything but still shows other values: "
                            + left.cmdlets().getFirst());
        }
    }

    private Plan connect(TenantState state) {
        return Planner.connect(state, WantedObjects.of(stamp, code, options), stamp);
    }

    private void show() throws ExchangeException, InterruptedException, IOException {
        show(now -> {});
    }

    /**
     * Reads everything again and shows it, with what has drifted if the tenant was connected before.
     *
     * @param then changes the session in the same step
     */
    void show(Consumer<ObjectNode> then) throws ExchangeException, InterruptedException, IOException {
        TenantState state = TenantReader.read(exchange);
        code = ourCode(state).orElse(freshCode);
        Plan plan = connect(state);
        Optional<Connection> connection = Connection.find(store, tenantId);
        boolean complete = connection.filter(Connection::complete).isPresent();
        List<String> drift = complete
                ? Drift.of(
                        state, plan, options.prefix(), connection.orElseThrow().enabled())
                : List.of();
        boolean enabled = isEnabled(state);
        session.accept(now -> {
            now.put("stage", (plan.isDone() ? Stage.CREATED : Stage.PLANNED).name());
            now.put("organization", state.organization());
            ArrayNode domains = now.putArray("domains");
            state.domains().forEach(domains::add);
            now.set("choices", Choices.json(options));
            now.set("plan", PlanView.of(plan));
            ArrayNode sentences = now.putArray("drift");
            drift.forEach(sentences::add);
            now.put("created", plan.isDone()).put("enabled", enabled);
            now.put("begun", connection.isPresent()).put("known", complete);
            now.put("routingCode", SessionSecret.seal(now.path("publicKey").asText(), code.value()));
            now.put(Sessions.LET_IN, Instant.now().toString());
            now.remove("problem");
            now.remove("advice");
            then.accept(now);
        });
    }

    /** The code that the tenant's own objects hold, if it is the one that we know by its hash. */
    private Optional<RoutingCode> ourCode(TenantState state) throws IOException {
        Optional<Tenant> tenant = tenants.find(tenantId);
        if (tenant.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> header = state.find(ObjectKind.TRANSPORT_RULE, Names.identify(options.prefix()))
                .map(rule -> rule.properties().path("SetHeaderValue").asText());
        Optional<String> smartHost = state.find(ObjectKind.OUTBOUND_CONNECTOR, Names.outbound(options.prefix()))
                .map(connector -> connector
                        .properties()
                        .path("SmartHosts")
                        .path(0)
                        .asText()
                        .split("\\.")[0]);
        for (Optional<String> candidate : List.of(header, smartHost, Optional.of(freshCode.value()))) {
            Optional<RoutingCode> found = candidate
                    .flatMap(RoutingCode::parse)
                    .filter(one -> one.hash().equals(tenant.get().routingCodeHash()));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private boolean isEnabled(TenantState state) {
        return state.find(ObjectKind.TRANSPORT_RULE, Names.identify(options.prefix()))
                .filter(rule -> rule.isEnabled())
                .isPresent();
    }

    private void keepTenant(TenantState state, Tenant.State as) throws IOException {
        String home = state.initialDomain().isEmpty() ? state.domains().getFirst() : state.initialDomain();
        tenants.put(new Tenant(
                tenantId,
                state.organization(),
                as,
                new HashSet<>(state.domains()),
                code.hash(),
                settings.endpoint(home)));
    }

    private static Tenant with(Tenant tenant, Tenant.State state) {
        return new Tenant(
                tenant.id(), tenant.name(), state, tenant.domains(), tenant.routingCodeHash(), tenant.inbound());
    }

    /** Writes what a run tells into the session. */
    private record SessionConsole(Consumer<Consumer<ObjectNode>> session) implements PlanRunner.Console {
        @Override
        public void called(String cmdlet) {
            line(cmdlet, "running");
        }

        @Override
        public void done(Duration time) {
            session.accept(now -> {
                now.put(Sessions.MAY_CHANGE, true);
                OwnedSession.running(now)
                        .ifPresent(line -> line.put("state", "done").put("milliseconds", time.toMillis()));
            });
        }

        @Override
        public void note(String text) {
            line(text, "note");
        }

        private void line(String text, String state) {
            session.accept(now ->
                    now.withArray("console").addObject().put("text", text).put("state", state));
        }
    }
}
