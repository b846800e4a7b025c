package org.afterword.functions.mail.upkeep;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.afterword.storage.tenant.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves messages from the queues that nobody is called for to those whose messages call a function. A message is deleted when it
 * was sent on: a death in between makes a copy, which does no harm. Safe for use in several processes at once.
 *
 * <p>The policy for {@link SigningQueue#LATER}: what is due is moved in the order in which the queue gives it, 32 messages in a second
 * and {@value #OF_ONE_TENANT} of a tenant at a time, so that much mail that comes due together neither starts instances nor
 * holds up others. What is above waits on, the further down the longer, so that it is not taken up again each time.
 *
 * <p>What stands in {@link SigningQueue#LAST_POISON} has failed in all queues before it, as where the function app could not start: it
 * is moved back by an app that has.
 */
public final class QueueMover {
    private static final Logger LOG = LoggerFactory.getLogger(QueueMover.class);
    /** As many as one call gives. */
    private static final int BATCH = 32;

    private static final int OF_ONE_TENANT = 200;
    private static final int RESCUED_BATCHES = 10;
    private static final Duration HIDDEN = Duration.ofMinutes(1);
    private static final Duration BETWEEN_BATCHES = Duration.ofSeconds(1);
    /** Less than the timer's 30 s. */
    private static final Duration AT_ONE_TIME = Duration.ofSeconds(20);

    private static final Duration NEXT_TIME = Duration.ofSeconds(30);
    private static final Duration HELD_BACK_AT_MOST = Duration.ofMinutes(30);

    private final TriggerQueues queues;
    private final InstantSource clock;
    private final Pause pause;

    /** How time goes by between two batches. */
    @FunctionalInterface
    public interface Pause {
        void take(Duration time) throws InterruptedException, IOException;
    }

    public QueueMover(TriggerQueues queues, InstantSource clock, Pause pause) {
        this.queues = queues;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Moves what is due, for 20 s at most.
     *
     * @throws IOException if a queue does not answer; the next move does what this one did not
     */
    public void moveDue() throws IOException {
        if (queues.length(SigningQueue.LATER) == 0) {
            return;
        }
        Instant end = clock.instant().plus(AT_ONE_TIME);
        Map<Optional<TenantId>, Integer> seen = new HashMap<>();
        while (clock.instant().isBefore(end)) {
            List<Delivery> due = queues.receive(SigningQueue.LATER, BATCH, HIDDEN);
            boolean moved = false;
            for (Delivery delivery : due) {
                int number = seen.merge(tenantOf(delivery), 1, Integer::sum);
                if (number <= OF_ONE_TENANT) {
                    move(delivery, SigningQueue.NAME);
                    moved = true;
                } else {
                    queues.release(delivery, heldBack(number));
                }
            }
            if (due.size() < BATCH || moved && !paused()) {
                return;
            }
        }
    }

    private static Duration heldBack(int number) {
        Duration turn = NEXT_TIME.multipliedBy(number / OF_ONE_TENANT);
        return turn.compareTo(HELD_BACK_AT_MOST) > 0 ? HELD_BACK_AT_MOST : turn;
    }

    /** Empty for what is no job of ours; its worker handles it. */
    private static Optional<TenantId> tenantOf(Delivery delivery) {
        return SpoolName.findIn(delivery.body()).map(SpoolName::tenant);
    }

    private boolean paused() throws IOException {
        try {
            pause.take(BETWEEN_BATCHES);
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Moves what the host has put behind the last function back to it, a bounded number. To be done seldom, since it may fail
     * again.
     *
     * @throws IOException if a queue does not answer
     */
    public void rescue() throws IOException {
        if (queues.length(SigningQueue.LAST_POISON) == 0) {
            return;
        }
        for (int batch = 0; batch < RESCUED_BATCHES; batch++) {
            List<Delivery> last = queues.receive(SigningQueue.LAST_POISON, BATCH, HIDDEN);
            for (Delivery delivery : last) {
                move(delivery, SigningQueue.POISON_OF_POISON);
                LOG.warn(
                        "message {} of the queue {} is moved back to {}",
                        delivery.id(),
                        SigningQueue.LAST_POISON,
                        SigningQueue.POISON_OF_POISON);
            }
            if (last.size() < BATCH) {
                return;
            }
        }
    }

    private void move(Delivery delivery, String queue) throws IOException {
        queues.send(queue, delivery.body(), Duration.ZERO);
        queues.delete(delivery);
    }
}
