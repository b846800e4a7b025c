package org.afterword.storage.azure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.afterword.storage.mail.DiskRoom;
import org.afterword.storage.mail.MailSpool.NoDiskRoomException;
import org.afterword.storage.mail.SpoolName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of mails that are too large for the heap, in a folder of this process on the temporary disk. That is small (0.8 GB
 * for an instance of Flex Consumption, the app's package and its logs included), so they have half of what was free when the
 * process began, and a mail is admitted by its size before it is written ({@link DiskRoom}).
 *
 * <p>A process that was killed leaves its files. Beside each folder is a file that is locked for as long as its process
 * lives; a folder whose file nobody locks is removed by the next process that begins. Safe for use by several threads.
 */
final class SpoolFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolFiles.class);
    private static final String PREFIX = "afterword-mail-";
    private static final String LOCK = ".lock";
    private static final int PART_OF_THE_DISK = 2;
    /** The folders of this process, whose locks would be lost if it looked at them: POSIX has it so. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path parent;
    private final DiskRoom room;
    private final Opening opening;
    private @Nullable Path folder;

    /** Keeps the lock. */
    private @Nullable FileChannel lock;

    /** Opens a new file to write to it. */
    @FunctionalInterface
    interface Opening {
        OutputStream open(Path file) throws IOException;
    }

    SpoolFiles(Path parent, DiskRoom room, Opening opening) {
        this.parent = parent;
        this.room = room;
        this.opening = opening;
    }

    /** Files on the temporary disk, from which what dead processes left is removed first. */
    static SpoolFiles onTemporaryDisk() {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        removeLeftOvers(parent);
        return new SpoolFiles(
                parent, new DiskRoom(parent.toFile().getUsableSpace() / PART_OF_THE_DISK), Files::newOutputStream);
    }

    /** A file for one mail, with the room that it needs. @param out to write it, once */
    record SpoolFile(Path path, OutputStream out, DiskRoom.Taken room) implements AutoCloseable {
        /** Removes it. */
        @Override
        public void close() throws IOException {
            try {
                Files.deleteIfExists(path);
            } finally {
                room.close();
            }
        }
    }

    /** @throws NoDiskRoomException if it has to wait for room */
    SpoolFile create(SpoolName mail, long bytes) throws IOException {
        DiskRoom.Taken taken = room.take(mail, bytes).orElseThrow(() -> new NoDiskRoomException(null));
        @Nullable Path made = null;
        try {
            made = Files.createTempFile(folder(), "", ".eml");
            return new SpoolFile(made, opening.open(made), taken);
        } catch (IOException failed) {
            taken.close();
            if (made != null) {
                Files.deleteIfExists(made);
            }
            throw told(failed);
        }
    }

    /** The failure of a write, as what it is if the disk is full. */
    static IOException told(IOException failed) {
        boolean full = String.valueOf(failed.getMessage()).contains("No space left on device");
        return full ? new NoDiskRoomException(failed) : failed;
    }

    private synchronized Path folder() throws IOException {
        Path known = folder;
        if (known != null) {
            return known;
        }
        Path made = parent.resolve(PREFIX + UUID.randomUUID());
        OURS.add(made);
        Path lockFile = lockOf(made);
        // The lock comes before the folder, so that no folder is without one while its process lives.
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lockFile.toFile().deleteOnExit();
        if (channel.tryLock() == null) {
            channel.close();
            throw new IOException("somebody else has locked the new file " + lockFile);
        }
        lock = channel;
        Files.createDirectory(made);
        made.toFile().deleteOnExit();
        folder = made;
        return made;
    }

    private static Path lockOf(Path folder) {
        return folder.resolveSibling(folder.getFileName() + LOCK);
    }

    /** Removes the folders of processes that live no more. What cannot be removed is left: mail does not wait for that. */
    static void removeLeftOvers(Path parent) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(
                parent, entry -> entry.getFileName().toString().startsWith(PREFIX) && Files.isDirectory(entry))) {
            for (Path left : folders) {
                if (!OURS.contains(left)) {
                    removeUnlessLocked(left);
                }
            }
        } catch (IOException unreadable) {
            LOG.warn("the temporary folder cannot be looked at: {}", unreadable.getMessage());
        }
    }

    private static void removeUnlessLocked(Path left) throws IOException {
        Path lockFile = lockOf(left);
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            if (channel.tryLock() == null) {
                return;
            }
            remove(left);
            Files.deleteIfExists(lockFile);
        } catch (NoSuchFileException nobodys) {
            remove(left);
        }
    }

    private static void remove(Path left) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(left)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
                count++;
            }
        }
        Files.deleteIfExists(left);
        LOG.info("{} temporary files of a process that has ended were removed", count);
    }
}
