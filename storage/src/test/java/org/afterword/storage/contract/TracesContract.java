package org.afterword.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.afterword.storage.port.Page;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TraceQuery;
import org.afterword.storage.trace.TraceRecord;
import org.junit.jupiter.api.Test;

/** What the store of traces promises. */
interface TracesContract extends StoresContract {
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static TraceQuery between(Instant from, Instant until) {
        return new TraceQuery(from, until, Optional.empty(), Optional.empty(), Optional.empty(), 10);
    }

    @Test
    default void givesTheNewestTracesFirst() throws IOException {
        TenantId tenant = Samples.tenantId();
        TraceRecord yesterday = Samples.trace(tenant, now().minus(Duration.ofDays(1)));
        TraceRecord earlier = Samples.trace(tenant, now().minusSeconds(1));
        TraceRecord latest = Samples.trace(tenant, now());
        stores().traces().add(yesterday);
        stores().traces().add(latest);
        stores().traces().add(earlier);
        stores().traces().add(Samples.trace(Samples.tenantId(), now()));
        assertThat(stores().traces().newest(tenant, 10)).containsExactly(latest, earlier, yesterday);
        assertThat(stores().traces().newest(tenant, 2)).containsExactly(latest, earlier);
        assertThat(stores().traces().newest(Samples.tenantId(), 10)).isEmpty();
    }

    @Test
    default void findsTracesOfASpanOfTime() throws IOException {
        TenantId tenant = Samples.tenantId();
        Instant now = now();
        List<TraceRecord> hourly = new ArrayList<>();
        for (int hours = 0; hours < 30; hours += 3) {
            TraceRecord record = Samples.trace(tenant, now.minus(Duration.ofHours(hours)));
            stores().traces().add(record);
            hourly.add(record);
        }
        assertThat(stores().traces()
                        .find(tenant, between(hourly.get(6).at(), hourly.get(3).at()))
                        .items())
                .containsExactly(hourly.get(4), hourly.get(5), hourly.get(6));
        assertThat(stores().traces()
                        .find(tenant, between(now.plusSeconds(1), now.plusSeconds(2)))
                        .items())
                .isEmpty();
    }

    @Test
    default void findsTracesBySenderAndByMessageId() throws IOException {
        TenantId tenant = Samples.tenantId();
        TraceRecord one = Samples.trace(tenant, now(), "5e0d", "aa");
        TraceRecord other = Samples.trace(tenant, now(), "0000", "bb");
        stores().traces().add(one);
        stores().traces().add(other);
        TraceQuery all = TraceQuery.newest(10);
        TraceQuery bySender =
                new TraceQuery(all.from(), all.until(), Optional.of("5e0d"), Optional.empty(), Optional.empty(), 10);
        TraceQuery byMessage =
                new TraceQuery(all.from(), all.until(), Optional.empty(), Optional.of("bb"), Optional.empty(), 10);
        TraceQuery byBoth =
                new TraceQuery(all.from(), all.until(), Optional.of("5e0d"), Optional.of("bb"), Optional.empty(), 10);
        assertThat(stores().traces().find(tenant, bySender).items()).containsExactly(one);
        assertThat(stores().traces().find(tenant, byMessage).items()).containsExactly(other);
        assertThat(stores().traces().find(tenant, byBoth).items()).isEmpty();
    }

    @Test
    default void givesTracesInPages() throws IOException {
        TenantId tenant = Samples.tenantId();
        Instant now = now();
        for (int i = 0; i < 7; i++) {
            // Some of one instant, which is where a page may end.
            stores().traces().add(Samples.trace(tenant, now.minus(Duration.ofHours(i / 3))));
        }
        List<TraceRecord> paged = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<TraceRecord> page = stores().traces()
                    .find(
                            tenant,
                            new TraceQuery(Instant.EPOCH, Instant.MAX, Optional.empty(), Optional.empty(), next, 2));
            paged.addAll(page.items());
            sizes.add(page.items().size());
            next = page.next();
        } while (next.isPresent());
        assertThat(sizes).containsExactly(2, 2, 2, 1);
        assertThat(paged).isEqualTo(stores().traces().newest(tenant, 10)).hasSize(7);
    }

    @Test
    default void refusesAPlaceInTheTraceThatItDidNotGive() {
        assertThatThrownBy(() -> new TraceQuery(
                        Instant.EPOCH,
                        Instant.MAX,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("2026-01-01T00:00:00Z~x~1"),
                        10))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
