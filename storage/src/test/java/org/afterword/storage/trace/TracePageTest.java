package org.afterword.storage.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.port.Page;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries and the pages that answer them. */
class TracePageTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final TenantId tenant = Samples.tenantId();

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void showsEveryRecordOnceInWhateverOrderTheyAreOffered() {
        List<TraceRecord> records = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            records.add(Samples.trace(tenant, START.plusSeconds(i / 2)));
        }
        Collections.shuffle(records, new Random(1));
        List<TraceRecord> shown = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<TraceRecord> page = page(query(START, Instant.MAX, next, 10), records);
            sizes.add(page.items().size());
            shown.addAll(page.items());
            next = page.next();
        } while (next.isPresent());

        assertThat(sizes).containsExactly(10, 10, 5);
        assertThat(shown).containsExactlyInAnyOrderElementsOf(records);
        assertThat(shown).extracting(TraceRecord::at).isSortedAccordingTo(Collections.reverseOrder());
    }

    @Test
    void hasNoNextPageWhereItHoldsTheLastRecord() {
        List<TraceRecord> records = List.of(Samples.trace(tenant, START), Samples.trace(tenant, START.plusSeconds(1)));

        assertThat(page(TraceQuery.newest(2), records).next()).isEmpty();
        assertThat(page(TraceQuery.newest(1), records).next()).isPresent();
        assertThat(page(TraceQuery.newest(1), List.of())).isEqualTo(new Page<TraceRecord>(List.of(), Optional.empty()));
    }

    @Test
    void takesTheEarliestTimeAndNotTheLatest() {
        TraceRecord first = Samples.trace(tenant, START);
        TraceRecord last = Samples.trace(tenant, START.plusSeconds(60));

        Page<TraceRecord> page = page(query(START, START.plusSeconds(60), Optional.empty(), 10), List.of(first, last));

        assertThat(page.items()).containsExactly(first);
    }

    @Test
    void filtersBySenderAndByMessageId() {
        TraceRecord wanted = Samples.trace(tenant, START, "5e0d", "1d");
        TraceRecord otherSender = Samples.trace(tenant, START, "0000", "1d");
        TraceRecord otherMessage = Samples.trace(tenant, START, "5e0d", "2d");
        List<TraceRecord> all = List.of(wanted, otherSender, otherMessage);

        assertThat(page(filtered(Optional.of("5e0d"), Optional.of("1d")), all).items())
                .containsExactly(wanted);
        assertThat(page(filtered(Optional.of("5e0d"), Optional.empty()), all).items())
                .containsExactlyInAnyOrder(wanted, otherMessage);
        assertThat(page(filtered(Optional.empty(), Optional.of("1d")), all).items())
                .containsExactlyInAnyOrder(wanted, otherSender);
    }

    @Test
    void tellsAStoreWhereToStopReading() {
        TracePage page = new TracePage(TraceQuery.newest(2));
        assertThat(page.oldest()).isEqualTo(Instant.MAX);
        assertThat(page.isFull()).isFalse();

        for (int i = 0; i < 3; i++) {
            page.offer(Samples.trace(tenant, START.plusSeconds(i)));
        }
        assertThat(page.isFull()).isTrue();
        assertThat(page.oldest()).isEqualTo(START);

        page.offer(Samples.trace(tenant, START.plusSeconds(9)));
        assertThat(page.oldest()).isEqualTo(START.plusSeconds(1));
        page.offer(Samples.trace(tenant, START.minusSeconds(9)));
        assertThat(page.oldest()).isEqualTo(START.plusSeconds(1));
    }

    @Test
    void tellsAStoreWhereToBeginReading() {
        String next = TracePosition.of(Samples.trace(tenant, START)).toString();

        assertThat(TraceQuery.newest(1).latest()).isEqualTo(Instant.MAX);
        assertThat(query(START, START.plusSeconds(60), Optional.empty(), 1).latest())
                .isEqualTo(START.plusSeconds(60));
        assertThat(query(Instant.EPOCH, START.plusSeconds(60), Optional.of(next), 1)
                        .latest())
                .isEqualTo(START);
        assertThat(query(Instant.EPOCH, START.minusSeconds(60), Optional.of(next), 1)
                        .latest())
                .isEqualTo(START.minusSeconds(60));
    }

    @Test
    void refusesAPageWithoutRecordsAndAPositionThatIsNone() {
        assertThatThrownBy(() -> TraceQuery.newest(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> query(START, START, Optional.of("here"), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Page<TraceRecord> page(TraceQuery query, List<TraceRecord> records) {
        TracePage page = new TracePage(query);
        records.forEach(page::offer);
        return page.page();
    }

    private static TraceQuery query(Instant from, Instant until, Optional<String> next, int limit) {
        return new TraceQuery(from, until, Optional.empty(), Optional.empty(), next, limit);
    }

    private static TraceQuery filtered(Optional<String> sender, Optional<String> message) {
        return new TraceQuery(Instant.EPOCH, Instant.MAX, sender, message, Optional.empty(), 10);
    }
}
