package org.afterword.storage.worker;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the processes of a stamp know of each other: who works on mail, and when the duties were done that one of them does for
 * all. It is there without the documents' store, as long as mail can be kept at all. Safe for use by several threads and
 * processes.
 */
public interface WorkerRecords {
    /** The duty of going through the spool for mail that nobody works on. */
    String SWEEP = "sweep";

    /** Notes that a process works; replaces what it said before. @throws IOException if the store does not answer */
    void beat(Heartbeat heartbeat) throws IOException;

    /**
     * The last sign of life of each process, in no order; those of processes that said nothing for an hour may be missing.
     *
     * @throws IOException if the store does not answer
     */
    List<Heartbeat> heartbeats() throws IOException;

    /**
     * Begins a duty, if nobody has begun it within the time {@code every} before. Of several who ask at once, one gets it. Whoever
     * begins it and dies is followed by another after that time.
     *
     * @param duty a short name, of small letters and {@code -}
     * @return whether the caller is to do it now
     * @throws IOException if the store does not answer; then nobody knows whether it was begun
     */
    boolean begin(String duty, Duration every) throws IOException;

    /** Notes that a duty was done. @throws IOException if the store does not answer */
    void done(String duty) throws IOException;

    /** When a duty was last done; empty if never. @throws IOException if the store does not answer */
    Optional<Instant> lastDone(String duty) throws IOException;
}
