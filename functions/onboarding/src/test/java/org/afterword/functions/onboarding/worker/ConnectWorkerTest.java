package org.afterword.functions.onboarding.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.ExchangeAnswer;
import org.afterword.functions.onboarding.exchange.ExchangeException;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.route.MxRoutes;
import org.afterword.functions.onboarding.route.Route;
import org.afterword.functions.onboarding.session.ConnectJob;
import org.afterword.functions.onboarding.session.ConnectSession;
import org.afterword.functions.onboarding.session.ConsoleLine;
import org.afterword.functions.onboarding.session.Order;
import org.afterword.functions.onboarding.session.OwnedSession;
import org.afterword.functions.onboarding.session.SessionSecret;
import org.afterword.functions.onboarding.session.Sessions;
import org.afterword.functions.onboarding.session.ShownStep;
import org.afterword.functions.onboarding.session.ShownTenant;
import org.afterword.functions.onboarding.session.Stage;
import org.afterword.functions.onboarding.signin.Customer;
import org.afterword.functions.onboarding.signin.SignIn;
import org.afterword.process.settings.SettingsReader;
import org.afterword.simulator.admin.TenantObjects;
import org.afterword.storage.fake.InMemoryOnboardingStore;
import org.afterword.storage.fake.InMemoryTenantStore;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ConnectWorkerTest {
    private static final String CODE = "ABCD23456";
    private static final Order CREATE = new Order.CreateObjects(Optional.empty());
    private static final Order ENABLE = new Order.EnableRule();
    private static final Order DISABLE = new Order.DisableRule();
    private static final Order CHECK = new Order.CheckAgain();
    private static final Order CHANGE_CODE = new Order.ChangeCode();
    private static final Order REMOVE = new Order.RemoveObjects();

    private static final String PLACE = "contoso-onmicrosoft-com.mail.protection.outlook.com";

    private static final String COMES_BACK =
            "Mail comes back to " + PLACE + ": it answers and its certificate is right.";

    private final InMemoryOnboardingStore store = new InMemoryOnboardingStore();
    private final InMemoryTenantStore tenants = new InMemoryTenantStore();
    private final Sessions sessions = new Sessions(store);
    private final SessionSecret secret = SessionSecret.create();
    private final Deque<Order> orders = new ArrayDeque<>();
    private final Map<String, List<String>> mx = new HashMap<>(Map.of("contoso.onmicrosoft.com", List.of(PLACE)));
    private final Map<String, String> obstacles = new HashMap<>();
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    /** What Exchange answers to a cmdlet line, in place of the simulator. */
    private final Map<String, ObjectNode> answers = new HashMap<>();

    private SimulatedTenant tenant;

    @BeforeEach
    void start() throws Exception {
        tenant = new SimulatedTenant(new TenantObjects("Contoso", "contoso.com", "contoso.onmicrosoft.com"));
    }

    @AfterEach
    void stop() {
        tenant.close();
    }

    private Optional<Customer> named = Optional.empty();

    /** A worker that, whenever it would wait for an order, is given the next one; then nothing until it gives up. */
    private ConnectWorker worker() {
        return worker(false);
    }

    /** @param administers whether Entra names the account as one that administers Exchange */
    private ConnectWorker worker(boolean administers) {
        SignIn signIn = (customer, shown, wanted) -> {
            named = customer;
            shown.accept(new SignIn.Code(CODE, "https://login.example", Duration.ofMinutes(15)));
            return new SignIn.SignedIn("admin@contoso.com", new TenantId(tenant.id), "token", administers);
        };
        ConnectSettings settings =
                ConnectSettings.from(new SettingsReader(Map.of("AFTERWORD_STAMP_DOMAIN", "eu.afterword.example")));
        return new ConnectWorker(
                store,
                tenants,
                settings.stamp(),
                new MxRoutes(
                        domain -> Optional.ofNullable(mx.get(domain))
                                .orElseThrow(() -> new IOException("the DNS does not answer")),
                        settings.endpointDomains(),
                        MxRoutes.SMTP,
                        server -> Optional.ofNullable(obstacles.get(server.host()))),
                settings.earlierCodes(),
                signIn,
                (who, pause) -> this::answer,
                time -> next(),
                () -> now);
    }

    private ExchangeAnswer answer(Cmdlet cmdlet) throws ExchangeException, InterruptedException {
        ObjectNode answer = answers.get(cmdlet.toString());
        return answer == null ? tenant.exchange.call(cmdlet) : new ExchangeAnswer(List.of(answer), List.of());
    }

    private void next() {
        now = now.plusSeconds(orders.isEmpty() ? 60 : 1);
        if (!orders.isEmpty()) {
            Order order = orders.removeFirst();
            change(session -> session.order(order));
        }
    }

    private ConnectSession change(UnaryOperator<ConnectSession> change) {
        try {
            return sessions.update(secret.id(), change).orElseThrow();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private String job() throws IOException {
        sessions.signIn(secret, now);
        return store.jobs().getLast();
    }

    private ConnectSession session() {
        return change(UnaryOperator.identity());
    }

    private ShownTenant shown() {
        return session().tenant().orElseThrow();
    }

    @Test
    void whoHasNotShownThatTheyMayChangeNothingThatWeKeep() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE));
        worker().run(job());
        Tenant connected = tenants.find(new TenantId(tenant.id)).orElseThrow();
        Tenant paused = new Tenant(
                connected.id(),
                connected.name(),
                Tenant.State.PAUSED,
                connected.domains(),
                connected.routingCodeHash(),
                connected.inbound());
        tenants.put(paused);
        String objects = tenant.objects.json();

        // All is there already, so Exchange is asked for no change that it could refuse.
        orders.addAll(List.of(CREATE, ENABLE));
        worker().run(job());

        assertThat(tenants.find(new TenantId(tenant.id))).contains(paused);
        assertThat(tenant.objects.json()).isEqualTo(objects);
        assertThat(session().console()).anyMatch(line -> line.text().contains("not known whether your account may"));
    }

    @Test
    void connectsAndRemovesAndKeepsTheTenantsRecord() throws Exception {
        String before = tenant.objects.json();
        orders.addAll(List.of(CREATE, ENABLE));
        worker().run(job());

        assertThat(shown().enabled()).isTrue();
        Tenant known = tenants.find(new TenantId(tenant.id)).orElseThrow();
        assertThat(known.state()).isEqualTo(Tenant.State.CONNECTED);
        assertThat(known.domains()).containsExactlyInAnyOrder("contoso.com", "contoso.onmicrosoft.com");
        assertThat(known.inbound().toString()).isEqualTo("contoso-onmicrosoft-com.mail.protection.outlook.com:25");

        orders.add(REMOVE);
        worker().run(job());
        assertThat(tenant.objects.json()).isEqualTo(before);
        assertThat(tenants.find(new TenantId(tenant.id)).orElseThrow().state()).isEqualTo(Tenant.State.PAUSED);
    }

    /** A role group of one's own may lack the cmdlet for rich text, which is optional. */
    @Test
    void isConnectedWithoutWhatIsOptionalAndForbidden() throws Exception {
        tenant.admin.switches().forbid("Set-RemoteDomain");
        orders.addAll(List.of(CREATE, ENABLE));

        worker().run(job());

        assertThat(shown().created()).isTrue();
        assertThat(shown().enabled()).isTrue();
        assertThat(session().console()).noneMatch(line -> line.state() == ConsoleLine.State.RUNNING);
        assertThat(tenants.find(new TenantId(tenant.id)).orElseThrow().state()).isEqualTo(Tenant.State.CONNECTED);
    }

    @Test
    void signsInToTheOrganisationThatWasNamedAndStopsInAnother() throws Exception {
        sessions.signIn(secret, now, Optional.of(new Customer("contoso.onmicrosoft.com")));
        orders.add(CREATE);
        worker().run(store.jobs().getLast());
        assertThat(named).contains(new Customer("contoso.onmicrosoft.com"));
        assertThat(shown().created()).isTrue();
        String objects = tenant.objects.json();

        sessions.signIn(secret, now, Optional.of(new Customer("fabrikam.com")));
        orders.add(REMOVE);
        worker().run(store.jobs().getLast());

        assertThat(session().stage()).isEqualTo(Stage.ENDED);
        assertThat(session().tenant()).isEmpty();
        assertThat(session().problem().orElseThrow().text()).contains("does not have the domain fabrikam.com");
        assertThat(tenant.objects.json()).isEqualTo(objects);
    }

    @Test
    void nothingThatAnAdministratorDoesLiftsASuspension() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE));
        worker().run(job());
        TenantId id = new TenantId(tenant.id);
        tenants.put(tenants.find(id).orElseThrow().with(Tenant.State.SUSPENDED));

        for (Order order : List.of(CREATE, DISABLE, ENABLE, REMOVE, CREATE, ENABLE)) {
            orders.add(order);
            worker(true).run(job());
            assertThat(tenants.find(id).orElseThrow().state()).as(order.word()).isEqualTo(Tenant.State.SUSPENDED);
        }
        assertThat(shown().enabled()).isTrue();
        assertThat(shown().notices()).singleElement().asString().contains("have suspended your organisation");
        Tenant lifted = tenants.find(id).orElseThrow().with(Tenant.State.CONNECTED);
        tenants.put(lifted);
        orders.add(CHECK);
        worker(true).run(job());
        assertThat(shown().notices()).isEmpty();
        assertThat(tenants.find(id)).contains(lifted);
    }

    @Test
    void aSuspensionThatComesBetweenReadingAndWritingIsKept() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE));
        worker().run(job());
        TenantId id = new TenantId(tenant.id);
        tenants.beforeNextPut(() -> tenants.put(tenants.find(id).orElseThrow().with(Tenant.State.SUSPENDED)));
        orders.add(ENABLE);
        worker(true).run(job());

        assertThat(tenants.find(id).orElseThrow().state()).isEqualTo(Tenant.State.SUSPENDED);
        assertThat(shown().notices())
                .as("the order was carried out all the same")
                .isNotEmpty();
    }

    @Test
    void findsItsOwnRoutingCodeAgainAndChangesNothing() throws Exception {
        orders.add(CREATE);
        worker().run(job());
        String first = tenant.objects.json();
        orders.add(CREATE);
        worker().run(job());

        assertThat(tenant.objects.json()).isEqualTo(first);
        assertThat(shown().drift()).isEmpty();
    }

    @Test
    void keepsTheOldCodeForADayWhenItIsChanged() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE, CHANGE_CODE));
        worker(true).run(job());
        Tenant changed = record();
        RoutingCode now = heldCode();

        assertThat(changed.state()).isEqualTo(Tenant.State.CONNECTED);
        assertThat(changed.routingCodeHash()).isEqualTo(now.hash());
        assertThat(changed.earlierCodes()).singleElement().satisfies(earlier -> {
            assertThat(earlier.hash()).isNotEqualTo(now.hash());
            Instant until = earlier.until().orElseThrow();
            assertThat(until).isBetween(this.now.plus(Duration.ofHours(23)), this.now.plus(Duration.ofHours(24)));
        });
        assertThat(shown().enabled()).isTrue();
        assertThat(shown().drift()).isEmpty();
        assertThat(String.join("\n", store.written()))
                .contains("is taken for 24 hours more")
                .doesNotContain(now.value());
    }

    @Test
    void anOldCodeCountsOnWhereExchangeDidNotTakeTheNewOne() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE));
        worker(true).run(job());
        RoutingCode old = heldCode();
        String connected = tenant.objects.json();
        tenant.admin.switches().refuse("Set-OutboundConnector", "Not now.", 1);
        orders.add(CHANGE_CODE);
        worker(true).run(job());

        assertThat(heldCode()).isEqualTo(old);
        Instant inAMonth = now.plus(Duration.ofDays(30));
        assertThat(record().isKnownBy(old, inAMonth)).isTrue();

        // The next sign-in finds the old code in force, and no plan to change it.
        orders.add(CREATE);
        worker(true).run(job());
        assertThat(tenant.objects.json()).isEqualTo(connected);
        assertThat(record().routingCodeHash()).isEqualTo(old.hash());
        assertThat(record().isKnownBy(old, inAMonth)).isTrue();
    }

    @Test
    void theCodeOfATenantThatIsConnectedAgainCountsForADay() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE));
        worker(true).run(job());
        RoutingCode old = heldCode();
        orders.addAll(List.of(REMOVE));
        worker(true).run(job());
        orders.addAll(List.of(CREATE, ENABLE));
        worker(true).run(job());

        assertThat(record().isKnownBy(heldCode(), now)).isTrue();
        assertThat(record().isKnownBy(old, now.plus(Duration.ofHours(22)))).isTrue();
        assertThat(record().isKnownBy(old, now.plus(Duration.ofHours(25)))).isFalse();
    }

    @Test
    void changesNoCodeForWhoHasNotShownThatTheyMayNorWhereThereIsNone() throws Exception {
        orders.add(CHANGE_CODE);
        worker(true).run(job());
        assertThat(tenants.find(new TenantId(tenant.id))).isEmpty();
        assertThat(session().console()).anyMatch(line -> line.text().contains("no routing code to change"));

        orders.addAll(List.of(CREATE, ENABLE));
        worker().run(job());
        Tenant connected = record();
        orders.add(CHANGE_CODE);
        worker().run(job());
        assertThat(record()).isEqualTo(connected);
        assertThat(session().console()).anyMatch(line -> line.text().contains("The routing code stays"));
    }

    @Test
    void everyReadingKeepsTheAcceptedDomains() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE));
        worker().run(job());
        Tenant connected = record();
        tenant.objects.accept("New.example");

        worker().run(job());
        assertThat(record().domains())
                .containsExactlyInAnyOrder("contoso.com", "contoso.onmicrosoft.com", "new.example");
        assertThat(shown().notices()).singleElement().asString().contains("new.example");
        assertThat(record()).isEqualTo(connected.withDomains(record().domains()));

        orders.add(CHECK);
        worker().run(job());
        assertThat(shown().notices()).isEmpty();
    }

    @Test
    void believesOnlyWhoMayChangeExchangeThatADomainIsGone() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE));
        worker().run(job());
        Tenant connected = record();
        tenants.put(connected.withDomains(java.util.Set.of("contoso.com", "gone.example")));

        worker().run(job());
        assertThat(record().domains()).contains("gone.example", "contoso.onmicrosoft.com");
        worker(true).run(job());
        assertThat(record()).isEqualTo(connected);
    }

    private void forTenant(TenantObjects objects) throws IOException {
        tenant.close();
        tenant = new SimulatedTenant(objects);
    }

    /** What stands in the way of mail's return is a reason to create everything, and to enable nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            | | the DNS does not answer | not-known.invalid
            no record | | no MX record of contoso.onmicrosoft.com | not-known.invalid
            mx.gateway.example | | names mx.gateway.example | not-known.invalid
            contoso-onmicrosoft-com.r-v1.mx.microsoft | it is not there | it is not there | contoso-onmicrosoft-com.r-v1.mx.microsoft
            """)
    void enablesNothingAsLongAsMailDoesNotComeBack(
            @Nullable String host, @Nullable String obstacle, String said, String kept) throws Exception {
        mx.clear();
        if (host != null) {
            mx.put("contoso.onmicrosoft.com", host.equals("no record") ? List.of() : List.of(host));
            obstacles.put(host, obstacle == null ? "unasked" : obstacle);
        }
        orders.add(CREATE);
        worker().run(job());
        assertThat(shown().created()).isTrue();
        assertThat(shown().waitsFor()).singleElement().asString().contains(said);
        assertThat(shown().plan().getLast().action()).isEqualTo(ShownStep.Action.WARN);
        assertThat(record().inbound().host()).isEqualTo(kept);

        orders.add(ENABLE);
        worker(true).run(job());
        assertThat(shown().enabled()).isFalse();
        assertThat(record().state()).isEqualTo(Tenant.State.PENDING);
        assertThat(String.join("\n", store.written())).contains("");

        mx.put("contoso.onmicrosoft.com", List.of(PLACE));
        orders.addAll(List.of(ENABLE, CHECK));
        worker(true).run(job());
        assertThat(shown().enabled()).isTrue();
        assertThat(shown().waitsFor()).isEmpty();
        assertThat(shown().plan().getLast().why()).isEqualTo(COMES_BACK);
        assertThat(record().inbound()).isEqualTo(new SmtpEndpoint(PLACE, 25));
    }

    @Test
    void disablesWhereverMailComesBack() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE));
        worker(true).run(job());
        mx.clear();
        orders.add(DISABLE);
        worker(true).run(job());
        assertThat(shown().enabled()).isFalse();
        assertThat(record().state()).isEqualTo(Tenant.State.PAUSED);
    }

    /** A gateway of somebody else's may take the mail of any other domain, and the DNS is asked for none of them. */
    @Test
    void neverAsksForADomainThatMicrosoftHasNotGiven() throws Exception {
        forTenant(new TenantObjects("Contoso", "contoso.com", "shop.contoso.com"));
        mx.put("contoso.com", List.of(PLACE));
        mx.put("shop.contoso.com", List.of(PLACE));
        orders.addAll(List.of(CREATE, ENABLE));
        worker(true).run(job());
        assertThat(shown().enabled()).isFalse();
        assertThat(shown().waitsFor()).singleElement().asString().contains("contoso.onmicrosoft.com");
        assertThat(record().inbound()).isEqualTo(Route.NOWHERE);
    }

    @ParameterizedTest
    @CsvSource({
        "contoso.onmicrosoft.com, neu.onmicrosoft.com",
        "neu.onmicrosoft.com, contoso.onmicrosoft.com",
        "contoso.onmicrosoft.us, contoso.com",
        "contoso.partner.onmschina.cn, contoso.com",
    })
    void asksForWhatMicrosoftHasGivenInAnyOrderAndCloud(String first, String second) throws Exception {
        String place = "contoso.mail.protection.office365.us";
        forTenant(new TenantObjects("Contoso", first, second));
        mx.put(first, first.startsWith("neu") ? List.of() : List.of(place));
        mx.put(second, second.startsWith("contoso.onm") ? List.of(place) : List.of());
        orders.addAll(List.of(CREATE, ENABLE));
        worker(true).run(job());
        assertThat(shown().enabled()).isTrue();
        assertThat(record().inbound()).isEqualTo(new SmtpEndpoint(place, 25));
    }

    @Test
    void checkingAgainTakesOverWhatIsProvenAndNothingElse() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE));
        worker(true).run(job());
        SmtpEndpoint guess = new SmtpEndpoint("contoso-com.mail.protection.outlook.com", 25);
        tenants.put(record().withInbound(guess));
        obstacles.put(PLACE, "its certificate is another's");
        orders.add(CHECK);
        worker().run(job());
        assertThat(record().inbound()).isEqualTo(guess);
        assertThat(shown().plan().getLast().why()).contains("its certificate is another's");

        obstacles.clear();
        worker().run(job());
        assertThat(record().inbound()).isEqualTo(new SmtpEndpoint(PLACE, 25));
    }

    private Tenant record() throws IOException {
        return tenants.find(new TenantId(tenant.id)).orElseThrow();
    }

    /** The code that the tenant's objects hold. */
    private RoutingCode heldCode() {
        Matcher smartHost = Pattern.compile("\"([0-9a-z]{12})\\.smtp\\.").matcher(tenant.objects.json());
        assertThat(smartHost.find()).isTrue();
        return new RoutingCode(smartHost.group(1));
    }

    @Test
    void writesNoSecretInClear() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE, DISABLE, CHECK, REMOVE));
        worker().run(job());

        SessionSecret after = sessions.enter(secret).orElseThrow().secret();
        String routingCode = after.open(shown().routingCode()).orElseThrow();
        assertThat(routingCode).hasSize(12);
        assertThat(tenant.changes()).contains("New-TransportRule", "Remove-TransportRule");
        assertThat(String.join("\n", store.written()))
                .contains("New-TransportRule")
                .doesNotContain(routingCode)
                .doesNotContain(CODE)
                .doesNotContain("\"token\"");
    }

    @Test
    void onlyTheHolderOfTheCookieCanOpenTheCode() {
        String sealed = SessionSecret.seal(secret.publicKey(), CODE);

        assertThat(secret.open(sealed)).contains(CODE);
        assertThat(SessionSecret.parse(secret.cookie()).orElseThrow().open(sealed))
                .contains(CODE);
        assertThat(SessionSecret.create().open(sealed)).isEmpty();
        assertThat(SessionSecret.seal(secret.publicKey(), CODE)).isNotEqualTo(sealed);
    }

    @Test
    void aSecondDeliveryOfTheSameJobEndsAtOnce() throws Exception {
        String job = job();
        ConnectJob asked = ConnectJob.parse(job);
        try (OwnedSession another = new OwnedSession(sessions, () -> now, asked)) {
            assertThat(another.claim()).isTrue();
            String owner = session().owner();

            worker().run(job);

            assertThat(session().owner()).isEqualTo(owner);
        }
        assertThat(tenant.admin.calls()).isEmpty();
    }

    @Test
    void anOldJobDoesNotTouchANewSignIn() throws Exception {
        String old = job();
        job();

        worker().run(old);

        assertThat(session().owner()).isEmpty();
    }

    @Test
    void goesOnWhereAKilledWorkerStopped() throws Exception {
        String before = tenant.objects.json();
        tenant.admin.switches().refuse("New-TransportRule", "The machine went away.", 1);
        orders.add(CREATE);
        worker().run(job());
        assertThat(session().stage()).isEqualTo(Stage.ENDED);

        orders.addAll(List.of(CREATE, REMOVE));
        worker().run(job());

        assertThat(tenant.objects.json()).isEqualTo(before);
    }

    @Test
    void setsBackARemoteDomainOfTheOrganisationWhenRichTextInsideIsNotChosenAnyMore() throws Exception {
        tenant.objects.remoteDomain("Contoso", "contoso.com", false);
        orders.add(CREATE);
        worker().run(job());
        String without = tenant.objects.json();
        PlanOptions inside = PlanOptions.usual().withRichTextInside(true);
        orders.add(new Order.CreateObjects(Optional.of(inside)));
        worker().run(job());
        assertThat(tenant.objects.json()).isNotEqualTo(without);

        orders.add(new Order.CreateObjects(Optional.of(PlanOptions.usual())));
        worker().run(job());

        assertThat(tenant.objects.json()).isEqualTo(without);
        assertThat(shown().created()).isTrue();
        assertThat(shown().drift()).isEmpty();
    }

    @Test
    void enablingWaitsForTheChoiceWhereMailGoesThroughOwnServers() throws Exception {
        tenant.objects.centralizedMailTransport("To our servers", "mail.contoso.com");
        TenantId id = new TenantId(tenant.id);
        orders.addAll(List.of(CREATE, ENABLE));
        worker(true).run(job());

        assertThat(shown().enabled()).isFalse();
        assertThat(tenants.find(id).orElseThrow().state()).isEqualTo(Tenant.State.PENDING);

        PlanOptions sendOn = PlanOptions.usual().withOwnServers(PlanOptions.OwnServers.SEND_ON);
        orders.addAll(List.of(new Order.ShowPlan(sendOn), ENABLE));
        worker(true).run(job());
        assertThat(shown().enabled()).as("the rule is chosen and not there").isFalse();

        orders.addAll(List.of(new Order.CreateObjects(Optional.of(sendOn)), ENABLE));
        worker(true).run(job());
        assertThat(shown().enabled()).isTrue();
        assertThat(tenants.find(id).orElseThrow().state()).isEqualTo(Tenant.State.CONNECTED);

        worker(true).run(job());
        assertThat(shown().options()).as("the choice is kept").isEqualTo(sendOn);
        assertThat(shown().drift()).isEmpty();
    }

    @Test
    void aRoleWithoutJournalRulesIsNoReasonToStop() throws Exception {
        tenant.admin.switches().forbid("Get-JournalRule");
        orders.addAll(List.of(CREATE, ENABLE));
        worker().run(job());

        assertThat(shown().enabled()).isTrue();
        assertThat(shown().plan()).anyMatch(step -> step.warning().equals(Optional.of("JOURNALING")));
    }

    @Test
    void createsNothingWhereItsRulesWouldBeTooMany() throws Exception {
        for (int i = 0; i < 299; i++) {
            tenant.objects.rule("Rule " + i);
        }
        String before = tenant.objects.json();
        orders.add(CREATE);
        worker(true).run(job());

        assertThat(tenant.changes()).isEmpty();
        assertThat(tenant.objects.json()).isEqualTo(before);
        assertThat(tenants.find(new TenantId(tenant.id))).isEmpty();
        assertThat(shown().plan()).anyMatch(step -> step.warning().equals(Optional.of("TOO_MANY_RULES")));
    }

    @Test
    void checkingAgainNamesABlockedConnector() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE));
        worker(true).run(job());
        assertThat(shown().drift()).isEmpty();

        answers.put(
                "Get-BlockedConnector",
                JsonNodeFactory.instance.objectNode().put("ConnectorName", "Afterword inbound"));
        orders.add(CHECK);
        worker(true).run(job());

        assertThat(shown().drift())
                .singleElement()
                .asString()
                .startsWith("The inbound connector “Afterword inbound” is blocked by Exchange Online");
        assertThat(shown().plan()).anyMatch(step -> step.warning().equals(Optional.of("CONNECTOR_BLOCKED")));
        assertThat(shown().waitsFor()).anyMatch(reason -> reason.contains("has blocked the inbound connector"));
        assertThat(shown().disableFirst()).isTrue();
    }

    private static ObjectNode group(String kind) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("RecipientTypeDetails", kind)
                .put("PrimarySmtpAddress", "pilot@contoso.com");
    }

    @Test
    void aPilotsGroupGivenByAnAliasIsKeptByItsPrimaryAddress() throws Exception {
        tenant.objects.group("pilot@contoso.com");
        answers.put("Get-Recipient -Identity 'alias@contoso.com'", group("GroupMailbox"));
        answers.put("Get-Recipient -Identity 'pilot@contoso.com'", group("GroupMailbox"));
        PlanOptions alias = PlanOptions.usual().withPilotGroup("alias@contoso.com");
        orders.addAll(List.of(new Order.CreateObjects(Optional.of(alias)), ENABLE));
        worker(true).run(job());
        assertThat(shown().known()).isTrue();
        assertThat(shown().enabled()).isTrue();

        worker(true).run(job());
        assertThat(shown().options().pilotGroup()).contains("pilot@contoso.com");
        assertThat(shown().created()).isTrue();
        assertThat(shown().drift()).isEmpty();
    }

    @Test
    void createsNothingForAGroupThatRulesDoNotKnow() throws Exception {
        answers.put("Get-Recipient -Identity 'alias@contoso.com'", group("DynamicDistributionGroup"));
        orders.add(new Order.CreateObjects(Optional.of(PlanOptions.usual().withPilotGroup("alias@contoso.com"))));
        worker(true).run(job());

        assertThat(tenant.changes()).isEmpty();
        assertThat(shown().plan()).anyMatch(step -> step.warning().equals(Optional.of("PILOT_GROUP")));
    }

    @Test
    void subdomainsThatAreAcceptedTooAreReadAndKept() throws Exception {
        tenant.objects.acceptWithSubdomains("fabrikam.com");
        orders.add(CREATE);
        worker().run(job());

        assertThat(shown().domains()).endsWith("fabrikam.com", "*.fabrikam.com");
        assertThat(tenants.find(new TenantId(tenant.id)).orElseThrow().domains())
                .contains("*.fabrikam.com");
    }

    @Test
    void saysThatItStopsWhenItIsStopped() throws Exception {
        ConnectWorker worker = worker();
        worker.stop();
        worker.run(job());

        assertThat(session().stage()).isEqualTo(Stage.ENDED);
        assertThat(session().problem().orElseThrow().text()).isEqualTo("Our side is restarting.");
    }

    @Test
    void remembersThatTheRuleWasEnabledUntilItIsDisabledHere() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE));
        worker().run(job());
        tenant.objects.change("Afterword: send to the signature service", "State", "\"Disabled\"");
        orders.add(CREATE);
        worker().run(job());

        assertThat(String.join("\n", shown().drift())).contains("is disabled: mail goes out without a signature");

        orders.add(DISABLE);
        worker(true).run(job());
        assertThat(shown().drift()).isEmpty();
    }

    @Test
    void anotherPrefixIsARenameAndRemovingLeavesTheTenantAsItWas() throws Exception {
        String before = tenant.objects.json();
        PlanOptions other = PlanOptions.usual().withPrefix("Zentrale");
        orders.addAll(List.of(CREATE, ENABLE));
        worker().run(job());
        RoutingCode code = heldCode();

        orders.add(new Order.ShowPlan(other));
        worker(true).run(job());
        assertThat(shown().enabled()).as("found by its marks").isTrue();
        assertThat(shown().plan()).anyMatch(step -> step.warning().equals(Optional.of("SET_UNDER_ANOTHER_NAME")));

        orders.add(new Order.CreateObjects(Optional.of(other)));
        worker(true).run(job());
        assertThat(tenant.objects.json()).contains("\"Zentrale outbound\"").doesNotContain("\"Afterword");
        assertThat(shown().enabled()).isTrue();
        assertThat(shown().waitsFor()).isEmpty();
        assertThat(heldCode()).isEqualTo(code);
        assertThat(record().state()).isEqualTo(Tenant.State.CONNECTED);

        orders.add(REMOVE);
        worker(true).run(job());
        assertThat(tenant.objects.json()).isEqualTo(before);
    }

    /** The page was left open: it still offers what is not to be done any more. */
    @Test
    void enablingIsRefusedWhileAConnectorIsDisabled() throws Exception {
        orders.add(CREATE);
        worker(true).run(job());
        assertThat(shown().waitsFor()).isEmpty();
        tenant.objects.change("Afterword inbound", "Enabled", "false");
        orders.add(ENABLE);
        worker(true).run(job());

        assertThat(shown().enabled()).isFalse();
        assertThat(shown().disableFirst()).isFalse();
        assertThat(shown().waitsFor()).anyMatch(reason -> reason.contains("“Afterword inbound” is disabled"));
        assertThat(tenant.changes()).doesNotContain("Enable-TransportRule");
        assertThat(record().state()).isEqualTo(Tenant.State.PENDING);
        assertThat(String.join("\n", store.written())).contains("developer and trial tenants get no inbound");
    }

    @Test
    void disablingIsOfferedFirstAndWorksWhateverIsWrong() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE));
        worker(true).run(job());
        tenant.objects.change("Afterword inbound", "Enabled", "false");
        tenant.objects.change("Afterword: leave read receipts alone", "SetHeaderName", "\"X-Other\"");
        worker(true).run(job());
        assertThat(shown().disableFirst()).isTrue();

        orders.addAll(List.of(DISABLE, ENABLE));
        worker(true).run(job());
        assertThat(shown().enabled()).isFalse();
        assertThat(shown().disableFirst()).isFalse();
        assertThat(record().state()).isEqualTo(Tenant.State.PAUSED);
    }

    @Test
    void aConnectorThatExchangeKeepsDisabledIsNeverUsed() throws Exception {
        tenant.admin.switches().createInboundConnectorsDisabled(true);
        orders.addAll(List.of(CREATE, ENABLE));
        worker(true).run(job());

        assertThat(shown().enabled()).isFalse();
        assertThat(shown().waitsFor()).anyMatch(reason -> reason.contains("developer and trial tenants"));
    }

    @Test
    void removesNothingWhileARuleOfSomebodyElseUsesOurConnector() throws Exception {
        orders.addAll(List.of(CREATE, ENABLE));
        worker(true).run(job());
        tenant.objects.rule("Fax");
        tenant.objects.change("Fax", "RouteMessageOutboundConnector", "\"Afterword outbound\"");
        String objects = tenant.objects.json();
        orders.add(REMOVE);
        worker(true).run(job());

        assertThat(tenant.objects.json()).isEqualTo(objects);
        assertThat(String.join("\n", store.written())).contains("The rule “Fax” is not ours");
        assertThat(record().state()).isEqualTo(Tenant.State.CONNECTED);
    }

    @Test
    void createsNothingUnderTheNamesOfAnotherInstallation() throws Exception {
        tenant.connect(PlanOptions.usual());
        tenant.objects.change("Afterword outbound", "SmartHosts", "[\"ba9876543210.smtp.other.example\"]");
        tenant.objects.change("Afterword outbound", "TlsDomain", "\"*.smtp.other.example\"");
        String objects = tenant.objects.json();
        orders.addAll(List.of(CREATE, ENABLE, REMOVE));
        worker(true).run(job());

        assertThat(tenant.objects.json()).isEqualTo(objects);
        assertThat(String.join("\n", store.written())).contains("those of another installation");
    }

    @Test
    void dropsTheSignInAfterTenMinutesOfSilence() throws Exception {
        worker().run(job());

        assertThat(session().stage()).isEqualTo(Stage.ENDED);
        assertThat(session().problem().orElseThrow().text()).contains("silence");
    }
}
