package org.afterword.storage.embedded.database;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Set;

/**
 * The only class of this package that opens files by Java: the lock, the marker, the reserve and the large mails. It
 * refuses a database file, since the system drops all locks that SQLite holds on a file in this process as soon as one of
 * our own channels on it is closed (fcntl(2), advisory record locking); then acknowledged mail can vanish without an
 * error.
 */
public final class PlainFiles {
    private static final int BLOCK = 64 * 1024;

    private PlainFiles() {}

    /** Makes a file that is not there, for its owner alone. */
    public static FileChannel create(Path file) throws IOException {
        refuseDatabase(file);
        return FileChannel.open(
                file, Set.<OpenOption>of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersOnly(file));
    }

    /** Opens a file to read and write, and makes it if it is not there. */
    public static FileChannel openOrCreate(Path file) throws IOException {
        refuseDatabase(file);
        return FileChannel.open(
                file,
                Set.<OpenOption>of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                ownersOnly(file));
    }

    /** Writes a small file as a whole: afterwards it has the old content or the new one, whatever happens. */
    public static void write(Path file, byte[] content) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(written);
        try (FileChannel channel = create(written)) {
            writeFully(channel, ByteBuffer.wrap(content));
            channel.force(true);
        }
        rename(written, file);
    }

    public static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Gives a file that has been written and forced its name, durably. */
    public static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(directoryOf(to));
    }

    public static String read(Path file) throws IOException {
        refuseDatabase(file);
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    public static void copy(Path from, Path to) throws IOException {
        refuseDatabase(from);
        try (InputStream content = Files.newInputStream(from);
                FileChannel channel = create(to)) {
            byte[] block = new byte[BLOCK];
            for (int count = content.read(block); count >= 0; count = content.read(block)) {
                writeFully(channel, ByteBuffer.wrap(block, 0, count));
            }
            channel.force(true);
        }
    }

    public static byte[] sha256(Path file) throws IOException {
        refuseDatabase(file);
        MessageDigest digest = Sha256.start();
        byte[] block = new byte[BLOCK];
        // Unlike a channel it goes on in an interrupted thread.
        try (InputStream content = new FileInputStream(file.toFile())) {
            for (int count = content.read(block); count >= 0; count = content.read(block)) {
                digest.update(block, 0, count);
            }
        }
        return digest.digest();
    }

    /** Makes the creation, renaming and removal of files in {@code directory} durable. */
    public static void sync(Path directory) throws IOException {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return; // Windows lets nobody open a directory, and keeps names durable itself.
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    public static Path directoryOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a directory");
    }

    /** Opens a database's log, on which SQLite holds no locks; only where no connection is open yet. */
    static FileChannel openLog(Path log) throws IOException {
        return FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Makes an empty file for SQLite, which gives its log the same rights; only where no connection is open yet. */
    public static void createForSqlite(Path file) throws IOException {
        Files.createFile(file, ownersOnly(file));
    }

    /** Makes a folder, and those above it, for its owner alone. */
    public static void createFolder(Path folder) throws IOException {
        if (isPosix(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    private static FileAttribute<?>[] ownersOnly(Path file) {
        return isPosix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void refuseDatabase(Path file) {
        String name = file.getFileName().toString();
        if (name.contains(SqliteFile.SUFFIX)) {
            throw new IllegalArgumentException("a database file is SQLite's alone");
        }
    }
}
