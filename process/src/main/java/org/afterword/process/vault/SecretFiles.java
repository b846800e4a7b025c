package org.afterword.process.vault;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secrets in files of a temporary folder of their own, both for this user alone. They are deleted when this is closed, and
 * at the latest when the process ends. What a process left behind that was killed is deleted by the next: a folder is in
 * use as long as somebody holds the lock on the file in it, and a lock ends with its process.
 *
 * <p>Safe for use by several threads.
 */
final class SecretFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SecretFiles.class);
    private static final String PREFIX = "afterword-vault";
    private static final String LOCK = "lock";
    /** A folder is made first and locked then. */
    private static final Duration UNLOCKED = Duration.ofMinutes(1);
    /** Those of this process: on POSIX systems a second look at a lock of one's own would release it. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lock;
    private final Map<String, Path> files = new TreeMap<>();
    private boolean closed;

    SecretFiles() throws IOException {
        // On POSIX systems a temporary folder is made with 0700.
        folder = Files.createTempDirectory(PREFIX);
        OWN.add(folder);
        folder.toFile().deleteOnExit();
        folder.resolve(LOCK).toFile().deleteOnExit();
        lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        deleteWhatIsLeft();
    }

    /** The files by the names of their secrets. */
    synchronized Map<String, Path> all() {
        return Map.copyOf(files);
    }

    /** Writes a secret, or replaces it in one step. */
    synchronized Path write(String secret, String text) throws IOException {
        if (closed) {
            throw new IOException("the process is ending");
        }
        Path file = folder.resolve(secret + ".pem");
        Path fresh = folder.resolve(secret + ".pem.new");
        // What is registered last is deleted first: the files before their folder.
        file.toFile().deleteOnExit();
        fresh.toFile().deleteOnExit();
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, forThisUserAlone());
        Files.writeString(fresh, text, StandardCharsets.UTF_8);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        files.put(secret, file);
        return file;
    }

    private FileAttribute<?>[] forThisUserAlone() {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        files.clear();
        try {
            if (Files.exists(folder)) {
                delete(folder);
            }
        } finally {
            lock.close();
            OWN.remove(folder);
        }
    }

    private void deleteWhatIsLeft() throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent == null) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path each : folders) {
                try {
                    if (isOurUsers(each) && isLeft(each)) {
                        delete(each);
                        LOG.info("deleted the secrets that a process left behind in {}", each);
                    }
                } catch (IOException kept) {
                    LOG.warn("secrets that a process left behind could not be deleted: {}", kept.getMessage());
                }
            }
        }
    }

    /** In a folder that all users share, the others' are none of our business. */
    private boolean isOurUsers(Path each) throws IOException {
        return Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(each, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(folder));
    }

    private static boolean isLeft(Path folder) throws IOException {
        if (OWN.contains(folder)) {
            return false;
        }
        Path file = folder.resolve(LOCK);
        if (!Files.exists(file)) {
            return Files.getLastModifiedTime(folder)
                    .toInstant()
                    .isBefore(Instant.now().minus(UNLOCKED));
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock held = channel.tryLock();
            return held != null;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
