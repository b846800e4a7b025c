package org.afterword.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.afterword.storage.embedded.SegmentLog.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentLogTest {
    private static final int SEGMENT = 64 * 1024;

    @TempDir
    Path folder;

    /** Keeps every record for ever. */
    private static final class Keeper implements SegmentLog.Owner {
        final List<String> records = new ArrayList<>();
        final List<Place> places = new ArrayList<>();

        @Override
        public void replay(Place place, ByteBuffer record) {
            records.add(StandardCharsets.UTF_8.decode(record).toString());
            places.add(place);
        }

        @Override
        public void relocate(Place place, ByteBuffer record) {}
    }

    @Test
    void replaysWhatWasWrittenInThatOrder() throws IOException {
        try (SegmentLog log = open(new Keeper())) {
            for (int i = 0; i < 5000; i++) {
                log.append(bytes("record "), bytes("number " + i));
            }
        }
        Keeper keeper = new Keeper();
        open(keeper).close();
        assertThat(keeper.records).hasSize(5000).startsWith("record number 0").endsWith("record number 4999");
    }

    @Test
    void writesRecordsLargerThanAWriteAtOnce() throws IOException {
        byte[] large = new byte[1_200_000];
        large[large.length - 1] = 'x';
        try (SegmentLog log = new SegmentLog(folder, 8 << 20)) {
            log.open(new Keeper());
            log.append(bytes("small"));
            Place place = log.append(ByteBuffer.wrap(large), bytes("end"));
            log.append(bytes("small"));
            ByteBuffer read = log.read(place);
            assertThat(read.remaining()).isEqualTo(large.length + 3);
            assertThat(read.get(large.length - 1)).isEqualTo((byte) 'x');
        }
    }

    @Test
    void readsWhatItHasNotYetWritten() throws IOException {
        try (SegmentLog log = open(new Keeper())) {
            Place place = log.appendLazily(bytes("nobody waits"));
            assertThat(log.read(place)).isEqualTo(bytes("nobody waits"));
        }
    }

    @Test
    void cutsOffATornTail() throws IOException {
        Path file;
        try (SegmentLog log = open(new Keeper())) {
            log.await(log.append(bytes("whole")));
            log.await(log.append(bytes("torn by the crash")));
            file = onlyFile();
        }
        overwrite(file, Segment.HEADER + 8 + 5 + 8 + 4, "?");
        Keeper keeper = new Keeper();
        try (SegmentLog log = open(keeper)) {
            assertThat(keeper.records).containsExactly("whole");
            log.retain(keeper.places.getFirst());
            log.append(bytes("after the crash"));
        }
        Keeper later = new Keeper();
        open(later).close();
        assertThat(later.records).containsExactly("whole", "after the crash");
    }

    @Test
    void survivesARecordHeaderOfGarbage() throws IOException {
        try (SegmentLog log = open(new Keeper())) {
            log.await(log.append(bytes("whole")));
        }
        overwrite(onlyFile(), Segment.HEADER + 8 + 5, "\u007f\u007f\u007f\u007f garbage");
        Keeper keeper = new Keeper();
        open(keeper).close();
        assertThat(keeper.records).containsExactly("whole");
    }

    @Test
    void ignoresAFileThatWasCutOffWhileItWasMade() throws IOException {
        Files.write(folder.resolve("00000001.log"), new byte[100]);
        Keeper keeper = new Keeper();
        try (SegmentLog log = open(keeper)) {
            log.await(log.append(bytes("whole")));
        }
        assertThat(keeper.records).isEmpty();
        open(keeper).close();
        assertThat(keeper.records).containsExactly("whole");
    }

    @Test
    void usesFilesAgainAndNeverTakesOldRecordsForNew() throws IOException {
        try (SegmentLog log = open(new Keeper())) {
            for (int i = 0; i < 20_000; i++) {
                Place place = log.append(bytes("a record that is soon forgotten, number " + i));
                log.release(place);
                if (i % 100 == 0) {
                    log.await(place);
                }
            }
        }
        assertThat(count()).isLessThan(25);
        Keeper keeper = new Keeper();
        open(keeper).close();
        List<String> sorted = keeper.records.stream()
                .sorted((a, b) -> Integer.compare(number(a), number(b)))
                .toList();
        assertThat(keeper.records).isEqualTo(sorted);
    }

    @Test
    void oneSyncServesManyThreads() throws Exception {
        ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
        try (SegmentLog log = open(new Keeper())) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 20; t++) {
                String name = "thread " + t;
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        for (int i = 0; i < 100; i++) {
                            log.await(log.append(bytes(name + " record " + i)));
                            acknowledged.add(name + " record " + i);
                        }
                    } catch (IOException unsure) {
                        throw new AssertionError(unsure);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        Keeper keeper = new Keeper();
        open(keeper).close();
        assertThat(acknowledged).hasSize(2000);
        assertThat(keeper.records).containsAll(acknowledged);
    }

    @Test
    void anInterruptedThreadStillGetsItsRecordWrittenAndHarmsNoOther() throws Exception {
        try (SegmentLog log = open(new Keeper())) {
            Thread.currentThread().interrupt();
            log.await(log.append(bytes("interrupted")));
            assertThat(Thread.interrupted()).isTrue();
            log.await(log.append(bytes("next")));
        }
        Keeper keeper = new Keeper();
        open(keeper).close();
        assertThat(keeper.records).containsExactly("interrupted", "next");
    }

    @Test
    void refusesRecordsOnceClosed() throws IOException {
        SegmentLog log = open(new Keeper());
        log.close();
        assertThatThrownBy(() -> log.append(bytes("late")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    private SegmentLog open(SegmentLog.Owner owner) throws IOException {
        SegmentLog log = new SegmentLog(folder, SEGMENT);
        log.open(owner);
        return log;
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().findFirst().orElseThrow();
        }
    }

    private long count() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private static void overwrite(Path file, int position, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(bytes(text), position);
        }
    }

    private static int number(String record) {
        return Integer.parseInt(record.substring(record.lastIndexOf(' ') + 1));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
