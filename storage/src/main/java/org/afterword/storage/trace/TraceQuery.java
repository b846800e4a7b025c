package org.afterword.storage.trace;

import java.time.Instant;
import java.util.Optional;

/**
 * Asks for trace records.
 *
 * @param from the earliest time of a record
 * @param until the time before which records were written
 * @param senderHash the keyed hash of the sender's address; empty for all senders
 * @param messageIdHash the keyed hash of the Message-ID; empty for all
 * @param next {@link org.afterword.storage.port.Page#next} of the page before; empty for the first
 * @param limit the most on a page
 */
public record TraceQuery(
        Instant from,
        Instant until,
        Optional<String> senderHash,
        Optional<String> messageIdHash,
        Optional<String> next,
        int limit) {

    /** @throws IllegalArgumentException if {@code next} was not given by a store, or the limit is not positive */
    public TraceQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("a page has at least one record, not " + limit);
        }
        next.ifPresent(TracePosition::parse);
    }

    /** All records, newest first. */
    public static TraceQuery newest(int limit) {
        return new TraceQuery(Instant.EPOCH, Instant.MAX, Optional.empty(), Optional.empty(), Optional.empty(), limit);
    }

    /** Whether the record is one that is asked for, and comes after the pages before. */
    boolean wants(TraceRecord record) {
        return !record.at().isBefore(from)
                && record.at().isBefore(until)
                && senderHash.map(record.senderHash()::equals).orElse(true)
                && messageIdHash.map(record.messageIdHash()::equals).orElse(true)
                && next.map(place -> TracePosition.parse(place).isBefore(record))
                        .orElse(true);
    }

    /** No record later than this is on the page: where a store begins to look. */
    public Instant latest() {
        Instant place = next.map(TracePosition::parse).map(TracePosition::at).orElse(until);
        return place.isBefore(until) ? place : until;
    }
}
