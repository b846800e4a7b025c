package org.afterword.storage.embedded.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through the log that a process left which did not end in order, before SQLite reads it. SQLite takes the first frame
 * whose checksum is wrong for the end of the log, and drops without a word all that was committed after it. Where one
 * flipped bit is the fault, the checksum tells which: it is put right, and nothing is lost. The checksum is a sum modulo 2^32,
 * for which a high bit of one word may be as good as that of another: then what is stored has to tell. The form of the log:
 * https://sqlite.org/fileformat.html#walformat.
 */
public final class LogRepair {
    private static final Logger LOG = LoggerFactory.getLogger(LogRepair.class);
    private static final String REPAIRED =
            "a bit of the log {} was flipped at or after {} and is put right. Look at the disk";
    private static final int HEADER = 32;
    private static final int HEADER_SUMMED = 24;
    private static final int FRAME_HEADER = 24;
    private static final int FRAME_SUMMED = 8;
    private static final int FRAME_SALTS = 8;
    private static final int FRAME_SUM = 16;
    private static final int PAGE_SIZE = 8;
    private static final int SALTS = 16;
    private static final int MAGIC_LITTLE_ENDIAN = 0x377f0682;

    /** A log has 16 MB, see {@link SqliteFile}. More than this, with its database, is not read again for each bit that it may be. */
    private static final long MOST_TRIED_BYTES = 64 << 20;

    private final Path database;
    private final Path log;
    private final BooleanSupplier isSound;

    /** @param isSound opens the database without changing it, and says whether all in it is as it was stored */
    public LogRepair(SqliteFile file, BooleanSupplier isSound) {
        this.database = file.path();
        this.log = file.log();
        this.isSound = isSound;
    }

    /** Puts right what can be. No connection to the database may be open. */
    public void run() throws IOException {
        if (!Files.exists(log)) {
            return;
        }
        try (FileChannel channel = PlainFiles.openLog(log)) {
            byte[] header = new byte[HEADER];
            if (!read(channel, 0, header)) {
                return;
            }
            if (!isWhole(header)) {
                byte[] first = frame(header);
                boolean hasFrame = read(channel, HEADER, first);
                List<Integer> bits = candidates(header, LogRepair::isWhole, any -> !hasFrame || follows(first, any));
                if (bits.isEmpty()) {
                    LOG.error("the header of the log {} is damaged; what is in the log cannot be read", log);
                    return;
                }
                flip(header, bits.getFirst());
                write(channel, 0, header);
                LOG.error(REPAIRED, log, 0);
            }
            repairFrames(channel, header);
        }
    }

    private void repairFrames(FileChannel channel, byte[] header) throws IOException {
        ByteOrder order = order(header);
        long salts = number(header, SALTS);
        long before = number(header, HEADER_SUMMED);
        byte[] frame = frame(header);
        byte[] next = frame(header);
        Doubt doubt = null;
        for (long at = HEADER; read(channel, at, frame); at += frame.length) {
            long sum = before;
            Predicate<byte[]> follows = any -> follows(any, salts, order, sum);
            if (!follows.test(frame)) {
                // After its end a log has what is left of an earlier one, which had other salts.
                if (Long.bitCount(number(frame, FRAME_SALTS) ^ salts) > 1) {
                    break;
                }
                boolean hasNext = read(channel, at + frame.length, next);
                Predicate<byte[]> goesOn = any -> hasNext && follows(next, salts, order, number(any, FRAME_SUM));
                List<Integer> bits = candidates(frame, follows, goesOn);
                if (bits.isEmpty()) {
                    if (goesOn.test(frame)) {
                        LOG.error("the log {} is damaged at {}; the changes after that place are lost", log, at);
                    }
                    break; // A power cut leaves an unfinished frame, of a change that was not acknowledged.
                }
                if (bits.size() > 1) {
                    doubt = new Doubt(at, frame.clone(), bits);
                }
                flip(frame, bits.getFirst());
                write(channel, at, frame);
                LOG.error(REPAIRED, log, at);
            }
            before = number(frame, FRAME_SUM);
        }
        if (doubt != null) {
            resolve(channel, doubt);
        }
    }

    /**
     * A frame for whose checksum more than one bit may be the flipped one.
     *
     * @param damaged the frame as it was found
     */
    private record Doubt(long at, byte[] damaged, List<Integer> bits) {}

    /** Tries one bit after the other until all that is stored is sound. */
    private void resolve(FileChannel channel, Doubt doubt) throws IOException {
        if (Files.size(database) + channel.size() <= MOST_TRIED_BYTES) {
            for (int bit : doubt.bits()) {
                flipIn(channel, doubt, bit);
                if (isSound.getAsBoolean()) {
                    return;
                }
            }
        }
        flipIn(channel, doubt, doubt.bits().getFirst());
        LOG.error(
                "which bit of the log {} was flipped at {} is not sure; a mail there may be damaged", log, doubt.at());
    }

    private static void flipIn(FileChannel channel, Doubt doubt, int bit) throws IOException {
        byte[] frame = doubt.damaged().clone();
        flip(frame, bit);
        write(channel, doubt.at(), frame);
    }

    /** An empty frame of the size that the header states, or of ours where it states none that can be. */
    private static byte[] frame(byte[] header) {
        int page = ByteBuffer.wrap(header).getInt(PAGE_SIZE);
        return new byte[FRAME_HEADER + (isWhole(header) ? page : SqliteFile.PAGE_BYTES)];
    }

    /** Whether a frame is the first after the header. */
    private static boolean follows(byte[] frame, byte[] header) {
        return follows(frame, number(header, SALTS), order(header), number(header, HEADER_SUMMED));
    }

    /** @param before the checksum of what is before it */
    private static boolean follows(byte[] frame, long salts, ByteOrder order, long before) {
        return number(frame, FRAME_SALTS) == salts && sum(frame, order, before) == number(frame, FRAME_SUM);
    }

    /**
     * Tries each bit. A bit of the checksum and one of the last bytes may look alike: what comes next tells which it was.
     *
     * @return those that make the bytes whole when flipped
     */
    private static List<Integer> candidates(byte[] bytes, Predicate<byte[]> whole, Predicate<byte[]> goesOn) {
        List<Integer> fitting = new ArrayList<>();
        List<Integer> best = new ArrayList<>();
        for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
            flip(bytes, bit);
            if (whole.test(bytes)) {
                fitting.add(bit);
                if (goesOn.test(bytes)) {
                    best.add(bit);
                }
            }
            flip(bytes, bit);
        }
        return best.isEmpty() ? fitting : best;
    }

    private static void flip(byte[] bytes, int bit) {
        bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    }

    private static boolean isWhole(byte[] header) {
        return sum(header, 0, HEADER_SUMMED, order(header), 0) == number(header, HEADER_SUMMED);
    }

    private static ByteOrder order(byte[] header) {
        return ByteBuffer.wrap(header).getInt(0) == MAGIC_LITTLE_ENDIAN
                ? ByteOrder.LITTLE_ENDIAN
                : ByteOrder.BIG_ENDIAN;
    }

    private static long sum(byte[] frame, ByteOrder order, long before) {
        return sum(frame, FRAME_HEADER, frame.length, order, sum(frame, 0, FRAME_SUMMED, order, before));
    }

    private static long sum(byte[] bytes, int from, int to, ByteOrder order, long before) {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(order);
        int first = (int) (before >>> Integer.SIZE);
        int second = (int) before;
        for (int i = from; i < to; i += 2 * Integer.BYTES) {
            first += words.getInt(i) + second;
            second += words.getInt(i + Integer.BYTES) + first;
        }
        return (long) first << Integer.SIZE | Integer.toUnsignedLong(second);
    }

    private static long number(byte[] bytes, int offset) {
        return ByteBuffer.wrap(bytes).getLong(offset);
    }

    /** @return false if the file ends before */
    private static boolean read(FileChannel channel, long at, byte[] bytes) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(bytes);
        while (into.hasRemaining()) {
            if (channel.read(into, at + into.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    private static void write(FileChannel channel, long at, byte[] bytes) throws IOException {
        channel.position(at);
        PlainFiles.writeFully(channel, ByteBuffer.wrap(bytes));
        channel.force(true);
    }
}
