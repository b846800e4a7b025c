package org.afterword.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.afterword.storage.mail.SigningJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flips one bit at random places, once for each store, and counts what comes back. */
class BitFlipTest {
    private static final int FLIPS = Integer.getInteger("afterword.flips", 40);
    private static final int MAILS = 20;
    private static final int SIZE = 3_000;
    private static final int LOG_HEADER = 32;
    private static final int FRAME_HEADER = 24;

    private final long seed = Long.getLong("afterword.flips.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    Path temporary;

    /**
     * What a kill leaves: all that was acknowledged is in the log. SQLite would end it at the flipped bit. Ours takes nothing,
     * or, where the checksum fits more than one bit of the page, at most the mails on that page, whose bytes are set aside.
     */
    @Test
    void aFlippedBitInTheLogTakesAtMostOnePage() throws IOException {
        StoredFolder cut;
        List<SigningJob> jobs;
        try (EmbeddedStores stores = EmbeddedStores.open(temporary.resolve("store"))) {
            jobs = StoredFolder.fill(stores, MAILS, SIZE);
            cut = new StoredFolder(temporary.resolve("store")).cutOff(temporary.resolve("cut"));
        }
        List<Long> bits = new ArrayList<>();
        for (long bit = 0; bit < 56 * 8; bit += 31) { // The log's header, and that of its first frame.
            bits.add(bit);
        }
        while (bits.size() < FLIPS) {
            bits.add(random.nextLong(8 * Files.size(cut.log())));
        }
        for (long bit : bits) {
            StoredFolder hurt = cut.cutOff(temporary.resolve("hurt"));
            flip(hurt.log(), bit);
            List<SigningJob> returned = returnAll(hurt);
            List<SigningJob> missing =
                    jobs.stream().filter(job -> !returned.contains(job)).toList();
            assertThat(returned)
                    .as("bit %d, seed %d", bit, seed)
                    .isSubsetOf(jobs)
                    .doesNotHaveDuplicates();
            assertThat(missing)
                    .as("bit %d, seed %d", bit, seed)
                    .hasSizeLessThanOrEqualTo(isAmbiguous(bit) ? StoredFolder.PAGE / SIZE : 0)
                    .allSatisfy(job -> assertThat(hurt.damagedMail(job)).exists());
            delete(hurt.path());
        }
    }

    /** Takes all mail out; where the damage is met in the middle, restarts as the store's error demands. */
    private static List<SigningJob> returnAll(StoredFolder hurt) throws IOException {
        List<SigningJob> returned = new ArrayList<>();
        try (EmbeddedStores stores = EmbeddedStores.open(hurt.path())) {
            StoredFolder.returnAll(stores, SIZE, returned);
        } catch (IOException restart) {
            assertThat(restart).hasMessageContaining("damaged");
            try (EmbeddedStores stores = EmbeddedStores.open(hurt.path())) {
                StoredFolder.returnAll(stores, SIZE, returned);
            }
        }
        return returned;
    }

    /**
     * Whether the log's checksum, sums modulo 2^32 with Fibonacci numbers as weights, may be the same for another bit of the
     * page: bit {@code 31 - k} of a word has the same weight in each 3 * 2^k words.
     */
    private static boolean isAmbiguous(long bit) {
        long inFrames = bit / 8 - LOG_HEADER;
        long inPage = inFrames % (FRAME_HEADER + StoredFolder.PAGE) - FRAME_HEADER;
        long bitOfWord = inPage % Integer.BYTES * 8 + bit % 8;
        return inFrames >= 0 && inPage >= 0 && 3L << 31 - bitOfWord < StoredFolder.PAGE / Integer.BYTES;
    }

    private static void flip(Path file, long bit) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(bit / 8);
            int value = open.read();
            open.seek(bit / 8);
            open.write(value ^ 1 << bit % 8);
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
