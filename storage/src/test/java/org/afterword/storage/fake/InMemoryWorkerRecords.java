package org.afterword.storage.fake;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.afterword.storage.worker.Heartbeat;
import org.afterword.storage.worker.WorkerRecords;

/** Heartbeats and duties in the heap. */
public final class InMemoryWorkerRecords implements WorkerRecords {
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private final Knobs knobs = new Knobs();
    private final InstantSource clock;
    private final Map<String, Heartbeat> heartbeats = new HashMap<>();
    private final Map<String, Instant> begun = new HashMap<>();
    private final Map<String, Instant> done = new HashMap<>();

    public InMemoryWorkerRecords(InstantSource clock) {
        this.clock = clock;
    }

    /** Makes everything fail until the store is there again. */
    public void unavailable(boolean value) {
        knobs.unavailable(value);
    }

    /** Makes the next heartbeats fail. */
    public InMemoryWorkerRecords failNextBeat(int times) {
        knobs.fail("beat", times);
        return this;
    }

    /** Makes the next duties fail to begin. */
    public InMemoryWorkerRecords failNextBegin(int times) {
        knobs.fail("begin", times);
        return this;
    }

    @Override
    public synchronized void beat(Heartbeat heartbeat) throws IOException {
        knobs.meet("beat");
        heartbeats.put(heartbeat.instance(), heartbeat);
    }

    @Override
    public synchronized List<Heartbeat> heartbeats() throws IOException {
        knobs.meet("read");
        Instant forgotten = clock.instant().minus(FORGOTTEN);
        heartbeats.values().removeIf(heartbeat -> !heartbeat.at().isAfter(forgotten));
        return List.copyOf(heartbeats.values());
    }

    @Override
    public synchronized boolean begin(String duty, Duration every) throws IOException {
        knobs.meet("begin");
        Instant now = clock.instant();
        Instant last = begun.get(duty);
        if (last != null && Duration.between(last, now).abs().compareTo(every) < 0) {
            return false;
        }
        begun.put(duty, now);
        return true;
    }

    @Override
    public synchronized void done(String duty) throws IOException {
        knobs.meet("done");
        done.put(duty, clock.instant());
    }

    @Override
    public synchronized Optional<Instant> lastDone(String duty) throws IOException {
        knobs.meet("read");
        return Optional.ofNullable(done.get(duty));
    }
}
