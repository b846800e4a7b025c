package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps other processes out of a folder, as long as this process lives; the system frees it after a crash too. */
final class FolderLock implements AutoCloseable {
    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    static FolderLock take(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    folder.resolve("afterword.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
        return new FolderLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
