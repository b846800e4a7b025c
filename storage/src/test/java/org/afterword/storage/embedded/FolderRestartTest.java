package org.afterword.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.afterword.engine.message.Envelope;
import org.afterword.storage.contract.Samples;
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
    private static final Duration HIDDEN = Duration.ofMinutes(10);
    private static final int SMALL_SEGMENT = 1 << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {10_000, 3_000_000})
    void mailSurvivesARestartWithItsLastNote(int size) throws IOException {
        try (OpenFolder open = new OpenFolder(folder)) {
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
    void mailThatWasBeingWorkedOnIsAbandonedAfterARestart() throws IOException {
        try (OpenFolder open = new OpenFolder(folder)) {
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
            assertThat(open.stores.stores().spool().abandoned()).containsExactly(held);
            try (Leased leased = lease(open.stores.stores().spool(), held.spoolName())) {
                leased.delete();
            }
            assertThat(open.stores.stores().spool().abandoned()).isEmpty();
        }
    }

    @Test
    void mailThatWasNeverQueuedGoesAfterADayAndQueuedMailStays() throws IOException {
        try (OpenFolder open = new OpenFolder(folder)) {
            SigningJob neverQueued = Samples.job(open.clock.instant());
            SigningJob queued = Samples.job(open.clock.instant());
            Samples.store(open.stores.stores().spool(), neverQueued, Samples.bytes(10));
            Samples.store(open.stores.stores().spool(), queued, Samples.bytes(10));
            open.stores.stores().queue().send(queued, Duration.ZERO);
            open.restart();
            lease(open.stores.stores().spool(), queued.spoolName()).delete();
            Samples.store(open.stores.stores().spool(), queued, Samples.bytes(10));
            open.clock.advance(Duration.ofDays(2));
            open.restart();
            assertThat(open.stores.stores().spool().lease(neverQueued.spoolName()))
                    .isInstanceOf(Gone.class);
            lease(open.stores.stores().spool(), queued.spoolName()).close();
        }
    }

    @Test
    void messagesSurviveARestartWithTheirCounts() throws IOException {
        try (OpenFolder open = new OpenFolder(folder)) {
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
    void aTraceLineThatACrashCutOffIsPassedOver() throws IOException {
        try (OpenFolder open = new OpenFolder(folder)) {
            Instant now = open.clock.instant().truncatedTo(ChronoUnit.MILLIS);
            TraceRecord first = Samples.trace(Samples.tenantId(), now);
            open.stores.stores().traces().add(first);
            Path file = only(folder.resolve("trace").resolve(first.tenantId().toString()));
            // In the middle of a character, even.
            Files.write(
                    file, new byte[] {'{', '"', 'w', 'h', 'y', '"', ':', '"', (byte) 0xc5}, StandardOpenOption.APPEND);
            TraceRecord second = Samples.trace(first.tenantId(), now.plusMillis(1));
            open.stores.stores().traces().add(second);
            assertThat(open.stores.stores().traces().newest(first.tenantId(), 10))
                    .containsExactly(second, first);
        }
    }

    @Test
    void tracesAreKeptForSevenDays() throws IOException {
        try (OpenFolder open = new OpenFolder(folder)) {
            TraceRecord old = Samples.trace(Samples.tenantId(), open.clock.instant());
            open.stores.stores().traces().add(old);
            open.clock.advance(Duration.ofDays(7));
            assertThat(open.stores.stores().traces().newest(old.tenantId(), 10)).hasSize(1);
            open.clock.advance(Duration.ofDays(1));
            assertThat(open.stores.stores().traces().newest(old.tenantId(), 10)).isEmpty();
            open.restart();
            try (Stream<Path> files =
                    Files.list(folder.resolve("trace").resolve(old.tenantId().toString()))) {
                assertThat(files).isEmpty();
            }
        }
    }

    /** Random work, with the log's files so small that they are freed, cleaned and used again all the time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void nothingIsLostOrComesBackHoweverTheLogIsCleaned(long seed) throws IOException {
        Random random = new Random(seed);
        TestClock clock = new TestClock(Instant.now());
        Map<SpoolName, SigningJob> expected = new HashMap<>();
        for (int round = 0; round < 3; round++) {
            try (FolderMailSpool spool = new FolderMailSpool(folder, clock, SMALL_SEGMENT)) {
                assertThat(spool.abandoned()).isEmpty();
                check(spool, expected);
                for (int step = 0; step < 300; step++) {
                    doSomething(random, spool, clock, expected);
                }
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.count()).isLessThan(60);
        }
    }

    private static void doSomething(
            Random random, FolderMailSpool spool, TestClock clock, Map<SpoolName, SigningJob> expected)
            throws IOException {
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

    private static void check(FolderMailSpool spool, Map<SpoolName, SigningJob> expected) throws IOException {
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
    void noMessageIsLostOrComesBackHoweverTheLogIsCleaned(long seed) throws IOException {
        Random random = new Random(seed);
        TestClock clock = new TestClock(Instant.now());
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            try (FolderQueues queues = new FolderQueues(folder, clock, SMALL_SEGMENT / 8)) {
                assertThat(queues.bodies(SigningQueue.NAME)).containsExactlyInAnyOrderElementsOf(expected);
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

    private static Path only(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findFirst().orElseThrow();
        }
    }
}
