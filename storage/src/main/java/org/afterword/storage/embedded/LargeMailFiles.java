package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.afterword.engine.message.RawMessage;
import org.afterword.storage.embedded.database.PlainFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mails that are too large for the database, a file each. A file has its name before the row that it belongs to is
 * written, and loses it after that row is gone. Safe for use by several threads.
 */
final class LargeMailFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LargeMailFiles.class);
    private static final String SUFFIX = ".eml";
    private static final String UNFINISHED = ".new";

    private final Path folder;

    LargeMailFiles(Path folder) throws IOException {
        this.folder = folder;
        PlainFiles.createFolder(folder);
    }

    /** Makes a file that has no name yet that counts. */
    FileChannel create(UUID job) throws IOException {
        return PlainFiles.create(unfinished(job));
    }

    /** Makes the file durable, and then its name. */
    void keep(UUID job, FileChannel written) throws IOException {
        written.force(true);
        PlainFiles.rename(unfinished(job), file(job));
    }

    /**
     * The mail; empty if its file is not there or not as it was stored.
     *
     * @throws IOException if that cannot be told, as in an interrupted thread
     */
    Optional<RawMessage> read(UUID job, long size, byte[] sha256) throws IOException {
        if (!Files.exists(file(job))) {
            return Optional.empty();
        }
        RawMessage message = RawMessage.ofFile(file(job));
        boolean same = message.size() == size && Arrays.equals(PlainFiles.sha256(file(job)), sha256);
        return same ? Optional.of(message) : Optional.empty();
    }

    void remove(UUID job) throws IOException {
        Files.deleteIfExists(unfinished(job));
        Files.deleteIfExists(file(job));
    }

    void move(UUID job, Path target) throws IOException {
        if (Files.exists(file(job))) {
            PlainFiles.rename(file(job), target);
        }
    }

    /** The mails that have a file. */
    List<UUID> all() throws IOException {
        List<UUID> jobs = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                try {
                    jobs.add(UUID.fromString(name.substring(0, name.length() - SUFFIX.length())));
                } catch (IllegalArgumentException foreign) {
                    LOG.warn("{} is no mail of ours and is left alone", file);
                }
            }
        }
        return jobs;
    }

    /** Removes what was on its way in when the last process ended: it was not acknowledged. */
    void removeUnfinished() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    Path file(UUID job) {
        return folder.resolve(job + SUFFIX);
    }

    private Path unfinished(UUID job) {
        return folder.resolve(job + UNFINISHED);
    }
}
