package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** What the names in a directory need to survive a power cut. */
final class Directories {
    private Directories() {}

    /** The directory that {@code file} is in. */
    static Path of(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a directory");
    }

    /** Makes the creation, renaming and removal of files in {@code directory} durable. */
    static void sync(Path directory) throws IOException {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return; // Windows lets nobody open a directory, and keeps names durable itself.
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
