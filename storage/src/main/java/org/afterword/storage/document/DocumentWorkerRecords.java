package org.afterword.storage.document;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.worker.Heartbeat;
import org.afterword.storage.worker.WorkerRecords;

/**
 * A document for each process and each duty. Whoever lists the heartbeats removes those of processes that said nothing for a
 * day, so that the list stays short where processes come and go. Who may only read leaves that to others.
 */
public final class DocumentWorkerRecords implements WorkerRecords {
    private static final String WORKERS = "workers";
    private static final String DUTIES = "duties";
    private static final Duration FORGOTTEN = Duration.ofHours(1);
    private static final Duration REFUSED = Duration.ofHours(1);
    private static final int PAGE = 5000;
    private static final int TRIES = 5;

    private final KeyedDocuments documents;
    private final InstantSource clock;
    private volatile Instant noRemovalBefore = Instant.MIN;

    /**
     * @param begun when it was begun last
     * @param done when it was done last; empty if never
     */
    private record Duty(Instant begun, Optional<Instant> done) {}

    public DocumentWorkerRecords(KeyedDocuments documents, InstantSource clock) {
        this.documents = documents;
        this.clock = clock;
    }

    @Override
    public void beat(Heartbeat heartbeat) throws IOException {
        documents.put(WORKERS, heartbeat.instance(), heartbeat, new Precondition.Any());
    }

    @Override
    public List<Heartbeat> heartbeats() throws IOException {
        List<Heartbeat> heartbeats = new ArrayList<>();
        Instant forgotten = clock.instant().minus(FORGOTTEN);
        Optional<String> next = Optional.empty();
        do {
            Page<Versioned<Heartbeat>> page = documents.page(WORKERS, next, PAGE, Heartbeat.class);
            for (Versioned<Heartbeat> found : page.items()) {
                if (found.value().at().isAfter(forgotten)) {
                    heartbeats.add(found.value());
                } else {
                    remove(found);
                }
            }
            next = page.next();
        } while (next.isPresent());
        return heartbeats;
    }

    private void remove(Versioned<Heartbeat> silent) {
        Instant now = clock.instant();
        if (now.isBefore(noRemovalBefore)) {
            return;
        }
        try {
            documents.delete(WORKERS, silent.value().instance(), new Precondition.Matches(silent.etag()));
        } catch (PreconditionFailedException another) {
            // Removed by somebody else, or the process has come back.
        } catch (IOException refused) {
            noRemovalBefore = now.plus(REFUSED);
        }
    }

    @Override
    public boolean begin(String duty, Duration every) throws IOException {
        Instant now = clock.instant();
        Optional<Versioned<Duty>> last = documents.read(DUTIES, duty, Duty.class);
        // A clock that is a little behind shows a time to come, one that was set back a time far ahead.
        boolean recent = last.filter(found ->
                        Duration.between(found.value().begun(), now).abs().compareTo(every) < 0)
                .isPresent();
        if (recent) {
            return false;
        }
        Duty begun = new Duty(now, last.flatMap(found -> found.value().done()));
        try {
            documents.put(DUTIES, duty, begun, Precondition.unchangedSince(last));
            return true;
        } catch (PreconditionFailedException another) {
            return false;
        }
    }

    @Override
    public void done(String duty) throws IOException {
        for (int tried = 1; ; tried++) {
            Instant now = clock.instant();
            Optional<Versioned<Duty>> last = documents.read(DUTIES, duty, Duty.class);
            Instant begun = last.map(found -> found.value().begun()).orElse(now);
            try {
                documents.put(DUTIES, duty, new Duty(begun, Optional.of(now)), Precondition.unchangedSince(last));
                return;
            } catch (PreconditionFailedException another) {
                if (tried == TRIES) {
                    throw another;
                }
            }
        }
    }

    @Override
    public Optional<Instant> lastDone(String duty) throws IOException {
        return documents.find(DUTIES, duty, Duty.class).flatMap(Duty::done);
    }
}
