package org.afterword.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.afterword.engine.message.Envelope;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.embedded.database.Sha256;
import org.afterword.storage.embedded.database.SqlConnection;
import org.afterword.storage.embedded.database.SqliteFile;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.MailSpool.Gone;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.afterword.storage.trace.TraceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderRestartTest {
    private static final Duration FOREVER = Duration.ofDays(1000);
    private static final Duration HIDDEN = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {10_000, 3_000_000})
    void mailSurvivesARestartWithItsLastNote(int size) throws IOException {
        try (FolderWithClock open = new FolderWithClock(folder)) {
            SigningJob job = Samples.job(open.clock.instant());
            Samples.store(open.stores.stores().spool(), job, Samples.bytes(size));
            try (Leased leased = lease(open.stores.stores().spool(), job.spoolName())) {
                leased.note(job.again(job.envelope()));
            }
            open.restart();
            try (Leased leased = lease(open.stores.stores().spool(), job.spoolName())) {
                assertThat(leased.job()).isEqualTo(job.again(job.envelope()));
                assertThat(Samples.mail(leased)).isEqualTo(Samples.bytes(size));
                leased.delete();
            }
            open.restart();
            assertThat(open.stores.stores().spool().lease(job.spoolName())).isInstanceOf(Gone.class);
        }
    }

    @Test
    void mailThatWasBeingWorkedOnIsQueuedAsThatOfACrashedWorker() throws IOException {
        try (FolderWithClock open = new FolderWithClock(folder)) {
            MailSpool spool = open.stores.stores().spool();
            SigningJob held = Samples.job(open.clock.instant());
            SigningJob givenBack = Samples.job(open.clock.instant());
            SigningJob neverHeld = Samples.job(open.clock.instant());
            for (SigningJob job : List.of(held, givenBack, neverHeld)) {
                Samples.store(spool, job, Samples.bytes(10));
            }
            lease(spool, givenBack.spoolName()).close();
            lease(spool, held.spoolName());
            open.restart();
            assertThat(QueuedJobs.takeAll(open.stores.queues()))
                    .containsExactlyInAnyOrder(held.afterCrash(), givenBack, neverHeld);
            assertThat(open.stores.stores().spool().unattended(HIDDEN, FOREVER).crashed())
                    .isEmpty();
            try (Leased leased = lease(open.stores.stores().spool(), held.spoolName())) {
                assertThat(leased.job()).isEqualTo(held);
            }
        }
    }

    /** Else a worker would take the mail by a message that does not tell of the crash. */
    @Test
    void eachMessageForAMailTellsOfItsCrashes() throws IOException {
        try (FolderWithClock open = new FolderWithClock(folder)) {
            SigningJob job = Samples.job(open.clock.instant());
            SigningJob next = job.again(job.envelope());
            Samples.store(open.stores.stores().spool(), job, Samples.bytes(10));
            open.stores.stores().queue().send(job, Duration.ZERO);
            open.stores.queues().receive(SigningQueue.NAME, 1, HIDDEN);
            lease(open.stores.stores().spool(), job.spoolName());
            open.restart();
            Delivery delivery =
                    open.stores.queues().receive(SigningQueue.NAME, 2, HIDDEN).getFirst();
            assertThat(SigningJob.parse(delivery.body())).isEqualTo(job.afterCrash());
            assertThat(delivery.dequeueCount()).isEqualTo(2);

            lease(open.stores.stores().spool(), job.spoolName());
            open.restart();
            delivery =
                    open.stores.queues().receive(SigningQueue.NAME, 2, HIDDEN).getFirst();
            assertThat(SigningJob.parse(delivery.body()))
                    .isEqualTo(job.afterCrash().afterCrash());

            lease(open.stores.stores().spool(), job.spoolName()).note(next);
            open.restart();
            assertThat(QueuedJobs.takeAll(open.stores.queues()))
                    .containsExactlyInAnyOrder(job.afterCrash().afterCrash(), next.afterCrash());
        }
    }

    /** Nobody takes a message out of there. */
    @Test
    void aMailWhoseOnlyMessageNobodyTakesIsForgotten() throws IOException {
        try (FolderWithClock open = new FolderWithClock(folder)) {
            SigningJob job = Samples.job(open.clock.instant());
            Samples.store(open.stores.stores().spool(), job, Samples.bytes(10));
            open.stores.queues().send(SigningQueue.POISON_OF_POISON, job.toJson(), Duration.ZERO);
            open.clock.advance(HIDDEN);
            assertThat(open.stores
                            .stores()
                            .spool()
                            .unattended(Duration.ofMinutes(5), FOREVER)
                            .forgotten())
                    .containsExactly(job);
            open.restart();
            assertThat(QueuedJobs.takeAll(open.stores.queues())).containsExactly(job);
        }
    }

    @Test
    void aMailWhoseJobIsDueLaterWaitsOn() throws IOException {
        try (FolderWithClock open = new FolderWithClock(folder)) {
            SigningJob job = Samples.job(open.clock.instant());
            Samples.store(open.stores.stores().spool(), job, Samples.bytes(10));
            open.stores.stores().queue().send(job, Duration.ofMinutes(30));
            open.clock.advance(HIDDEN);
            MailSpool.Unattended found =
                    open.stores.stores().spool().unattended(Duration.ofMinutes(5), Duration.ofMinutes(5));
            assertThat(found.forgotten()).isEmpty();
            assertThat(found.neverLeased()).isEmpty();
            open.restart();
            assertThat(open.stores.queues().length(SigningQueue.LATER)).isEqualTo(1);
            assertThat(QueuedJobs.takeAll(open.stores.queues())).isEmpty();
            open.clock.advance(HIDDEN.multipliedBy(2));
            assertThat(open.stores.queues().receive(SigningQueue.LATER, 2, HIDDEN))
                    .hasSize(1);
        }
    }

    /** As the death of a worker leaves it before it has the lease. */
    @Test
    void aMailWhoseMessageSomebodyReceivedWasNeverLeasedAndIsNotForgotten() throws IOException {
        try (FolderWithClock open = new FolderWithClock(folder)) {
            SigningJob job = Samples.job(open.clock.instant());
            Samples.store(open.stores.stores().spool(), job, Samples.bytes(10));
            open.stores.stores().queue().send(job, Duration.ZERO);
            open.clock.advance(Duration.ofMinutes(6));
            Duration patience = Duration.ofMinutes(5);
            assertThat(open.stores
                            .stores()
                            .spool()
                            .unattended(patience, patience)
                            .neverLeased())
                    .as("its message waits")
                    .isEmpty();
            open.stores.queues().receive(SigningQueue.NAME, 1, HIDDEN);
            MailSpool.Unattended found = open.stores.stores().spool().unattended(patience, patience);
            assertThat(found.neverLeased()).containsExactly(job);
            assertThat(found.forgotten()).isEmpty();
            assertThat(found.oldest()).contains(job.receivedAt());
        }
    }

    @Test
    void aMailThatIsKeptAsideStaysSoAfterARestart() throws IOException {
        try (FolderWithClock open = new FolderWithClock(folder)) {
            SigningJob job = Samples.job(open.clock.instant());
            SigningJob aside = job.keptAsideSince(open.clock.instant());
            Samples.store(open.stores.stores().spool(), job, Samples.bytes(10));
            try (MailSpool.Leased leased = lease(open.stores.stores().spool(), job.spoolName())) {
                leased.note(aside);
            }
            open.restart();
            assertThat(QueuedJobs.takeAll(open.stores.queues())).isEmpty();
            open.clock.advance(HIDDEN);
            assertThat(open.stores
                            .stores()
                            .spool()
                            .unattended(Duration.ofMinutes(5), FOREVER)
                            .keptAside())
                    .containsExactly(aside);
        }
    }

    /** An earlier version of the tables had no hash of the job. */
    @Test
    void mailOfAnEarlierVersionIsThere() throws Exception {
        SqliteFile present = Schema.mail(folder);
        SqliteFile earlier = new SqliteFile(
                present.path(), present.applicationId(), present.versions().subList(0, 1), present.synchronous());
        SigningJob job = Samples.job(Instant.now());
        byte[] mail = Samples.bytes(10);
        String id = "4f0e2f6e-0000-4000-8000-000000000000";
        try (SqlConnection connection = earlier.openForWriting()) {
            connection.update("INSERT INTO property(name, value) VALUES('store', ?)", id);
            connection.update(
                    "INSERT INTO mail(id, name, day, stored_at, job, size, sha256, in_file) VALUES(1,?,'2026-01-01',1,?,?,?,0)",
                    job.spoolName().toString(),
                    job.toJson(),
                    mail.length,
                    Sha256.of(mail));
            connection.update("INSERT INTO body(id, data) VALUES(1,?)", mail);
        }
        Files.writeString(folder.resolve("afterword.store"), id + "\n");
        try (EmbeddedStores stores = EmbeddedStores.open(folder)) {
            assertThat(QueuedJobs.takeAll(stores.queues())).containsExactly(job);
            try (Leased leased = lease(stores.stores().spool(), job.spoolName())) {
                assertThat(Samples.mail(leased)).isEqualTo(mail);
                assertThat(leased.job()).isEqualTo(job);
            }
        }
    }

    @Test
    void mailThatWasNeverQueuedIsQueuedAtTheNextStart() throws IOException {
        try (FolderWithClock open = new FolderWithClock(folder)) {
            SigningJob neverQueued = Samples.job(open.clock.instant());
            SigningJob queued = Samples.job(open.clock.instant());
            Samples.store(open.stores.stores().spool(), neverQueued, Samples.bytes(10));
            Samples.store(open.stores.stores().spool(), queued, Samples.bytes(10));
            open.stores.stores().queue().send(queued, Duration.ZERO);
            open.restart();
            assertThat(QueuedJobs.takeAll(open.stores.queues())).containsExactlyInAnyOrder(neverQueued, queued);
            lease(open.stores.stores().spool(), neverQueued.spoolName()).close();
        }
    }

    @Test
    void mailThatHasLostItsMessageIsFoundWhileTheStoreIsOpen() throws IOException {
        try (FolderWithClock open = new FolderWithClock(folder)) {
            SigningJob job = Samples.job(open.clock.instant());
            Samples.store(open.stores.stores().spool(), job, Samples.bytes(10));
            open.stores.stores().queue().send(job, Duration.ZERO);
            open.clock.advance(Duration.ofMinutes(16));
            Duration quiet = Duration.ofMinutes(15);
            assertThat(open.stores.stores().spool().unattended(quiet, FOREVER).forgotten())
                    .isEmpty();
            QueuedJobs.takeAll(open.stores.queues());
            assertThat(open.stores.stores().spool().unattended(quiet, FOREVER).forgotten())
                    .containsExactly(job);
        }
    }

    /** What a power cut may take is made good: the message of a stored mail waits for no disk. */
    @Test
    void aMailWhoseMessageAPowerCutTookIsQueuedAgain() throws IOException {
        try (FolderWithClock open = new FolderWithClock(folder)) {
            SigningJob job = Samples.job(open.clock.instant());
            Samples.store(open.stores.stores().spool(), job, Samples.bytes(10));
            open.stores.stores().queue().send(job, Duration.ZERO);
            open.stores.opened().mail.write(connection -> connection.update("DELETE FROM message"));
            open.restart();
            assertThat(QueuedJobs.takeAll(open.stores.queues())).containsExactly(job);
        }
    }

    @Test
    void messagesSurviveARestartWithTheirCounts() throws IOException {
        try (FolderWithClock open = new FolderWithClock(folder)) {
            TriggerQueues queues = open.stores.queues();
            for (String body : List.of("deleted", "received", "released")) {
                queues.send(SigningQueue.NAME, body, Duration.ZERO);
            }
            queues.send(SigningQueue.NAME, "delayed", Duration.ofMinutes(5));
            for (Delivery delivery : queues.receive(SigningQueue.NAME, 16, HIDDEN)) {
                if (delivery.body().equals("deleted")) {
                    queues.delete(delivery);
                } else if (delivery.body().equals("released")) {
                    queues.release(delivery, Duration.ofMinutes(5));
                }
            }
            open.restart();
            List<Delivery> atOnce = open.stores.queues().receive(SigningQueue.NAME, 16, HIDDEN);
            assertThat(atOnce).extracting(Delivery::body).containsExactly("received");
            assertThat(atOnce.getFirst().dequeueCount()).isEqualTo(2);
            open.clock.advance(Duration.ofMinutes(6));
            assertThat(open.stores.queues().receive(SigningQueue.NAME, 16, HIDDEN))
                    .extracting(Delivery::body)
                    .containsExactlyInAnyOrder("delayed", "released");
        }
    }

    @Test
    void tracesAreKeptForSevenDays() throws IOException {
        try (FolderWithClock open = new FolderWithClock(folder)) {
            TraceRecord old = Samples.trace(Samples.tenantId(), open.clock.instant());
            open.stores.stores().traces().add(old);
            open.clock.advance(Duration.ofDays(7));
            assertThat(open.stores.stores().traces().newest(old.tenantId(), 10)).hasSize(1);
            open.clock.advance(Duration.ofDays(1));
            assertThat(open.stores.stores().traces().newest(old.tenantId(), 10)).isEmpty();
            open.restart();
            assertThat(open.stores
                            .opened()
                            .trace
                            .<Long>read(connection -> connection.number("SELECT count(*) FROM trace")))
                    .isZero();
        }
    }

    /** Random work, with a restart in between. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void nothingIsLostOrComesBack(long seed) throws IOException {
        Random random = new Random(seed);
        TestClock clock = new TestClock(Instant.now());
        Map<SpoolName, SigningJob> expected = new HashMap<>();
        for (int round = 0; round < 3; round++) {
            try (EmbeddedStores stores = EmbeddedStores.open(folder, clock, clock)) {
                MailSpool spool = stores.stores().spool();
                assertThat(spool.unattended(HIDDEN, FOREVER).crashed()).isEmpty();
                check(spool, expected);
                for (int step = 0; step < 300; step++) {
                    doSomething(random, spool, clock, expected);
                }
            }
        }
    }

    private static void doSomething(
            Random random, MailSpool spool, TestClock clock, Map<SpoolName, SigningJob> expected) throws IOException {
        List<SpoolName> names = new ArrayList<>(expected.keySet());
        int choice = random.nextInt(100);
        if (names.isEmpty() || choice < 45) {
            SigningJob job = Samples.job(clock.instant());
            Samples.store(spool, job, Samples.bytes(size(job.spoolName())));
            expected.put(job.spoolName(), job);
            return;
        }
        SpoolName name = names.get(random.nextInt(names.size()));
        try (Leased leased = lease(spool, name)) {
            if (choice < 65) {
                SigningJob next = leased.job().again(Envelope.of("", List.of("x" + choice + "@example.com")));
                leased.note(next);
                expected.put(name, next);
            } else if (choice < 95 || expected.size() > 30) {
                leased.delete();
                expected.remove(name);
            }
        }
    }

    private static void check(MailSpool spool, Map<SpoolName, SigningJob> expected) throws IOException {
        for (Map.Entry<SpoolName, SigningJob> entry : expected.entrySet()) {
            try (Leased leased = lease(spool, entry.getKey())) {
                assertThat(leased.job()).isEqualTo(entry.getValue());
                assertThat(Samples.mail(leased)).isEqualTo(Samples.bytes(size(entry.getKey())));
            }
        }
    }

    private static int size(SpoolName name) {
        return Math.floorMod(name.job().hashCode(), 100_000);
    }

    /** The same for the queue. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void noMessageIsLostOrComesBack(long seed) throws IOException {
        Random random = new Random(seed);
        TestClock clock = new TestClock(Instant.now());
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            try (EmbeddedStores stores = EmbeddedStores.open(folder, clock, clock)) {
                TriggerQueues queues = stores.queues();
                assertThat(stores.opened()
                                .mail
                                .<List<String>>read(connection -> connection.all(
                                        "SELECT body FROM message WHERE queue=?",
                                        row -> row.getString(1),
                                        SigningQueue.NAME)))
                        .containsExactlyInAnyOrderElementsOf(expected);
                for (int step = 0; step < 300; step++) {
                    if (expected.isEmpty() || random.nextInt(2) == 0) {
                        String body = seed + "-" + round + "-" + step + "-" + "x".repeat(random.nextInt(10_000));
                        queues.send(SigningQueue.NAME, body, Duration.ofSeconds(random.nextInt(3)));
                        expected.add(body);
                    } else {
                        clock.advance(Duration.ofSeconds(3));
                        for (Delivery delivery : queues.receive(SigningQueue.NAME, 2, Duration.ofSeconds(1))) {
                            if (random.nextInt(3) > 0) {
                                queues.delete(delivery);
                                assertThat(expected.remove(delivery.body())).isTrue();
                            }
                        }
                    }
                }
            }
        }
    }

    private static Leased lease(MailSpool spool, SpoolName name) throws IOException {
        MailSpool.Lease lease = spool.lease(name);
        assertThat(lease).isInstanceOf(Leased.class);
        return (Leased) lease;
    }
}
