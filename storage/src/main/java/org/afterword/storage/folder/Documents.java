package org.afterword.storage.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.afterword.storage.json.StoredJson;

/** Values as JSON files that are replaced as a whole. Safe for use by several threads. */
final class Documents {
    private final Path folder;
    private final Map<Path, GroupCommit> names = new ConcurrentHashMap<>();

    Documents(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
    }

    /** The value under {@code name}, which may have one slash; empty if there is none. */
    <T> Optional<T> find(String name, Class<T> type) throws IOException {
        Path file = file(name);
        try {
            return Optional.of(StoredJson.read(Files.readAllBytes(file), type));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new IOException("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** Creates or replaces the value. When this returns it is durable. */
    void put(String name, Object value) throws IOException {
        Path file = file(name);
        Path directory = Directories.of(file);
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Directories.sync(folder);
        }
        Path written = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".new");
        try {
            try (FileChannel channel =
                    FileChannel.open(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(StoredJson.bytes(value));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
        names.computeIfAbsent(directory, parent -> new GroupCommit(() -> Directories.sync(parent)))
                .await();
    }

    private Path file(String name) {
        return folder.resolve(name + ".json");
    }
}
