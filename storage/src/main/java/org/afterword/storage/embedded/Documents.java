package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.afterword.storage.document.KeyedDocuments;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.TooLargeException;
import org.afterword.storage.port.Versioned;

/**
 * Values as JSON files that are replaced as a whole, {@code PARTITION/NAME.json}, in the folder itself where the partition
 * is empty. A value's etag is the hash of its file: so it needs no place of its
 * own, and a value that was changed back has its old one again. Safe for use by several threads.
 */
final class Documents implements KeyedDocuments {
    private static final String SUFFIX = ".json";
    private static final int ETAG_BYTES = 16;
    private static final Pattern NAME = Pattern.compile("[0-9a-z._=-]{1,200}");

    private final Path folder;
    private final Map<Path, GroupCommit> names = new ConcurrentHashMap<>();
    /** A file's lock is held from the look at its precondition to its change. Files share locks, so that they are few. */
    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

    Documents(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
    }

    @Override
    public <T> Optional<Versioned<T>> read(String partition, String name, Class<T> type) throws IOException {
        Path file = file(partition, name);
        try {
            byte[] json = Files.readAllBytes(file);
            return Optional.of(new Versioned<>(StoredJson.read(json, type), etag(json)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new IOException("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** The names of a partition's documents, sorted. */
    TreeSet<String> names(String partition) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve(partition), "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                found.add(name.substring(0, name.length() - SUFFIX.length()));
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return found;
        }
        return found;
    }

    @Override
    public <T> Page<Versioned<T>> page(String partition, Optional<String> next, int limit, Class<T> type)
            throws IOException {
        if (next.isPresent() && !NAME.matcher(next.get()).matches()) {
            throw new IllegalArgumentException("not the place of a page of " + folder.getFileName());
        }
        List<Versioned<T>> page = new ArrayList<>();
        String last = next.orElse("");
        for (String name : names(partition).tailSet(last, false)) {
            if (page.size() == limit) {
                return new Page<>(page, Optional.of(last));
            }
            read(partition, name, type).ifPresent(page::add);
            last = name;
        }
        return new Page<>(page, Optional.empty());
    }

    @Override
    public String put(String partition, String name, Object value, Precondition precondition) throws IOException {
        Path file = file(partition, name);
        byte[] json = StoredJson.bytes(value);
        if (json.length > MAX_BYTES) {
            throw new TooLargeException(json.length, MAX_BYTES);
        }
        Path directory = Directories.of(file);
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Directories.sync(folder);
        }
        Path written = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".new");
        try {
            write(written, json);
            change(
                    file,
                    precondition,
                    () -> Files.move(
                            written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
        } finally {
            Files.deleteIfExists(written);
        }
        syncNames(directory);
        return etag(json);
    }

    @Override
    public void delete(String partition, String name, Precondition precondition) throws IOException {
        Path file = file(partition, name);
        change(file, precondition, () -> Files.deleteIfExists(file));
        if (Files.isDirectory(Directories.of(file))) {
            syncNames(Directories.of(file));
        }
    }

    private interface Change {
        void make() throws IOException;
    }

    private void change(Path file, Precondition precondition, Change change) throws IOException {
        ReentrantLock lock = locks[Math.floorMod(file.hashCode(), locks.length)];
        lock.lock();
        try {
            if (!holds(precondition, file)) {
                throw PreconditionFailedException.of(precondition);
            }
            change.make();
        } finally {
            lock.unlock();
        }
    }

    private static boolean holds(Precondition precondition, Path file) throws IOException {
        return switch (precondition) {
            case Precondition.Any any -> true;
            case Precondition.Absent absent -> !Files.exists(file);
            case Precondition.Matches matches ->
                Files.exists(file) && etag(Files.readAllBytes(file)).equals(matches.etag());
        };
    }

    private static void write(Path file, byte[] json) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(json);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private void syncNames(Path directory) throws IOException {
        names.computeIfAbsent(directory, parent -> new GroupCommit(() -> Directories.sync(parent)))
                .await();
    }

    private static String etag(byte[] json) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(json);
            return HexFormat.of().formatHex(hash, 0, ETAG_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private Path file(String partition, String name) {
        return folder.resolve(partition).resolve(name + SUFFIX);
    }
}
