package org.afterword.gateway.intake;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.worker.Heartbeat;
import org.afterword.storage.worker.WorkerRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes no more mail while nobody works on what is there: Exchange Online keeps it better than a queue that only grows, and
 * its senders see that it is late. What counts is not done, wherever it is:
 *
 * <ul>
 *   <li>a job has been there to be taken for longer than the limit;
 *   <li>no worker has had a mail in hand for two minutes, or that limit if it is longer, though there is some: to be taken, and where
 *       no worker lives also in work or given up: see {@link WorkWatch};
 *   <li>a store does not answer, so that nobody knows.
 * </ul>
 *
 * <p>A worker is a process that the host calls for mail ({@link Heartbeat#worksOnMail}). Workers that are alive may have had no mail in hand because none reaches them but what the gateway takes, say where a message is
 * stuck. So one mail in each minute is taken as a trial while a worker is alive.
 *
 * <p>Each gateway peeks at the queue once a second, and at each fifth look, or each while it takes no mail, asks for four lengths,
 * the workers and the last sweep: 190,000 calls a day.
 *
 * <p>{@link #look} belongs to one thread; the rest is safe for several.
 */
public final class BackPressure {
    private static final Logger log = LoggerFactory.getLogger(BackPressure.class);
    private static final int LOOKS_TO_A_SURVEY = 5;
    private static final Duration BETWEEN_TRIALS = Duration.ofMinutes(1);
    /** One call that fails closes nothing, as long as what was seen before still says something. */
    private static final Duration SEEN_LATELY = Duration.ofMinutes(1);

    private final SigningQueue queue;
    private final TriggerQueues queues;
    private final WorkerRecords workers;
    private final Duration limit;
    private final InstantSource clock;
    private final WorkWatch watch;
    private final AtomicLong nextTrial = new AtomicLong();
    private int looksSinceSurvey = LOOKS_TO_A_SURVEY;
    private Instant surveyedAt = Instant.EPOCH;
    private volatile double ageSeconds;
    private volatile @Nullable Survey survey;
    private volatile Optional<Closed> closed = Optional.empty();

    /** What was last seen of all but the queue's age. */
    private record Survey(long poisoned, long alive, Optional<Instant> sweptAt) {}

    /** Why no mail is taken. */
    private enum Rule {
        UNKNOWN,
        QUEUE_WAITS,
        NOBODY_WORKS,
        OLD_MAIL
    }

    /** @param trials whether some mail is taken all the same */
    private record Closed(Rule rule, String why, boolean trials) {}

    /** @param limit how long the oldest job may have been there to be taken */
    public BackPressure(
            SigningQueue queue, TriggerQueues queues, WorkerRecords workers, Duration limit, InstantSource clock) {
        this.queue = queue;
        this.queues = queues;
        this.workers = workers;
        this.limit = limit;
        this.clock = clock;
        this.watch = new WorkWatch(limit);
    }

    /** Asks the stores; to be called about once a second. */
    public void look() {
        Instant now = clock.instant();
        Optional<Closed> waits;
        try {
            Duration age = queue.oldestAge();
            ageSeconds = age.toMillis() / 1000.0;
            if (age.isPositive()) {
                watch.sawWaiting(now);
            }
            waits = waits(age);
        } catch (IOException | RuntimeException unavailable) {
            ageSeconds = Double.NaN;
            set(now, unknown("the queue does not answer", unavailable));
            return;
        }
        try {
            looksSinceSurvey++;
            if (looksSinceSurvey >= LOOKS_TO_A_SURVEY || closed.isPresent()) {
                survey(now);
                looksSinceSurvey = 0;
                surveyedAt = now;
            }
            if (!watch.isTold()) {
                watch.sawOldest(now, queue.oldestReceived());
            }
            set(now, waits.or(() -> nobodyWorks(now)));
        } catch (IOException | RuntimeException unavailable) {
            Optional<Closed> stillSeen = waits.or(() -> nobodyWorks(now));
            boolean lately = surveyedAt.plus(SEEN_LATELY).isAfter(now);
            if (!lately) {
                survey = null;
            }
            set(now, lately ? stillSeen : unknown("whether anybody signs cannot be seen", unavailable));
        }
    }

    private static Optional<Closed> unknown(String what, Exception unavailable) {
        return Optional.of(new Closed(
                Rule.UNKNOWN,
                what + ": " + unavailable.getMessage()
                        + ". Look whether the store is there and lets the gateway read it",
                false));
    }

    private Optional<Closed> waits(Duration age) {
        if (age.compareTo(limit) <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Closed(
                Rule.QUEUE_WAITS,
                "the oldest mail waits since " + age.toSeconds()
                        + " s. Look whether the functions run, and whether they are enough",
                false));
    }

    private Optional<Closed> nobodyWorks(Instant now) {
        if (watch.sawOldMail(now)) {
            return Optional.of(new Closed(
                    Rule.OLD_MAIL,
                    "a mail that came in more than " + limit.toSeconds()
                            + " s ago waits for its first attempt, and no worker has told of any mail. Look in the functions' log why they do not start",
                    false));
        }
        Survey last = survey;
        long alive = last == null ? 0 : last.alive();
        return watch.idleSince(now, alive > 0)
                .map(since -> new Closed(
                        Rule.NOBODY_WORKS,
                        "no worker has had a mail in hand since " + since + ", and there is some; "
                                + (alive == 0
                                        ? "none is alive. Look in the functions' log why they do not start"
                                        : alive
                                                + " are alive, so one mail in each minute is taken. Look whether the functions of the signing queues are run"),
                        alive > 0));
    }

    private void survey(Instant now) throws IOException {
        long givenUp = queues.length(SigningQueue.POISON) + queues.length(SigningQueue.POISON_OF_POISON);
        long there = queues.length(SigningQueue.NAME) + givenUp;
        List<Heartbeat> heartbeats = workers.heartbeats();
        watch.saw(now, there, heartbeats);
        long alive = heartbeats.stream()
                .filter(heartbeat -> heartbeat.worksOnMail(now))
                .count();
        survey = new Survey(
                givenUp + queues.length(SigningQueue.LAST_POISON), alive, workers.lastDone(WorkerRecords.SWEEP));
    }

    /**
     * Whether a mail may come in now. Where one is taken as a trial, the next to be asked for is not.
     */
    public boolean admits() {
        Optional<Closed> now = closed;
        if (now.isEmpty()) {
            return true;
        }
        long next = nextTrial.get();
        long millis = clock.millis();
        return now.get().trials()
                && next <= millis
                && nextTrial.compareAndSet(next, millis + BETWEEN_TRIALS.toMillis());
    }

    /** Whether no mail is taken, but for trials. */
    public boolean isClosed() {
        return closed.isPresent();
    }

    /** Why it cannot be seen whether anybody signs, so that no mail is taken; empty if it can. */
    public Optional<String> unseen() {
        return closed.filter(now -> now.rule() == Rule.UNKNOWN).map(Closed::why);
    }

    /** The age of the oldest mail that waits, as last seen; NaN if the queue did not answer. */
    public double ageSeconds() {
        return ageSeconds;
    }

    /** How many messages are in the poison queues of the signing queue; NaN if they did not answer. */
    public double poisonLength() {
        Survey last = survey;
        return last == null ? Double.NaN : last.poisoned();
    }

    /** How many processes that the host calls for mail have told within two minutes that they are there; NaN if that cannot be seen. */
    public double workersAlive() {
        Survey last = survey;
        return last == null ? Double.NaN : last.alive();
    }

    /** Since when no sweep for mail that nobody works on has ended; NaN if there was none or that cannot be seen. */
    public double sweepAgeSeconds() {
        Survey last = survey;
        return last == null || last.sweptAt().isEmpty()
                ? Double.NaN
                : Duration.between(last.sweptAt().get(), clock.instant()).toMillis() / 1000.0;
    }

    private void set(Instant now, Optional<Closed> next) {
        Optional<Closed> before = closed;
        if (before.isEmpty() && next.isPresent()) {
            nextTrial.set(now.plus(BETWEEN_TRIALS).toEpochMilli());
        }
        closed = next;
        if (!next.map(Closed::rule).equals(before.map(Closed::rule))) {
            next.ifPresentOrElse(
                    why -> log.warn("taking no more mail: {}", why.why()), () -> log.info("taking mail again"));
        }
    }
}
