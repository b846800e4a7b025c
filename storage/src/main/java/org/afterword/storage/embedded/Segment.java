package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One file of a {@link SegmentLog}, filled with zeros when it is made and used again and again: writing into space that
 * exists already costs a fraction of letting a file grow, since no file system metadata change.
 *
 * <p>The header states the sequence number of the present use, 0 while it is spare. Fields are guarded by the log's lock.
 */
final class Segment {
    static final int HEADER = 16;
    private static final int MAGIC = 0x41465731;
    private static final int BLOCK = 1 << 20;

    final Path file;
    private final FileChannel channel;
    long sequence;
    /** Where the next record begins. */
    int end = HEADER;
    /** How many records somebody still needs. */
    int live;
    /** Bytes of those records. */
    long liveBytes;
    /** Not to be freed before this ticket is durable: the copies of its records are under way. */
    long copiedWith;

    private Segment(Path file, FileChannel channel, long sequence) {
        this.file = file;
        this.channel = channel;
        this.sequence = sequence;
    }

    static Segment create(Path file, int size) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(size, BLOCK));
            for (int position = 0; position < size; position += zeros.capacity()) {
                writeFully(channel, zeros.clear().limit(Math.min(zeros.capacity(), size - position)), position);
            }
            channel.force(true);
            Directories.sync(Directories.of(file));
            return new Segment(file, channel, 0);
        } catch (IOException full) {
            channel.close();
            Files.deleteIfExists(file);
            throw full;
        }
    }

    /** Opens a segment of an earlier process; one without a valid header is spare. */
    static Segment open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        int count = channel.read(header, 0);
        boolean valid = count == HEADER && header.getInt(0) == MAGIC && header.getInt(12) == check(header.getLong(4));
        return new Segment(file, channel, valid ? header.getLong(4) : 0);
    }

    void writeHeader() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.putInt(MAGIC).putLong(sequence).putInt(check(sequence)).flip();
        writeFully(channel, header, 0);
    }

    void write(ByteBuffer bytes, int position) throws IOException {
        writeFully(channel, bytes, position);
    }

    /** Makes everything written so far durable. */
    void force() throws IOException {
        channel.force(false);
    }

    ByteBuffer readAll() throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) Math.min(channel.size(), Integer.MAX_VALUE - 8));
        while (all.hasRemaining() && channel.read(all, all.position()) >= 0) {
            // Goes on until the buffer is full or the file ends.
        }
        return all.flip();
    }

    /**
     * Reads a range through a channel of its own: a shared one would be closed for all by the interruption of one
     * reading thread.
     */
    ByteBuffer read(int position, int length) throws IOException {
        ByteBuffer range = ByteBuffer.allocate(length);
        try (FileChannel own = FileChannel.open(file, StandardOpenOption.READ)) {
            while (range.hasRemaining()) {
                if (own.read(range, position + range.position()) < 0) {
                    throw new IOException("the log file " + file + " is shorter than it was written");
                }
            }
        }
        return range.flip();
    }

    void close() throws IOException {
        channel.close();
    }

    private static int check(long sequence) {
        return (int) ((sequence ^ MAGIC) * 0x9E3779B97F4A7C15L >>> 32);
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes, int start) throws IOException {
        int position = start;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }
}
