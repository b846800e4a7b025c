package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.afterword.storage.embedded.database.PlainFiles;
import org.jspecify.annotations.Nullable;

/**
 * The marker of a folder, {@code afterword.store}, which holds the store's id and is locked as long as a process uses the
 * folder; the system frees it after a crash too. Lock and marker are one file: who deletes it lets nobody in, since a folder
 * with a database and no marker is refused. It is read and written by this channel alone, whose lock another one's closing
 * would end.
 */
final class FolderLock implements AutoCloseable {
    static final String NAME = "afterword.store";
    private static final int LONGEST = 100;

    private final Path file;
    private final FileChannel channel;
    private final @Nullable Object key;

    private FolderLock(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    static FolderLock take(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        FileChannel channel;
        try {
            channel = PlainFiles.openOrCreate(file);
        } catch (IOException denied) {
            throw new IOException(
                    "This user may not write in the folder " + folder + " (" + denied.getMessage()
                            + "). Give the right to write, or name another folder in AFTERWORD_STORE.",
                    denied);
        }
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new IOException(
                    "The folder " + folder
                            + " is in use by another process of Afterword. Stop that one, or name another folder in AFTERWORD_STORE.");
        }
        return new FolderLock(file, channel);
    }

    /** The store's id; empty as long as the store is being made. */
    String id() throws IOException {
        ByteBuffer content = ByteBuffer.allocate(LONGEST);
        channel.read(content, 0);
        String text = new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII);
        return text.endsWith("\n") ? text.strip() : ""; // A part of the line is what a crash left.
    }

    void writeId(String id) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.US_ASCII));
        channel.truncate(0);
        channel.write(line, 0);
        channel.force(true);
        PlainFiles.sync(PlainFiles.directoryOf(file));
    }

    /** @throws IOException if the file is not the one that was locked, as where its disk was unmounted */
    void check() throws IOException {
        try {
            Object found = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            if (Objects.equals(found, key)) {
                return;
            }
        } catch (NoSuchFileException removed) {
            // Said below.
        }
        throw new IOException(
                "The file " + file + " was removed while Afterword was running, or the disk of its folder was"
                        + " unmounted. Put it in place again, then restart Afterword.");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
