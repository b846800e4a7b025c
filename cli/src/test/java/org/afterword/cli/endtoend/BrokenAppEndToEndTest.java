package org.afterword.cli.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.queue.QueueServiceClientBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.afterword.functions.app.FunctionSettings;
import org.afterword.gateway.GatewaySettings;
import org.afterword.process.vault.VaultStandIn;
import org.afterword.simulator.exchange.ExchangeTenant;
import org.afterword.simulator.inbound.Fault;
import org.afterword.simulator.outbound.Submission;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.open.OpenStores;
import org.afterword.storage.standin.AzureStandIns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The gateway and instances of the function app, each in a process of its own as Azure runs them, on Azurite and the stand-in for
 * Cosmos: instances that cannot start, that are taken away, and that die. Acknowledged mail comes back, each once, and none of it
 * is ever in a poison queue. In the build the times are short; by hand, in full, in about 15 minutes:
 *
 * <pre>
 * ./mvnw -q test -pl cli -am -Dtest=BrokenAppEndToEndTest -Dsurefire.failIfNoSpecifiedTests=false -Dafterword.broken.full=true
 * </pre>
 */
@Timeout(600)
class BrokenAppEndToEndTest {
    private static final String FULL = "afterword.broken.full";
    private static final Duration STEP = Duration.ofSeconds(60);
    /** Longer than it takes to find a mail whose message is hidden with nobody, or whose lease has run out. */
    private static final Duration BACK = Duration.ofSeconds(300);

    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration TWO_MINUTES = Duration.ofSeconds(120);
    /** The gateway looks once a second, and Exchange is deferred at its next mail. */
    private static final Duration TO_SEE_IT = Duration.ofSeconds(15);

    private static final int EVENLY = 240;
    /** The host's call waits ten seconds for the app, and its message is hidden for five or more. */
    private static final Duration IN_BROKEN_HANDS = Duration.ofSeconds(15);

    private static final int SAID_LAST = 30;
    private static final Duration BETWEEN_MAILS = Duration.ofMillis(50);
    private static final String FROM = ConnectedTenant.FROM;
    private static final String TO = ConnectedTenant.TO;
    private static final byte[] MAIL = ("From: Anna Keller <" + FROM + ">\r\nTo: " + TO
                    + "\r\nSubject: Offer\r\n\r\nEach mail that was acknowledged comes back, whoever is away.\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    private static final List<String> POISON =
            List.of(SigningQueue.POISON, SigningQueue.POISON_OF_POISON, SigningQueue.POISON_OF_POISON + "-poison");

    /** How a vault is away. */
    enum Illness {
        BUSY(429),
        FORBIDDEN(403),
        SILENT(0);

        private final int status;

        Illness(int status) {
            this.status = status;
        }

        void befall(VaultStandIn vault) {
            vault.refuseAllWith(status);
        }
    }

    /** A set of its own: no other test's stamp is to take mail from here. */
    private static AzureStandIns standIns;

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<Submission> submissions = new ConcurrentLinkedQueue<>();
    private final List<StampProcess> processes = new ArrayList<>();
    private ConnectedTenant tenant;
    private ExchangeTenant exchange;
    private PoisonWatch poison;

    /** Looks all the time whether a mail is in a poison queue. */
    private static final class PoisonWatch implements AutoCloseable {
        private final OpenStores stores;
        private final Thread watch;
        private final Map<String, Integer> most = new ConcurrentHashMap<>();
        private volatile boolean enough;

        PoisonWatch(Map<String, String> store) throws IOException {
            stores = ConnectedTenant.stores(store);
            watch = Thread.ofVirtual().start(this::look);
        }

        private void look() {
            while (!enough) {
                for (String queue : POISON) {
                    try {
                        int length = stores.queues().length(queue);
                        if (length > 0) {
                            most.merge(queue, length, Math::max);
                        }
                    } catch (IOException unseen) {
                        most.merge(queue + " could not be looked at", 1, Integer::sum);
                    }
                }
                try {
                    Thread.sleep(250);
                } catch (InterruptedException stopped) {
                    return;
                }
            }
        }

        /** The most that was in each poison queue so far; empty if all were empty. */
        Map<String, Integer> seen() {
            return Map.copyOf(most);
        }

        @Override
        public void close() throws IOException, InterruptedException {
            enough = true;
            watch.join();
            stores.close();
        }
    }

    @BeforeAll
    static void startStandIns() throws IOException {
        standIns = AzureStandIns.start();
        // The host makes a poison queue when it needs one.
        new QueueServiceClientBuilder()
                .connectionString(standIns.environment().get(StoreSettings.STORAGE_CONNECTION))
                .buildClient()
                .getQueueClient(POISON.getLast())
                .createIfNotExists();
    }

    @BeforeEach
    void prepare() throws IOException {
        tenant = ConnectedTenant.prepare(
                folder,
                standIns.environment(),
                sends -> sends.withConnections(4).withRetries(Duration.ofMillis(500), Duration.ofHours(24)));
        exchange = tenant.exchange();
        poison = new PoisonWatch(standIns.environment());
    }

    @AfterEach
    void end() throws Exception {
        for (StampProcess process : processes) {
            process.close();
        }
        poison.close();
        tenant.close();
    }

    @Test
    void keepsAllMailWhileTheVaultIsAwayInEachWay() throws Exception {
        holdOut(SHORT, Illness.values());
    }

    @ParameterizedTest
    @EnumSource(Illness.class)
    @EnabledIfSystemProperty(named = FULL, matches = "true")
    void keepsAllMailAndTakesNoMoreWithinTwoMinutesWhileTheVaultIsAway(Illness illness) throws Exception {
        holdOut(TWO_MINUTES, illness);
    }

    /** All but the last illness last until the app has met them. */
    private void holdOut(Duration limit, Illness... illnesses) throws Exception {
        try (VaultStandIn vault = vault()) {
            illnesses[0].befall(vault);
            gateway(limit).awaitReady();
            StampProcess app = begin(ofVault(vault), vault.javaOptions());
            app.awaitReady();
            sendAndAwaitHandover(20);
            for (Illness illness : illnesses) {
                int asked = vault.questions();
                illness.befall(vault);
                while (vault.questions() == asked) {
                    Thread.sleep(20);
                }
            }
            long start = System.nanoTime();
            Submission putOff = submitUntilPutOff(limit.plus(TO_SEE_IT));
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            vault.refuseAllWith(-1);
            awaitReturnOfAll();
            assertThat(putOff.deferrals().getFirst()).startsWith("451 ");
            checkLedger("vault " + List.of(illnesses) + ", no more taken after " + seconds + " s");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = FULL, matches = "true")
    void returnsMailByTheGoodInstancesWhileOneIsBroken() throws Exception {
        gateway(TWO_MINUTES).awaitReady();
        Map<String, String> settings = settings();
        settings.remove(FunctionSettings.RETURN_CERTIFICATE);
        begin(settings, List.of()).awaitReady();
        sendAndAwaitHandover(6);
        StampProcess first = begin(settings(), List.of());
        StampProcess second = begin(settings(), List.of());
        first.awaitReady();
        second.awaitReady();
        sendAndAwaitHandover(30);
        awaitReturnOfAll();
        checkLedger("one of three instances broken");
    }

    /**
     * Prints how long mail takes beside an instance that is broken, which gives back none of what it takes for
     * {@link #IN_BROKEN_HANDS}: what took less was never there.
     */
    @Test
    @EnabledIfSystemProperty(named = FULL, matches = "true")
    void delaysNoMailThatTheGoodInstancesTake() throws Exception {
        gateway(TWO_MINUTES).awaitReady();
        for (int i = 0; i < 2; i++) {
            begin(settings(), List.of()).awaitReady();
        }
        sendEvenly("while the two instances warm up");
        sendEvenly("two good instances");
        Map<String, String> settings = settings();
        settings.remove(FunctionSettings.RETURN_CERTIFICATE);
        begin(settings, List.of()).awaitReady();
        sendEvenly("two good instances and a broken one");
        sendEvenly("the same again");
        checkLedger("one of three instances broken");
    }

    private void sendEvenly(String what) throws Exception {
        List<Submission> sent = new ArrayList<>();
        for (int i = 0; i < EVENLY; i++) {
            sent.add(submit());
            Thread.sleep(250);
        }
        List<Long> others = new ArrayList<>();
        for (Submission submission : sent) {
            Duration took = Duration.between(
                    submission.at(),
                    exchange.awaitReturn(submission, BACK).getFirst().at());
            if (took.compareTo(IN_BROKEN_HANDS) < 0) {
                others.add(took.toMillis());
            }
        }
        others.sort(null);
        System.out.println(getClass().getSimpleName() + ": " + what + ": " + others.size() + " of " + sent.size()
                + " mails were not with a broken instance; ms: median " + others.get(others.size() / 2) + ", p90 "
                + others.get(others.size() * 9 / 10) + ", p99 " + others.get(others.size() * 99 / 100) + ", last "
                + others.getLast());
    }

    @Test
    void losesAndDoublesNothingOfAnInstanceThatIsTakenAway() throws Exception {
        takeAway(Duration.ofSeconds(3));
    }

    @Test
    @EnabledIfSystemProperty(named = FULL, matches = "true")
    void losesAndDoublesNothingOfAnInstanceThatIsGivenTenSeconds() throws Exception {
        StampProcess taken = takeAway(Duration.ofSeconds(10));
        assertThat(taken.exitValue()).as("ended by itself, on SIGTERM").isEqualTo(143);
    }

    private StampProcess takeAway(Duration grace) throws Exception {
        // There is always mail of which the tenant has said nothing yet.
        exchange.inbound().inject(new Fault.DelayedAnswer(Duration.ofMillis(50)));
        gateway(TWO_MINUTES).awaitReady();
        StampProcess taken = begin(settings(), List.of());
        taken.awaitReady();
        boolean ended;
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicBoolean enough = new AtomicBoolean();
            List<Future<?>> sending = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sending.add(senders.submit(() -> {
                    while (!enough.get()) {
                        submit().awaitHandover(BACK);
                        Thread.sleep(BETWEEN_MAILS);
                    }
                    return null;
                }));
            }
            exchange.awaitDelivered(30, STEP);
            StampProcess other = begin(settings(), List.of());
            ended = taken.terminate(grace);
            other.awaitReady();
            exchange.awaitDelivered(exchange.delivered().size() + 20, STEP);
            enough.set(true);
            for (Future<?> each : sending) {
                each.get();
            }
        }
        awaitReturnOfAll();
        checkLedger("SIGTERM under load, " + (ended ? "ended within " : "killed after ") + grace.toSeconds() + " s");
        return taken;
    }

    @Test
    @EnabledIfSystemProperty(named = FULL, matches = "true")
    void returnsTheMailOfADeadInstanceAlthoughTimersHaveStopped() throws Exception {
        gateway(Duration.ofSeconds(600)).awaitReady();
        exchange.inbound().inject(new Fault.NoAnswer(false, false));
        StampProcess dying = begin(settings(), List.of(), FunctionAppMain.NO_TIMERS);
        dying.awaitReady();
        sendAndAwaitHandover(4);
        awaitSessions();
        dying.kill();
        exchange.inbound().cutSessions();
        exchange.inbound().heal();
        begin(settings(), List.of(), FunctionAppMain.NO_TIMERS).awaitReady();
        // It works on other mail now and then, as an instance does.
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(8);
        while (exchange.delivered().size() < submissions.size() && System.nanoTime() < end) {
            exchange.awaitReturn(submit(), STEP);
            Thread.sleep(5_000);
        }
        awaitReturnOfAll();
        checkLedger("a dead instance, and no timer");
    }

    /** Waits until mail is held by a worker: the queue gives nothing more and the tenant's server has it. */
    private void awaitSessions() throws Exception {
        try (OpenStores stores = ConnectedTenant.stores(standIns.environment())) {
            while (!stores.queues()
                    .receive(SigningQueue.NAME, 1, Duration.ofSeconds(1))
                    .isEmpty()) {
                Thread.sleep(1_000);
            }
        }
    }

    private static VaultStandIn vault() throws IOException {
        VaultStandIn vault = VaultStandIn.start();
        vault.put("trace-key", "b25seSBmb3IgYSB0ZXN0LCBub3QgYSBzZWNyZXQhISE=");
        return vault;
    }

    /** Settings of a function app. The host's connection is the one of which its triggers speak. */
    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(tenant.settings());
        settings.put("AfterwordStorage", requireNonNull(settings.get(StoreSettings.STORAGE_CONNECTION)));
        return settings;
    }

    /** The same with what returning needs in the vault. */
    private Map<String, String> ofVault(VaultStandIn vault) throws IOException {
        Map<String, String> settings = settings();
        for (String name : List.of(FunctionSettings.RETURN_CERTIFICATE, FunctionSettings.RETURN_KEY)) {
            String secret = name.toLowerCase(Locale.ROOT).replace('_', '-');
            vault.put(secret, Files.readString(Path.of(requireNonNull(settings.get(name)))));
            settings.put(name, "vault-file:" + secret);
        }
        settings.put(FunctionSettings.TRACE_KEY, "vault:trace-key");
        settings.put(FunctionSettings.VAULT, vault.address());
        settings.putAll(vault.environment());
        return settings;
    }

    /** @param limit after which mail that nobody returns lets it take no more */
    private StampProcess gateway(Duration limit) throws IOException {
        Map<String, String> settings = new HashMap<>(tenant.settings());
        settings.put(GatewaySettings.MAX_QUEUE_SECONDS, Long.toString(limit.toSeconds()));
        settings.put("JAVA_TOOL_OPTIONS", "-DCOSMOS.HTTP_CONNECTION_WITHOUT_TLS_ALLOWED=true");
        StampProcess gateway = StampProcess.gateway(settings);
        processes.add(gateway);
        return gateway;
    }

    private StampProcess begin(Map<String, String> settings, List<String> options, String... arguments)
            throws IOException {
        List<String> all = new ArrayList<>(options);
        all.add("-DCOSMOS.HTTP_CONNECTION_WITHOUT_TLS_ALLOWED=true");
        StampProcess app = StampProcess.functionApp(settings, all, arguments);
        processes.add(app);
        return app;
    }

    private Submission submit() throws IOException {
        Submission submission = exchange.submit(MAIL, FROM, TO);
        submissions.add(submission);
        return submission;
    }

    private void sendAndAwaitHandover(int mails) throws Exception {
        List<Submission> sent = new ArrayList<>();
        for (int i = 0; i < mails; i++) {
            sent.add(submit());
        }
        for (Submission submission : sent) {
            submission.awaitHandover(STEP);
        }
    }

    private Submission submitUntilPutOff(Duration patience) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            Submission submission = submit();
            while (submission.state(TO) == Submission.State.QUEUED) {
                if (!submission.deferrals().isEmpty()) {
                    return submission;
                }
                Thread.sleep(20);
            }
            Thread.sleep(500);
        }
        throw new TimeoutException(
                "the gateway goes on taking mail that nobody returns; in poison queues were " + poison.seen());
    }

    private void awaitReturnOfAll() throws Exception {
        try {
            for (Submission submission : submissions) {
                exchange.awaitReturn(submission, BACK);
            }
        } catch (TimeoutException late) {
            for (StampProcess process : processes) {
                List<String> said = process.said();
                System.out.println("a process said last:\n"
                        + String.join("\n", said.subList(Math.max(0, said.size() - SAID_LAST), said.size())));
            }
            checkLedger("not all came back: " + late.getMessage());
            throw late;
        }
    }

    private void checkLedger(String what) {
        System.out.println(getClass().getSimpleName() + ": " + what + ": sent " + submissions.size() + ", came back "
                + exchange.delivered().size() + ", doubled "
                + exchange.duplicates().size() + ", seen in poison queues " + poison.seen());
        assertThat(poison.seen()).as("seen in poison queues").isEmpty();
        assertThat(exchange.duplicates()).isEmpty();
        assertThat(exchange.delivered()).hasSize(submissions.size());
        assertThat(exchange.breaches()).isEmpty();
        assertThat(exchange.nonDeliveries()).isEmpty();
        assertThat(exchange.reports()).isEmpty();
    }
}
