package org.afterword.storage.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.afterword.storage.port.Page;

/**
 * Chooses a page out of records that are offered in any order, for the stores. It holds one record more than the page
 * has, however many are offered. For one thread.
 */
public final class TracePage {
    private static final Comparator<TraceRecord> NEWEST_FIRST =
            Comparator.comparing(TracePosition::of, TracePosition.NEWEST_FIRST);

    private final TraceQuery query;
    private final PriorityQueue<TraceRecord> newest = new PriorityQueue<>(NEWEST_FIRST.reversed());

    public TracePage(TraceQuery query) {
        this.query = query;
    }

    /** Takes the record if it belongs on the page as far as is known. */
    public void offer(TraceRecord record) {
        if (query.wants(record)) {
            newest.add(record);
            if (newest.size() > query.limit() + 1) {
                newest.remove();
            }
        }
    }

    /** Whether records older than all that were offered can change nothing. */
    public boolean isFull() {
        return newest.size() > query.limit();
    }

    /** The time of the oldest record that is held; the latest time there is where none is. */
    public Instant oldest() {
        TraceRecord oldest = newest.peek();
        return oldest == null ? Instant.MAX : oldest.at();
    }

    /** The page of what was offered. */
    public Page<TraceRecord> page() {
        List<TraceRecord> records = new ArrayList<>(newest);
        records.sort(NEWEST_FIRST);
        if (records.size() <= query.limit()) {
            return new Page<>(records, Optional.empty());
        }
        List<TraceRecord> page = records.subList(0, query.limit());
        return new Page<>(page, Optional.of(TracePosition.of(page.getLast()).toString()));
    }
}
