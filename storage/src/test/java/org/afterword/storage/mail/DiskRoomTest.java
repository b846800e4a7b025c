package org.afterword.storage.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.mail.DiskRoom.Taken;
import org.junit.jupiter.api.Test;

class DiskRoomTest {
    private static final long MEGABYTE = 1 << 20;

    private long nanoseconds;
    private final DiskRoom room = new DiskRoom(64 * MEGABYTE, () -> nanoseconds);

    private static SpoolName mail() {
        return Samples.job(Instant.now()).spoolName();
    }

    @Test
    void asManyAsThereIsRoomFor() {
        Taken first = room.take(mail(), 20 * MEGABYTE).orElseThrow();
        assertThat(room.take(mail(), 20 * MEGABYTE)).isPresent();
        assertThat(room.take(mail(), 20 * MEGABYTE)).isPresent();
        assertThat(room.take(mail(), 20 * MEGABYTE)).isEmpty();
        assertThat(room.take(mail(), 4 * MEGABYTE)).isPresent();
        first.close();
        first.close();
        assertThat(room.take(mail(), 20 * MEGABYTE)).isPresent();
        assertThat(room.take(mail(), 1)).as("given back once").isEmpty();
    }

    @Test
    void oneThatIsLargerThanAllTheRoomGetsItAlone() {
        Taken small = room.take(mail(), MEGABYTE).orElseThrow();
        SpoolName large = mail();
        assertThat(room.take(large, 150 * MEGABYTE)).isEmpty();
        small.close();
        Taken all = room.take(large, 150 * MEGABYTE).orElseThrow();
        assertThat(room.take(mail(), 1)).isEmpty();
        all.close();
        assertThat(room.take(mail(), 1)).isPresent();
    }

    /** Three are there at any time, each of which is followed by another: without a claim there would never be room. */
    @Test
    void oneThatNeedsMuchIsNotHeldUpForEverByManySmallOnes() {
        Deque<Taken> there = new ArrayDeque<>();
        for (int i = 0; i < 3; i++) {
            there.add(room.take(mail(), 20 * MEGABYTE).orElseThrow());
        }
        SpoolName large = mail();
        int turns = 0;
        while (room.take(large, 60 * MEGABYTE).isEmpty()) {
            assertThat(++turns).isLessThan(10);
            if (!there.isEmpty()) {
                there.remove().close();
            }
            room.take(mail(), 20 * MEGABYTE).ifPresent(there::add);
        }
        assertThat(there).isEmpty();
    }

    @Test
    void aClaimEndsIfItsMailDoesNotComeAgain() {
        Taken half = room.take(mail(), 32 * MEGABYTE).orElseThrow();
        assertThat(room.take(mail(), 60 * MEGABYTE)).isEmpty();
        half.close();
        assertThat(room.take(mail(), 1)).isEmpty();
        nanoseconds += SigningQueue.SOON.toNanos();
        assertThat(room.take(mail(), 1)).as("its mail may still come").isEmpty();
        nanoseconds += Duration.ofSeconds(21).toNanos();
        assertThat(room.take(mail(), 1)).isPresent();
    }
}
