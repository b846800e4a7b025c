package org.afterword.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.afterword.storage.fake.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RefreshingCacheTest {
    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Deque<Runnable> background = new ArrayDeque<>();
    private final RefreshingCache<String, String> cache =
            new RefreshingCache<>(new RetainedSize<>(2, 1000, String::length), clock, background::add);
    private final AtomicInteger reads = new AtomicInteger();
    private boolean unavailable;

    private String get(String key) throws IOException {
        return cache.get(key, () -> {
            reads.incrementAndGet();
            if (unavailable) {
                throw new IOException("the store is unavailable");
            }
            return key + reads.get();
        });
    }

    @Test
    void readsOnceInThirtySeconds() throws IOException {
        assertThat(get("a")).isEqualTo("a1");
        clock.advance(Duration.ofSeconds(30));
        assertThat(get("a")).isEqualTo("a1");
        assertThat(background).isEmpty();
    }

    @Test
    void readsAnewInTheBackground() throws IOException {
        get("a");
        clock.advance(Duration.ofSeconds(31));
        assertThat(get("a")).isEqualTo("a1");
        assertThat(get("a")).isEqualTo("a1");
        assertThat(background).hasSize(1);
        background.remove().run();
        assertThat(get("a")).isEqualTo("a2");
        assertThat(reads).hasValue(2);
    }

    @Test
    void showsAChangeWithinAMinute() throws IOException {
        get("a");
        clock.advance(Duration.ofSeconds(61));
        assertThat(get("a")).isEqualTo("a2");
    }

    @Test
    void servesTheOldValueForADayWhileTheStoreIsUnavailable() throws IOException {
        get("a");
        unavailable = true;
        for (int hours = 1; hours <= 24; hours++) {
            clock.advance(Duration.ofHours(1));
            assertThat(get("a")).isEqualTo("a1");
        }
        clock.advance(Duration.ofSeconds(10));
        assertThatThrownBy(() -> get("a")).isInstanceOf(IOException.class).hasMessageContaining("unavailable");
        unavailable = false;
        assertThat(get("a")).startsWith("a");
    }

    @Test
    void backsOffFromAStoreThatIsUnavailable() throws IOException {
        get("a");
        unavailable = true;
        clock.advance(Duration.ofMinutes(2));
        for (int i = 0; i < 10; i++) {
            assertThat(get("a")).isEqualTo("a1");
        }
        assertThat(reads).hasValue(2);
        unavailable = false;
        clock.advance(Duration.ofSeconds(6));
        assertThat(get("a")).isEqualTo("a3");
    }

    @Test
    void aFirstReadThatFailsIsTheReadersToKnowAndTriedAgain() throws IOException {
        unavailable = true;
        assertThatThrownBy(() -> get("a")).isInstanceOf(IOException.class);
        unavailable = false;
        assertThat(get("a")).isEqualTo("a2");
    }

    @Test
    void evictsForTheLatest() throws IOException {
        get("a");
        get("b");
        get("a");
        get("c");
        assertThat(get("a")).isEqualTo("a1");
        assertThat(get("b")).isEqualTo("b4");
    }

    @Test
    void evictsByTheBytesOfTheValues() throws IOException {
        RefreshingCache<String, String> large =
                new RefreshingCache<>(new RetainedSize<>(1000, 1000, String::length), clock, background::add);
        for (int i = 0; i < 100; i++) {
            String value = "x".repeat(300);
            large.get("key" + i, () -> value);
            assertThat(large.bytes()).isLessThanOrEqualTo(1000);
        }
        assertThat(large.bytes()).isEqualTo(900);
        assertThat(large.get("key99", () -> "read anew")).startsWith("xxx");
        assertThat(large.get("key96", () -> "read anew")).isEqualTo("read anew");
    }

    @Test
    void countsTheBytesOfWhatIsReplacedForgottenAndLarge() throws IOException {
        RefreshingCache<String, String> large =
                new RefreshingCache<>(new RetainedSize<>(1000, 1000, String::length), clock, Runnable::run);
        large.get("a", () -> "x".repeat(400));
        large.get("b", () -> "x".repeat(400));
        clock.advance(Duration.ofMinutes(2));
        large.get("a", () -> "x".repeat(100));
        assertThat(large.bytes()).isEqualTo(500);
        large.forget("b");
        assertThat(large.bytes()).isEqualTo(100);
        large.get("larger than all may be", () -> "x".repeat(5000));
        assertThat(large.get("larger than all may be", () -> "read anew")).hasSize(5000);
        assertThat(large.bytes()).isEqualTo(5000);
        large.get("c", () -> "x");
        assertThat(large.bytes()).isEqualTo(1);
        large.forgetAll();
        assertThat(large.bytes()).isZero();
    }

    @Test
    void whatIsEvictedWhileItIsReadIsNotCounted() throws IOException {
        RefreshingCache<String, String> small =
                new RefreshingCache<>(new RetainedSize<>(1, 1000, String::length), clock, background::add);
        String read = small.get("a", () -> {
            small.get("b", () -> "bb");
            return "aaaa";
        });
        assertThat(read).isEqualTo("aaaa");
        assertThat(small.bytes()).isEqualTo(2);
    }

    @Test
    void knowsForATimeOnlyThatThereIsNothing() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        RefreshingCache<String, Optional<String>> people =
                new RefreshingCache<>(RetainedSize.ofOptional(10, 10_000, String::length), clock, background::add);
        RefreshingCache.Loader<Optional<String>> appears =
                () -> asked.incrementAndGet() < 2 ? Optional.empty() : Optional.of("there");
        assertThat(people.get("a", appears)).isEmpty();
        clock.advance(Duration.ofSeconds(10));
        assertThat(people.get("a", appears)).isEmpty();
        assertThat(asked).hasValue(1);
        clock.advance(Duration.ofSeconds(11));
        assertThat(people.get("a", appears)).contains("there");
        clock.advance(Duration.ofSeconds(21));
        assertThat(people.get("a", appears)).contains("there");
        assertThat(asked).hasValue(2);
    }

    @Test
    void remembersThatThereIsNothingWhileTheStoreIsUnavailable() throws IOException {
        RefreshingCache<String, Optional<String>> people =
                new RefreshingCache<>(RetainedSize.ofOptional(10, 10_000, String::length), clock, background::add);
        people.get("a", Optional::empty);
        clock.advance(Duration.ofHours(1));
        assertThat(people.get("a", () -> {
                    throw new IOException("the store is unavailable");
                }))
                .isEmpty();
    }

    @Test
    void forgetsWhatWasChangedEvenWhileItIsRead() throws IOException {
        get("a");
        clock.advance(Duration.ofSeconds(31));
        get("a");
        cache.forget("a");
        background.remove().run();
        assertThat(get("a")).isEqualTo("a3");
    }

    @Test
    void manyReadersCauseOneRead() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        RefreshingCache.Loader<String> slow = () -> {
            reads.incrementAndGet();
            reading.countDown();
            try {
                goOn.await();
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
            return "slow";
        };
        List<Thread> readers = new ArrayList<>();
        AtomicInteger served = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            readers.add(Thread.ofVirtual().start(() -> {
                try {
                    served.addAndGet(cache.get("a", slow).equals("slow") ? 1 : 0);
                } catch (IOException failed) {
                    throw new AssertionError(failed);
                }
            }));
        }
        reading.await();
        goOn.countDown();
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(served).hasValue(20);
        assertThat(reads).hasValue(1);
    }
}
