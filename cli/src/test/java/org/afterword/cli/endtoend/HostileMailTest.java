package org.afterword.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.afterword.cli.demo.DemoTenant;
import org.afterword.engine.hostile.HostileMail;
import org.afterword.engine.message.MailAddress;
import org.afterword.simulator.exchange.ExchangeTenant;
import org.afterword.simulator.ledger.DeliveredMail;
import org.afterword.simulator.outbound.Submission;
import org.afterword.storage.open.OpenStores;
import org.afterword.storage.trace.TraceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All mails that are made to stop us, together, at a stamp with half a gigabyte of memory, while harmless mail of the same
 * organisation flows. In the build each comes once and is small; by hand, in full, and with all of Java's compiler for the peer,
 * which else enciphers too slowly to be one:
 *
 * <pre>
 * ./mvnw -q test -pl cli -am -Dtest=HostileMailTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dafterword.hostile.each=30 -Dafterword.hostile.bytes=1000000 -Dafterword.hostile.rate=10 \
 *     -Dtest.argLine="--enable-native-access=ALL-UNNAMED -Xmx2g -XX:+UseSerialGC"
 * </pre>
 */
@Timeout(3600)
class HostileMailTest {
    private static final int EACH = Integer.getInteger("afterword.hostile.each", 1);
    private static final int BYTES = Integer.getInteger("afterword.hostile.bytes", 200_000);
    /** Hostile mails in a second. */
    private static final int RATE = Integer.getInteger("afterword.hostile.rate", 8);
    /** Harmless mails in a second. */
    private static final int HARMLESS_RATE = 20;

    private static final int WARM_UP = 200;

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String FROM = ConnectedTenant.FROM;
    /** So that what is in the mail is looked at. */
    private static final String AUTHOR_OF_HOSTILE = "anna@contoso.example";

    private static final String TO = ConnectedTenant.TO;
    private static final byte[] HARMLESS = ("From: Anna Keller <" + FROM + ">\r\nTo: " + TO
                    + "\r\nSubject: Offer\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=us-ascii\r\n\r\n"
                    + "<html><body><p>Dear Ben,</p><p>here is our offer.</p></body></html>\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private ConnectedTenant tenant;
    private ExchangeTenant exchange;

    @BeforeEach
    void prepare() throws IOException {
        tenant = ConnectedTenant.prepare(folder, store(), sends -> sends.withConnections(12));
        exchange = tenant.exchange();
        try (OpenStores stores = ConnectedTenant.stores(store())) {
            new DemoTenant().addPerson(stores.stores(), MailAddress.of(AUTHOR_OF_HOSTILE), "Anna Keller");
        }
    }

    @AfterEach
    void end() throws IOException {
        tenant.close();
    }

    @Test
    void holdUpNoOtherMailAndComeBackThemselves() throws Exception {
        Map<Submission, String> hostile = new HashMap<>();
        List<Submission> harmless = new ArrayList<>();
        try (StampProcess stamp = StampProcess.begin(tenant.settings(), 0, "-Xmx512m")) {
            stamp.awaitReady();
            warmUp();
            AtomicBoolean enough = new AtomicBoolean();
            Thread sender = Thread.ofVirtual()
                    .start(() -> everySecond(HARMLESS_RATE, () -> {
                        Submission sent = exchange.submit(HARMLESS, FROM, TO);
                        synchronized (harmless) {
                            harmless.add(sent);
                        }
                        return !enough.get();
                    }));
            List<HostileMail> all = HostileMail.all();
            int[] next = {0};
            everySecond(RATE, () -> {
                HostileMail mail = all.get(next[0] % all.size());
                hostile.put(exchange.submit(mail.ofSize().apply(BYTES), FROM, TO), mail.name());
                return ++next[0] < EACH * all.size();
            });
            for (Submission submission : hostile.keySet()) {
                submission.awaitHandover(TIMEOUT);
                if (submission.state(TO) == Submission.State.HANDED_OVER) {
                    exchange.awaitReturn(submission, TIMEOUT);
                }
            }
            enough.set(true);
            sender.join();
            for (Submission submission : harmless) {
                exchange.awaitReturn(submission, TIMEOUT);
            }
            assertThat(stamp.said()).as("what it said").noneMatch(line -> line.contains("OutOfMemoryError"));
            stamp.stop();
        }
        Map<UUID, Instant> back = new HashMap<>();
        for (DeliveredMail mail : exchange.delivered()) {
            back.putIfAbsent(mail.submission(), mail.at());
        }
        print("harmless", harmless, back);
        print("harmless of the second half", harmless.subList(harmless.size() / 2, harmless.size()), back);
        print("hostile ", List.copyOf(hostile.keySet()), back);
        printSlowest(hostile, back);
        Map<String, Integer> outcomes = outcomes();
        System.out.println("HostileMailTest: " + outcomes);

        assertThat(exchange.duplicates()).isEmpty();
        assertThat(exchange.breaches()).isEmpty();
        assertThat(exchange.reports()).isEmpty();
        assertThat(exchange.nonDeliveries())
                .as("only what is no mail at all is refused")
                .hasSizeLessThanOrEqualTo(hostile.size() / 4);
    }

    /** A process that has just begun is slow by itself. */
    private void warmUp() throws Exception {
        List<Submission> first = new ArrayList<>();
        everySecond(HARMLESS_RATE, () -> {
            first.add(exchange.submit(HARMLESS, FROM, TO));
            return first.size() < WARM_UP;
        });
        for (Submission submission : first) {
            exchange.awaitReturn(submission, TIMEOUT);
        }
    }

    /** Work to be done at a steady rate. */
    @FunctionalInterface
    private interface Turn {
        boolean goOn() throws Exception;
    }

    /** Catches up where it was late: the rate is the one that was asked for. */
    private static void everySecond(int times, Turn turn) {
        long between = Duration.ofSeconds(1).toNanos() / times;
        long due = System.nanoTime();
        try {
            while (turn.goOn()) {
                due += between;
                long left = due - System.nanoTime();
                if (left > 0) {
                    Thread.sleep(Duration.ofNanos(left));
                }
            }
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void print(String what, List<Submission> sent, Map<UUID, Instant> back) {
        List<Long> millis = sent.stream()
                .filter(submission -> back.containsKey(submission.id()))
                .map(submission -> Duration.between(submission.at(), back.get(submission.id()))
                        .toMillis())
                .sorted()
                .toList();
        if (millis.isEmpty()) {
            System.out.println("HostileMailTest: " + what + ": none of " + sent.size() + " came back");
            return;
        }
        System.out.println(String.format(
                Locale.ROOT,
                "HostileMailTest: %s: %d of %d back, after ms: median %d, p99 %d, last %d",
                what,
                millis.size(),
                sent.size(),
                millis.get(millis.size() / 2),
                millis.get(millis.size() * 99 / 100),
                millis.getLast()));
    }

    private static void printSlowest(Map<Submission, String> hostile, Map<UUID, Instant> back) {
        Map<String, Long> slowest = new HashMap<>();
        hostile.forEach((submission, name) -> {
            Instant at = back.get(submission.id());
            if (at != null) {
                slowest.merge(name, Duration.between(submission.at(), at).toMillis(), Math::max);
            }
        });
        slowest.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(8)
                .forEach(each ->
                        System.out.println("HostileMailTest:   " + each.getKey() + ": " + each.getValue() + " ms"));
    }

    /** How many mails had which reason, and how long each step took, by the trace. */
    private Map<String, Integer> outcomes() throws IOException {
        Map<String, Integer> outcomes = new TreeMap<>();
        Map<String, List<Long>> steps = new TreeMap<>();
        try (OpenStores stores = ConnectedTenant.stores(store())) {
            for (TraceRecord record : stores.stores().traces().newest(DemoTenant.ID, 1_000_000)) {
                String what = record.decision().equals("signed") ? "signed" : record.why();
                outcomes.merge(what, 1, Integer::sum);
                record.milliseconds()
                        .forEach((step, millis) -> steps.computeIfAbsent(step, first -> new ArrayList<>())
                                .add(millis));
            }
        }
        steps.forEach((step, millis) -> {
            millis.sort(null);
            System.out.println("HostileMailTest:   " + step + ": median " + millis.get(millis.size() / 2) + " ms, p99 "
                    + millis.get(millis.size() * 99 / 100) + " ms");
        });
        return outcomes;
    }

    private Map<String, String> store() {
        return Map.of("AFTERWORD_STORE", "folder:" + folder.resolve("store"));
    }
}
