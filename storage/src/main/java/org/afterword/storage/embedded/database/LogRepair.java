package org.afterword.storage.embedded.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through the log that a process left which did not end in order, before SQLite reads it. SQLite takes the first frame
 * whose checksum is wrong for the end of the log, and drops without a word all that was committed after it. Where one
 * flipped bit is the fault, the checksum tells which: it is put right, and nothing is lost. The form of the log:
 * https://sqlite.org/fileformat.html#walformat.
 */
public final class LogRepair {
    private static final Logger LOG = LoggerFactory.getLogger(LogRepair.class);
    private static final int HEADER = 32;
    private static final int HEADER_SUMMED = 24;
    private static final int FRAME_HEADER = 24;
    private static final int FRAME_SUMMED = 8;
    private static final int FRAME_SALTS = 8;
    private static final int FRAME_SUM = 16;
    private static final int PAGE_SIZE = 8;
    private static final int SALTS = 16;
    private static final int MAGIC_LITTLE_ENDIAN = 0x377f0682;

    private final Path log;

    public LogRepair(SqliteFile file) {
        this.log = file.log();
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
                if (!correct(header, LogRepair::isWhole)) {
                    LOG.error("the header of the log {} is damaged; what is in the log cannot be read", log);
                    return;
                }
                write(channel, 0, header);
            }
            repairFrames(channel, header);
        }
    }

    private void repairFrames(FileChannel channel, byte[] header) throws IOException {
        ByteOrder order = order(header);
        long salts = number(header, SALTS);
        long before = number(header, HEADER_SUMMED);
        byte[] frame = new byte[FRAME_HEADER + ByteBuffer.wrap(header).getInt(PAGE_SIZE)];
        for (long at = HEADER; read(channel, at, frame); at += frame.length) {
            long sum = before;
            Predicate<byte[]> follows =
                    any -> number(any, FRAME_SALTS) == salts && sum(any, order, sum) == number(any, FRAME_SUM);
            if (!follows.test(frame)) {
                // After its end a log has what is left of an earlier one, which had other salts.
                if (Long.bitCount(number(frame, FRAME_SALTS) ^ salts) > 1) {
                    return;
                }
                if (!correct(frame, follows)) {
                    tellEnd(channel, at, frame, salts, order);
                    return;
                }
                write(channel, at, frame);
            }
            before = number(frame, FRAME_SUM);
        }
    }

    /** A power cut leaves an unfinished frame at the end, of a change that was not acknowledged; more than that is damage. */
    private void tellEnd(FileChannel channel, long at, byte[] frame, long salts, ByteOrder order) throws IOException {
        long damagedSum = number(frame, FRAME_SUM);
        boolean goesOn = read(channel, at + frame.length, frame)
                && number(frame, FRAME_SALTS) == salts
                && sum(frame, order, damagedSum) == number(frame, FRAME_SUM);
        if (goesOn) {
            LOG.error("the log {} is damaged at {}; the changes after that place are lost", log, at);
        }
    }

    /** Tries each bit. @return whether flipping one makes the bytes whole; then it is flipped */
    private static boolean correct(byte[] bytes, Predicate<byte[]> whole) {
        for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
            flip(bytes, bit);
            if (whole.test(bytes)) {
                return true;
            }
            flip(bytes, bit);
        }
        return false;
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

    private void write(FileChannel channel, long at, byte[] bytes) throws IOException {
        channel.position(at);
        PlainFiles.writeFully(channel, ByteBuffer.wrap(bytes));
        channel.force(true);
        LOG.error("a bit of the log {} was flipped at or after {} and is put right. Look at the disk", log, at);
    }
}
