package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.afterword.storage.embedded.database.PlainFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps room on the disk for the work that ends: on a full disk SQLite can neither lease nor delete a mail, since its log
 * has to grow for that. So intake stops while there is still room, and a reserve file is given up when there is none.
 */
final class DiskSpace {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
    private static final int BLOCK = 1 << 20;

    /** Below this much no more mail is taken. */
    static final long FLOOR = 128L << 20;

    static final long RESERVE = 32L << 20;

    private final Path reserveFile;
    private final Usable usable;
    private final long floor;
    private final long reserve;

    /** How many bytes a file may still get. */
    @FunctionalInterface
    interface Usable {
        long bytes() throws IOException;
    }

    DiskSpace(Path reserveFile, Usable usable, long floor, long reserve) {
        this.reserveFile = reserveFile;
        this.usable = usable;
        this.floor = floor;
        this.reserve = reserve;
    }

    static DiskSpace of(Path folder) {
        return new DiskSpace(
                folder.resolve("afterword.reserve"),
                () -> Files.getFileStore(folder).getUsableSpace(),
                FLOOR,
                RESERVE);
    }

    /** Gives up the reserve if nothing could be written otherwise, so that a start on a full disk can end what was begun. */
    synchronized void makeRoomToStart() throws IOException {
        if (usable.bytes() < reserve) {
            release();
        }
    }

    /** What is wrong, if anything is. */
    synchronized Optional<String> shortage() throws IOException {
        long bytes = usable.bytes();
        return bytes >= floor ? Optional.empty() : Optional.of(shortage(bytes));
    }

    /** Looks how much there is, and makes the reserve anew where it is missing. @return what is wrong, if anything is */
    synchronized Optional<String> look() throws IOException {
        long bytes = usable.bytes();
        boolean whole = Files.exists(reserveFile) && Files.size(reserveFile) >= reserve;
        long needed = whole ? floor : floor + reserve;
        if (bytes < needed) {
            return Optional.of(shortage(bytes));
        }
        if (!whole) {
            makeReserve();
        }
        return Optional.empty();
    }

    private static String shortage(long bytes) {
        return "the disk of the store has only " + (bytes >> 20) + " MB left. Make room.";
    }

    private void makeReserve() throws IOException {
        byte[] block = new byte[BLOCK];
        new Random(1).nextBytes(block); // Really written: zeros might take no room.
        Path made = reserveFile.resolveSibling(reserveFile.getFileName() + ".new");
        Files.deleteIfExists(made);
        try (FileChannel channel = PlainFiles.create(made)) {
            for (long left = reserve; left > 0; left -= BLOCK) {
                PlainFiles.writeFully(channel, ByteBuffer.wrap(block, 0, (int) Math.min(left, BLOCK)));
            }
            channel.force(true);
        } catch (IOException full) {
            Files.deleteIfExists(made);
            throw full;
        }
        PlainFiles.rename(made, reserveFile);
    }

    /** Gives up the reserve. @return false if there is none */
    synchronized boolean release() {
        try {
            boolean released = Files.deleteIfExists(reserveFile);
            if (released) {
                LOG.error(
                        "the disk of the store is full; the reserve of {} MB is used to end what was begun",
                        reserve >> 20);
            }
            return released;
        } catch (IOException stuck) {
            LOG.error("the reserve {} cannot be removed: {}", reserveFile, stuck.getMessage());
            return false;
        }
    }
}
