package org.afterword.engine.message;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** A message in a file. The file is opened for each read of a range and never kept open. */
final class FileMessage implements RawMessage {
    private static final int BLOCK = 64 * 1024;

    private final Path file;
    private final long size;

    private FileMessage(Path file, long size) {
        this.file = file;
        this.size = size;
    }

    static FileMessage of(Path file) throws IOException {
        return new FileMessage(file, Files.size(file));
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
        if (position >= size) {
            return -1;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int wanted = (int) Math.min(length, size - position);
            return channel.read(ByteBuffer.wrap(target, offset, wanted), position);
        }
    }

    @Override
    public void writeTo(OutputStream out, long start, long end) throws IOException {
        Objects.checkFromToIndex(start, end, size);
        if (start == end) {
            return;
        }
        byte[] block = new byte[(int) Math.min(BLOCK, end - start)];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long position = start;
            while (position < end) {
                int wanted = (int) Math.min(block.length, end - position);
                int count = channel.read(ByteBuffer.wrap(block, 0, wanted), position);
                if (count < 0) {
                    throw new IOException("the message file became shorter while it was read");
                }
                out.write(block, 0, count);
                position += count;
            }
        }
    }

    @Override
    public String toString() {
        return "RawMessage[" + size + " bytes in a file]";
    }
}
