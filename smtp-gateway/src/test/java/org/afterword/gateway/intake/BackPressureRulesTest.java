package org.afterword.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.afterword.engine.message.Envelope;
import org.afterword.storage.fake.InMemorySigningQueue;
import org.afterword.storage.fake.InMemoryWorkerRecords;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.worker.Heartbeat;
import org.junit.jupiter.api.Test;

/** Each rule and what it must not take for trouble, by a clock of the test's: a look in each second. */
class BackPressureRulesTest {
    private static final TenantId TENANT = TenantId.of("0f8f6d2c-7b1e-4c55-9a35-6d2f1b7a9c10");
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration HIDDEN = Duration.ofHours(2);

    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T03:00:00Z"));
    private final InMemorySigningQueue queue = new InMemorySigningQueue(clock);
    private final InMemoryWorkerRecords workers = new InMemoryWorkerRecords(clock);
    private final BackPressure pressure = new BackPressure(queue, queue, workers, LIMIT, clock);

    private interface Step {
        void run() throws IOException;
    }

    /** Lets so many seconds pass with a look in each. @return in how many of them mail was taken */
    private int pass(int seconds) {
        int open = 0;
        for (int i = 0; i < seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
            pressure.look();
            open += pressure.admits() ? 1 : 0;
        }
        return open;
    }

    /** Lets an hour pass in which something happens each so many seconds. @return in how many seconds no mail was taken */
    private int hourWith(int every, Step step) throws IOException {
        int closed = 0;
        for (int i = 0; i < 3600; i += every) {
            step.run();
            closed += every - pass(every);
        }
        return closed;
    }

    private SigningJob job() {
        Instant now = clock.instant();
        UUID id = SigningJob.newId(now);
        Envelope envelope = Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example"));
        return new SigningJob(id, TENANT, SpoolName.of(TENANT, now, id), now, 1, envelope);
    }

    private Delivery take(String name) throws IOException {
        return queue.receive(name, 1, HIDDEN).getFirst();
    }

    /** Takes the next message away and queues another. */
    private void replace(String name, String body, Duration delay) throws IOException {
        List<Delivery> taken = queue.receive(name, 1, HIDDEN);
        if (!taken.isEmpty()) {
            queue.delete(taken.getFirst());
            queue.send(name, body, delay);
        }
    }

    private Heartbeat heartbeat(String instance, Instant at, Optional<Instant> lastMailAt, Optional<Instant> calledAt) {
        return new Heartbeat(instance, "1", clock.instant(), at, lastMailAt, calledAt, Optional.empty());
    }

    private void beat(Optional<Instant> lastMailAt) throws IOException {
        workers.beat(heartbeat("one", clock.instant(), lastMailAt, Optional.of(clock.instant())));
    }

    private void beatWithMail() throws IOException {
        beat(Optional.of(clock.instant()));
    }

    @Test
    void takesNoMoreWhenAJobWaitsForTooLong() throws IOException {
        beatWithMail();
        queue.send(job(), Duration.ZERO);
        assertThat(pass(118)).isEqualTo(118);
        beatWithMail();
        assertThat(pass(10)).isLessThan(5);
        assertThat(pressure.ageSeconds()).isEqualTo(128);
        queue.delete(take(SigningQueue.NAME));
        assertThat(pass(10)).isEqualTo(10);
    }

    /** What was taken and not dealt with waits too: the calls of an app that is broken take it and fail. */
    @Test
    void aJobThatWasTakenBeforeWaitsAsWell() throws IOException {
        beatWithMail();
        queue.send(job(), Duration.ZERO);
        queue.release(take(SigningQueue.NAME), Duration.ZERO);
        pass(60);
        beatWithMail();
        pass(59);
        assertThat(pressure.admits()).isTrue();
        pass(2);
        assertThat(pressure.admits()).isFalse();
    }

    @Test
    void takesNoMoreWhenNobodyHasHadMailInHandThoughThereIsSome() throws IOException {
        beatWithMail();
        assertThat(pass(300)).isEqualTo(300);
        queue.send(job(), Duration.ZERO);
        // Whoever takes it dies: it is hidden.
        take(SigningQueue.NAME);
        assertThat(pass(115)).isEqualTo(115);
        pass(10);
        assertThat(pass(60)).isZero();

        beatWithMail();
        assertThat(pass(119)).isEqualTo(119);
        assertThat(pass(60)).isLessThan(5);
    }

    @Test
    void whoLetsMailWaitForLongerLetsWorkersBeSilentForAsLong() throws IOException {
        BackPressure patient = new BackPressure(queue, queue, workers, Duration.ofMinutes(10), clock);
        beatWithMail();
        queue.send(SigningQueue.POISON, job().toJson(), Duration.ZERO);
        patient.look();
        clock.advance(Duration.ofSeconds(590));
        for (int i = 0; i < 5; i++) {
            patient.look();
        }
        assertThat(patient.admits()).isTrue();
        clock.advance(Duration.ofSeconds(10));
        patient.look();
        assertThat(patient.admits()).isFalse();
    }

    @Test
    void takesMailAgainWhenNothingIsThereAnyMore() throws IOException {
        beatWithMail();
        pass(10);
        queue.send(SigningQueue.POISON, job().toJson(), Duration.ZERO);
        pass(130);
        assertThat(pass(30)).isZero();
        queue.delete(take(SigningQueue.POISON));
        assertThat(pass(60)).isEqualTo(60);
    }

    @Test
    void theFirstMailAfterAQuietNightIsTakenAndAllAfterIt() throws IOException {
        beatWithMail();
        for (int hour = 0; hour < 8; hour++) {
            assertThat(hourWith(60, () -> beat(Optional.of(clock.instant().minusSeconds(3600)))))
                    .isZero();
        }
        queue.send(job(), Duration.ZERO);
        // An instance starts, and takes its time.
        assertThat(pass(40)).isEqualTo(40);
        queue.delete(take(SigningQueue.NAME));
        beatWithMail();
        assertThat(pass(300)).isEqualTo(300);
    }

    @Test
    void aTenantWhoseServerIsBrokenClosesTheDoorOfNobody() throws IOException {
        SigningJob first = job();
        SigningJob deferred = first.again(first.envelope());
        queue.send(deferred, Duration.ofSeconds(55));
        beatWithMail();
        assertThat(hourWith(60, () -> {
                    replace(SigningQueue.NAME, deferred.toJson(), Duration.ofSeconds(55));
                    beatWithMail();
                }))
                .isZero();
    }

    /** The same attempt, as a new message each time. */
    @Test
    void aTenantWhoseMailWaitsForItsTurnClosesTheDoorOfNobody() throws IOException {
        SigningJob waiting = job();
        queue.send(waiting, Duration.ofSeconds(55));
        beatWithMail();
        assertThat(hourWith(60, () -> {
                    replace(SigningQueue.NAME, waiting.toJson(), Duration.ofSeconds(55));
                    beatWithMail();
                }))
                .isZero();
    }

    @Test
    void aMailThatNobodyCanHandleClosesTheDoorOfNobody() throws IOException {
        queue.send(SigningQueue.POISON, "unreadable", Duration.ZERO);
        assertThat(hourWith(60, () -> {
                    replace(SigningQueue.POISON, "unreadable", Duration.ofSeconds(60));
                    beatWithMail();
                }))
                .isZero();
    }

    /** Nobody would ever have a mail in hand again: so workers that are there get one by which they can show it. */
    @Test
    void aMessageThatReachesNobodyClosesTheDoorForNoLongerThanAMinuteWhileWorkersLive() throws IOException {
        beatWithMail();
        Optional<Instant> last = Optional.of(clock.instant());
        pass(10);
        SigningJob stuck = job();
        queue.send(stuck, Duration.ofSeconds(27));
        // Two minutes until it is closed, and one mail in each minute since.
        assertThat(3600
                        - hourWith(30, () -> {
                            replace(SigningQueue.NAME, stuck.toJson(), Duration.ofSeconds(27));
                            beat(last);
                        }))
                .isBetween(160, 190);

        beatWithMail();
        assertThat(pass(100)).isEqualTo(100);
    }

    /** The host shows it again after ten minutes; the mail itself has long been worked on. */
    @Test
    void theHiddenMessageOfAnInstanceThatDiedClosesNothingWhileAnotherLives() throws IOException {
        beatWithMail();
        Optional<Instant> last = Optional.of(clock.instant());
        pass(10);
        queue.send(job(), Duration.ZERO);
        take(SigningQueue.NAME);
        assertThat(hourWith(60, () -> beat(last))).isZero();
        // Nor does one that is seen for a moment, for longer than two minutes.
        queue.send(job(), Duration.ZERO);
        pass(2);
        take(SigningQueue.NAME);
        assertThat(hourWith(60, () -> beat(last))).isLessThanOrEqualTo(120);
    }

    @Test
    void whoIsCalledForATimerOrByHttpIsNoWorker() throws IOException {
        beatWithMail();
        pass(10);
        queue.send(job(), Duration.ZERO);
        take(SigningQueue.NAME);
        Step beats = () -> workers.beat(heartbeat("timer", clock.instant(), Optional.empty(), Optional.empty()));
        hourWith(30, beats);
        assertThat(hourWith(30, beats)).isEqualTo(3600);
        assertThat(pressure.workersAlive()).isZero();
    }

    @Test
    void noTrialIsMadeWhereNoWorkerLives() throws IOException {
        beatWithMail();
        pass(10);
        queue.send(SigningQueue.POISON_OF_POISON, job().toJson(), Duration.ZERO);
        pass(130);
        assertThat(pass(3600)).isZero();
    }

    /** Nobody takes it from there, so it says nothing of the workers. */
    @Test
    void whatLiesInTheLastPoisonQueueIsCountedAndClosesNothing() throws IOException {
        beatWithMail();
        queue.send(SigningQueue.POISON_OF_POISON + "-poison", job().toJson(), Duration.ZERO);
        assertThat(pass(600)).isEqualTo(600);
        assertThat(pressure.poisonLength()).isEqualTo(1);
    }

    /** An app that cannot start puts each job back, so that it is there to be taken for a moment in each half minute. */
    @Test
    void whereNoWorkerHasEverToldTheMailsOwnAgeCounts() throws IOException {
        SigningJob waiting = job();
        queue.send(waiting, Duration.ofSeconds(29));
        for (int seconds = 0; seconds < 120; seconds += 30) {
            assertThat(pass(30)).isEqualTo(30);
            replace(SigningQueue.NAME, waiting.toJson(), Duration.ofSeconds(29));
        }
        assertThat(hourWith(30, () -> replace(SigningQueue.NAME, waiting.toJson(), Duration.ofSeconds(29))))
                .isLessThan(3600)
                .isGreaterThan(3600 - 60);

        beatWithMail();
        assertThat(pass(100)).isGreaterThan(95);
    }

    @Test
    void whereNoWorkerHasEverToldWhatIsInWorkIsNoSign() throws IOException {
        assertThat(hourWith(60, () -> {
                    queue.send(job(), Duration.ZERO);
                    take(SigningQueue.NAME);
                    // Started, and had no mail yet.
                    beat(Optional.empty());
                }))
                .isZero();
    }

    @Test
    void aSightingOfAnOldMailIsForgottenAfterTwoMinutes() throws IOException {
        SigningJob waiting = job();
        clock.advance(Duration.ofMinutes(5));
        queue.send(waiting, Duration.ZERO);
        assertThat(pass(1)).isZero();
        queue.delete(take(SigningQueue.NAME));
        assertThat(pass(118)).isZero();
        pass(2);
        assertThat(pass(10)).isEqualTo(10);
    }

    /** It would hold the door open for as long as its clock is ahead, if it were believed once it is silent. */
    @Test
    void aWorkerWhoseClockIsAheadIsNotBelievedBeyondNow() throws IOException {
        beat(Optional.of(clock.instant().plusSeconds(3600)));
        queue.send(job(), Duration.ZERO);
        take(SigningQueue.NAME);
        assertThat(pass(120)).isEqualTo(120);
        pass(10);
        assertThat(pass(10)).isZero();
    }

    @Test
    void aSilentWorkerWhoseClockIsAheadHidesNoOther() throws IOException {
        Instant ahead = clock.instant().plusSeconds(3600);
        workers.beat(heartbeat("ahead", clock.instant(), Optional.of(ahead), Optional.empty()));
        queue.send(job(), Duration.ZERO);
        take(SigningQueue.NAME);
        assertThat(hourWith(60, this::beatWithMail)).isZero();
    }

    @Test
    void takesNoMailWhileAStoreDoesNotAnswer() throws IOException {
        queue.failNextOldestAge(1);
        pressure.look();
        assertThat(pressure.admits()).isFalse();
        assertThat(pressure.ageSeconds()).isNaN();
        assertThat(pressure.poisonLength()).isNaN();
        pressure.look();
        assertThat(pressure.admits()).isTrue();
        assertThat(pressure.ageSeconds()).isZero();

        queue.failNextLength(1);
        assertThat(pass(6)).as("one call that fails closes nothing").isEqualTo(6);

        workers.unavailable(true);
        pass(70);
        assertThat(pass(30)).isZero();
        assertThat(pressure.unseen()).isPresent();
        assertThat(pressure.workersAlive()).isNaN();
        workers.unavailable(false);
        assertThat(pass(30)).isEqualTo(30);
        assertThat(pressure.workersAlive()).isZero();
    }

    @Test
    void tellsWhatOthersCannotTellWhereTheyAreDown() throws IOException {
        pressure.look();
        assertThat(pressure.poisonLength()).isZero();
        assertThat(pressure.workersAlive()).isZero();
        assertThat(pressure.sweepAgeSeconds()).isNaN();

        queue.send(SigningQueue.POISON, "a", Duration.ZERO);
        queue.send(SigningQueue.POISON_OF_POISON, "b", Duration.ZERO);
        queue.send(SigningQueue.POISON_OF_POISON + "-poison", "c", Duration.ZERO);
        queue.send(SigningQueue.NAME, "d", Duration.ofMinutes(1));
        beatWithMail();
        Optional<Instant> called = Optional.of(clock.instant());
        workers.beat(heartbeat("two", clock.instant(), Optional.empty(), called));
        workers.beat(heartbeat("silent", clock.instant().minusSeconds(180), Optional.empty(), called));
        workers.beat(heartbeat("timer", clock.instant(), Optional.empty(), Optional.empty()));
        workers.done("sweep");
        pass(20);
        assertThat(pressure.poisonLength()).isEqualTo(3);
        assertThat(pressure.workersAlive()).isEqualTo(2);
        assertThat(pressure.sweepAgeSeconds()).isEqualTo(20);
    }
}
