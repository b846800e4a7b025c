package org.afterword.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.afterword.cli.demo.DemoTenant;
import org.afterword.simulator.exchange.ExchangeTenant;
import org.afterword.simulator.inbound.Fault;
import org.afterword.simulator.ledger.DeliveredMail;
import org.afterword.simulator.outbound.Submission;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.open.OpenStores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the stamp, gateway and workers at once, again and again while a tenant sends, and counts. What the store keeps itself
 * lives on.
 *
 * <p>What may be doubled is looked up and not estimated. After each kill the spool is looked into: a mail that the tenant's
 * server has and that the spool still has was killed between the server's 250 and our note of it, so it may come once more,
 * once for each such kill. A second mail of the same submission under another
 * job is the tenant's doing: the kill took from it the 250 that the gateway had given or was about to give (RFC 1047),
 * and it sent again. Nothing else may come twice.
 */
@Timeout(3600)
abstract class KillContract {
    /** Every so manyth kill hits the start, when the store is being recovered; the others hit a stamp under load. */
    private static final int IN_START = 6;

    private static final int LONGEST_START_MILLIS = 800;
    /** A life is measured in mails taken or returned, so that there is load at each kill on a slow machine too. */
    private static final int LONGEST_LIFE_MAILS = 20;

    private static final int LONGEST_MOMENT_MICROS = 20_000;
    private static final int SENDERS = 6;
    private static final int LARGE = 300_000;
    /** Longer than a lease and a sweep, twice: a mail may have met a second kill. */
    private static final Duration TIMEOUT = Duration.ofSeconds(300);

    private static final String KILLS = "afterword.kills";
    private static final String FROM = ConnectedTenant.FROM;
    private static final String TO = ConnectedTenant.TO;
    private static final Pattern JOB = Pattern.compile("\\bid ([0-9a-f]{8}-[0-9a-f-]{27})\\b");

    private final int kills = Integer.getInteger(KILLS, kills());
    private final long seed = Long.getLong("afterword.kill.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final ConcurrentLinkedQueue<Submission> submissions = new ConcurrentLinkedQueue<>();
    private final Map<Path, UUID> jobs = new HashMap<>();
    /** For each job, how often a kill fell between the server's 250 and our note. */
    private final Map<UUID, Integer> notNoted = new HashMap<>();

    private final Map<UUID, Integer> copiesAtLastKill = new HashMap<>();
    private final Set<UUID> noted = new HashSet<>();
    private final Semaphore taken = new Semaphore(0);
    private volatile boolean enough;

    @TempDir
    Path folder;

    private ConnectedTenant tenant;
    private ExchangeTenant exchange;
    private Map<String, String> settings;

    /** How often, unless the system property {@code afterword.kills} says. */
    abstract int kills();

    /** The settings that name the store. */
    abstract Map<String, String> store() throws IOException;

    /** Those of the mails that a killed stamp's spool still has. Nothing of what the kill left is changed. */
    abstract Set<UUID> inSpool(Set<UUID> jobs) throws IOException;

    /** Called after the last kill. */
    abstract void endWaiting() throws Exception;

    @BeforeEach
    void prepare() throws IOException {
        tenant = ConnectedTenant.prepare(
                folder,
                store(),
                sends -> sends.withConnections(SENDERS).withRetries(Duration.ofMillis(100), Duration.ofHours(24)));
        exchange = tenant.exchange();
        settings = tenant.settings();
        // As with a real server, a mail is taken a moment before that is said: kills are to fall there too.
        exchange.inbound().inject(new Fault.DelayedAnswer(Duration.ofMillis(5)));
    }

    @AfterEach
    void end() throws IOException {
        tenant.close();
    }

    @Test
    void losesNoMailAndDoublesOnlyWhatWasNotYetNoted() throws Exception {
        System.out.println(getClass().getSimpleName() + ": seed " + seed);
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> sending = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                sending.add(senders.submit(this::send));
            }
            try {
                for (int i = 1; i <= kills; i++) {
                    startAndKill(i % IN_START == 0);
                }
                enough = true;
                endWaiting();
                returnAll(sending);
            } finally {
                senders.shutdownNow();
            }
        }
        count();
    }

    private void returnAll(List<Future<?>> sending) throws Exception {
        try (StampProcess last = StampProcess.begin(settings)) {
            last.awaitReady();
            for (Future<?> each : sending) {
                each.get();
            }
            for (Submission submission : submissions) {
                exchange.awaitReturn(submission, TIMEOUT);
            }
            last.stop();
        }
    }

    /** One of several who send a mail as soon as their last was taken. */
    private Void send() throws Exception {
        byte[] small = mail(2_000);
        byte[] large = mail(LARGE);
        for (int i = 1; !enough; i++) {
            Submission submission = exchange.submit(i % 20 == 0 ? large : small, FROM, TO);
            submissions.add(submission);
            submission.awaitHandover(TIMEOUT);
            taken.release();
        }
        return null;
    }

    private void startAndKill(boolean inStart) throws IOException, InterruptedException, TimeoutException {
        try (StampProcess stamp = StampProcess.begin(settings)) {
            if (inStart) {
                Thread.sleep(random.nextInt(LONGEST_START_MILLIS));
            } else {
                stamp.awaitReady();
                live(random.nextInt(LONGEST_LIFE_MAILS));
            }
            stamp.kill();
        }
        awaitQuietOfInbound();
        lookAtWhatWasNotNoted();
    }

    /** Returns at a random moment after so many more mails. */
    private void live(int mails) throws InterruptedException, TimeoutException {
        if (random.nextBoolean()) {
            taken.drainPermits();
            taken.tryAcquire(mails, TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } else {
            exchange.awaitDelivered(exchange.delivered().size() + mails, TIMEOUT);
        }
        Thread.sleep(Duration.ofNanos(1000L * random.nextInt(LONGEST_MOMENT_MICROS)));
    }

    /** Cuts the dead process's connections and waits until nothing that it had sent is on its way any more. */
    private void awaitQuietOfInbound() throws IOException, InterruptedException {
        exchange.inbound().cutSessions();
        int quiet = 0;
        while (quiet < 5) {
            Thread.sleep(10);
            try (Stream<Path> incoming = Files.list(folder.resolve("exchange").resolve("incoming"))) {
                quiet = incoming.findAny().isEmpty() ? quiet + 1 : 0;
            }
        }
    }

    private void lookAtWhatWasNotNoted() throws IOException {
        Map<UUID, Integer> copies = new HashMap<>();
        for (DeliveredMail mail : exchange.delivered()) {
            copies.merge(job(mail), 1, Integer::sum);
        }
        // A copy that an earlier kill left without a note explains no second one.
        copies.entrySet()
                .removeIf(entry -> entry.getValue().equals(copiesAtLastKill.put(entry.getKey(), entry.getValue())));
        copies.keySet().removeAll(noted);
        Set<UUID> there = inSpool(copies.keySet());
        for (UUID job : copies.keySet()) {
            if (there.contains(job)) {
                notNoted.merge(job, 1, Integer::sum);
            } else {
                noted.add(job);
            }
        }
    }

    final OpenStores stores() throws IOException {
        return ConnectedTenant.stores(store());
    }

    /** Where a mail of the tenant may lie. */
    static List<SpoolName> names(UUID job) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return List.of(new SpoolName(DemoTenant.ID, today, job), new SpoolName(DemoTenant.ID, today.minusDays(1), job));
    }

    private void count() throws IOException {
        Map<UUID, Set<UUID>> jobsOf = new HashMap<>();
        Map<UUID, Integer> copies = new HashMap<>();
        for (DeliveredMail mail : exchange.delivered()) {
            jobsOf.computeIfAbsent(mail.submission(), first -> new HashSet<>()).add(job(mail));
            copies.merge(job(mail), 1, Integer::sum);
        }
        int takenTwice = 0;
        int acknowledged = 0;
        List<UUID> lost = new ArrayList<>();
        List<UUID> sentAgainForNothing = new ArrayList<>();
        for (Submission submission : submissions) {
            boolean taken = submission.state(TO) == Submission.State.HANDED_OVER;
            int returned = jobsOf.getOrDefault(submission.id(), Set.of()).size();
            acknowledged += taken ? 1 : 0;
            if (taken && returned == 0) {
                lost.add(submission.id());
            }
            takenTwice += Math.max(0, returned - 1);
            if (returned > 1 + submission.deferrals().size()) {
                sentAgainForNothing.add(submission.id());
            }
        }
        int doubled = copies.values().stream().mapToInt(many -> many - 1).sum();
        int allowed = notNoted.values().stream().mapToInt(many -> many).sum();
        System.out.println(getClass().getSimpleName() + ": kills " + kills + " (" + kills / IN_START
                + " of them in the start), sent "
                + submissions.size() + ", acknowledged " + acknowledged + ", returned " + jobsOf.size() + ", lost "
                + lost.size() + ", doubled " + doubled + " where " + allowed
                + " kills fell between the tenant's 250 and our note, sent twice by the tenant for want of our 250 "
                + takenTwice);

        assertThat(acknowledged).as("all was taken in the end").isEqualTo(submissions.size());
        assertThat(lost).as("acknowledged, and never returned").isEmpty();
        assertThat(copies)
                .as("doubled no more often than a kill fell between 250 and note")
                .allSatisfy((job, many) -> assertThat(many).isLessThanOrEqualTo(1 + notNoted.getOrDefault(job, 0)));
        assertThat(sentAgainForNothing)
                .as("two jobs, though the tenant handed it over once")
                .isEmpty();
        assertThat(takenTwice).isLessThanOrEqualTo(kills * SENDERS);
        assertThat(exchange.breaches()).isEmpty();
        assertThat(exchange.nonDeliveries()).isEmpty();
        assertThat(exchange.reports()).isEmpty();
    }

    /** Our line in a returned mail names the job, which is another for each time that the gateway took the mail. */
    private UUID job(DeliveredMail mail) throws IOException {
        UUID known = jobs.get(mail.file());
        if (known != null) {
            return known;
        }
        String received = SimpleMime.read(mail.content()).field("Received").orElseThrow();
        Matcher matcher = JOB.matcher(received);
        assertThat(matcher.find()).as("our Received line names the job").isTrue();
        UUID job = UUID.fromString(matcher.group(1));
        jobs.put(mail.file(), job);
        return job;
    }

    private static byte[] mail(int octets) {
        ByteArrayOutputStream mail = new ByteArrayOutputStream();
        mail.writeBytes(("From: Anna Keller <" + FROM + ">\r\nTo: " + TO + "\r\nSubject: Offer\r\n"
                        + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        byte[] line =
                "Each mail that was acknowledged comes back, whoever dies.\r\n".getBytes(StandardCharsets.US_ASCII);
        while (mail.size() < octets) {
            mail.writeBytes(line);
        }
        return mail.toByteArray();
    }
}
