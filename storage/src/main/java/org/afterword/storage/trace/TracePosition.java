package org.afterword.storage.trace;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/** A record's place in the order of the trace, newest first; of records of one time, by job and attempt. */
record TracePosition(Instant at, UUID jobId, int attempt) {
    static final Comparator<TracePosition> NEWEST_FIRST = Comparator.comparing(TracePosition::at)
            .thenComparing(TracePosition::jobId)
            .thenComparing(TracePosition::attempt)
            .reversed();
    private static final String BETWEEN = "~";

    static TracePosition of(TraceRecord record) {
        return new TracePosition(record.at(), record.jobId(), record.attempt());
    }

    /** @throws IllegalArgumentException if it is not what {@link #toString} gave */
    static TracePosition parse(String text) {
        String[] parts = text.split(BETWEEN, -1);
        if (parts.length == 3) {
            try {
                return new TracePosition(
                        Instant.parse(parts[0]), UUID.fromString(parts[1]), Integer.parseInt(parts[2]));
            } catch (DateTimeException | IllegalArgumentException another) {
                // The message below says so without the value.
            }
        }
        throw new IllegalArgumentException("not the position of a page of the trace");
    }

    boolean isBefore(TraceRecord record) {
        return NEWEST_FIRST.compare(this, of(record)) < 0;
    }

    @Override
    public String toString() {
        return at + BETWEEN + jobId + BETWEEN + attempt;
    }
}
