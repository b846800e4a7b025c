package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.afterword.engine.message.Envelope;
import org.afterword.functions.mail.upkeep.QueueMover;
import org.afterword.storage.fake.InMemorySigningQueue;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In virtual time, over the queue in the heap. */
@Timeout(120)
class HeldMailScaleTest {
    private static final TenantId A = new TenantId(new UUID(1, 1));
    private static final TenantId B = new TenantId(new UUID(2, 2));
    private static final Duration HELD = Duration.ofMinutes(11);
    /** What an instance of the host has in hand before another is wanted: its batch, and when it takes the next one. */
    private static final int OF_AN_INSTANCE = 16 + 8;

    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final InMemorySigningQueue queue = new InMemorySigningQueue(clock);
    private final QueueMover mover = new QueueMover(queue, clock, time -> second());
    private final Random random = new Random(1);
    private final Map<TenantId, Integer> worked = new HashMap<>();
    private final Set<UUID> seen = new HashSet<>();
    private boolean everySecondOneOfB;
    private int mostInstances;

    private SigningJob job(TenantId tenant, Instant receivedAt) {
        UUID id = SigningJob.newId(receivedAt);
        return new SigningJob(
                id,
                tenant,
                SpoolName.of(tenant, receivedAt, id),
                receivedAt,
                9,
                Envelope.of("a@contoso.example", List.of("b@fabrikam.example")));
    }

    private void hold(TenantId tenant, int count, Duration delay) throws IOException {
        for (int i = 0; i < count; i++) {
            queue.send(job(tenant, clock.instant().minus(HELD)), delay);
        }
    }

    /** As the host's QueueTargetScaler has it: hidden messages count as soon as one can be seen. */
    private int wantedInstances() throws IOException {
        boolean oneCanBeSeen = queue.delays(SigningQueue.NAME).contains(Duration.ZERO);
        return oneCanBeSeen ? Math.ceilDiv(queue.length(SigningQueue.NAME), OF_AN_INSTANCE) : 0;
    }

    /** A second of the stamp: B sends a mail and has it back; A's server is away. */
    private void second() throws IOException {
        if (everySecondOneOfB) {
            queue.send(job(B, clock.instant()), Duration.ZERO);
        }
        mostInstances = Math.max(mostInstances, wantedInstances());
        if (queue.delays(SigningQueue.NAME).contains(Duration.ZERO)) {
            for (Delivery delivery : queue.receive(SigningQueue.NAME, 64, Duration.ofMinutes(10))) {
                SigningJob job = SigningJob.parse(delivery.body());
                seen.add(job.jobId());
                worked.merge(job.tenantId(), 1, Integer::sum);
                if (job.tenantId().equals(A)) {
                    Duration age = Duration.between(job.receivedAt(), clock.instant());
                    queue.send(
                            job,
                            random.nextBoolean()
                                    ? ReturnSchedule.whileAway(Duration.ofSeconds(30), age, random.nextDouble())
                                    : ReturnSchedule.whileBusy(Duration.ZERO, age, random.nextDouble()));
                }
                queue.delete(delivery);
            }
        }
        clock.advance(Duration.ofSeconds(1));
    }

    /** A tick of the timer, and the seconds until the next one. */
    private void tick() throws IOException {
        Instant next = clock.instant().plus(Duration.ofSeconds(30));
        mover.moveDue();
        while (clock.instant().isBefore(next)) {
            second();
        }
    }

    @Test
    void mailThatIsHeldForOneTenantStartsNoInstances() throws IOException {
        everySecondOneOfB = true;
        hold(A, 1000, ReturnSchedule.whileAway(Duration.ofSeconds(30), HELD, 0));
        for (int ticks = 0; ticks < 30; ticks++) {
            tick();
        }
        assertThat(mostInstances).isBetween(1, 2);
        assertThat(worked.get(B)).as("none of B waits").isGreaterThan(850);
        assertThat(worked.get(A)).as("A's are tried").isGreaterThan(1000);
        assertThat(queue.length(SigningQueue.LATER) + queue.length(SigningQueue.NAME))
                .isEqualTo(1000);
    }

    @Test
    void muchThatComesDueTogetherHoldsUpNoOther() throws IOException {
        hold(A, 2000, Duration.ofMinutes(5));
        hold(B, 20, Duration.ofMinutes(5).plusMillis(1));
        clock.advance(Duration.ofMinutes(6));
        tick();
        assertThat(worked.get(B)).isEqualTo(20);
        assertThat(worked.get(A)).isEqualTo(200);
        assertThat(mostInstances).isBetween(1, 2);
        for (int ticks = 0; ticks < 40; ticks++) {
            tick();
        }
        assertThat(queue.delays(SigningQueue.LATER))
                .as("nothing is held back for longer than half an hour")
                .allMatch(delay -> delay.compareTo(Duration.ofMinutes(30)) <= 0);
        assertThat(seen).as("each has had its turn").hasSize(2020);
    }

    @Test
    void aFewThatAreDueAreMovedAtOnce() throws IOException {
        hold(A, 3, Duration.ofMinutes(5));
        hold(B, 1, Duration.ofMinutes(10));
        mover.moveDue();
        assertThat(queue.length(SigningQueue.NAME)).isZero();
        clock.advance(Duration.ofMinutes(5));
        mover.moveDue();
        assertThat(queue.delays(SigningQueue.NAME)).containsExactly(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        assertThat(queue.length(SigningQueue.LATER)).isEqualTo(1);
    }

    /** Whoever dies between sending and deleting leaves a copy, and loses nothing. */
    @Test
    void aMessageIsInOneOfTheQueuesAtEachMoment() throws IOException {
        hold(A, 1, Duration.ofMinutes(5));
        clock.advance(Duration.ofMinutes(5));
        queue.failNextSend(1);
        assertThatThrownBy(mover::moveDue).isInstanceOf(IOException.class);
        assertThat(queue.length(SigningQueue.LATER)).isEqualTo(1);
        assertThat(queue.length(SigningQueue.NAME)).isZero();
        clock.advance(Duration.ofMinutes(1));
        queue.failNextDelete(1);
        assertThatThrownBy(mover::moveDue).isInstanceOf(IOException.class);
        assertThat(queue.length(SigningQueue.LATER)).isEqualTo(1);
        assertThat(queue.length(SigningQueue.NAME)).isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));
        mover.moveDue();
        assertThat(queue.length(SigningQueue.LATER)).isZero();
    }

    @Test
    void whatIsNoJobIsMovedToo() throws IOException {
        queue.send(SigningQueue.LATER, "no job", Duration.ZERO);
        mover.moveDue();
        assertThat(queue.bodies(SigningQueue.NAME)).containsExactly("no job");
    }

    @Test
    void theLastPoisonIsMovedBackInBounds() throws IOException {
        for (int i = 0; i < 400; i++) {
            queue.send(SigningQueue.LAST_POISON, "{\"number\":" + i + "}", Duration.ZERO);
        }
        mover.rescue();
        assertThat(queue.length(SigningQueue.POISON_OF_POISON)).isEqualTo(320);
        assertThat(queue.length(SigningQueue.LAST_POISON)).isEqualTo(80);
        mover.rescue();
        assertThat(queue.length(SigningQueue.LAST_POISON)).isZero();
    }
}
