package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.afterword.engine.message.RawMessage;
import org.afterword.storage.mail.SpoolName;

/** The mails that are too large for the log, a file each. Safe for use by several threads. */
final class LargeMails {
    private static final String SUFFIX = ".eml";

    private final Path folder;
    private final GroupCommit names;

    LargeMails(Path folder) throws IOException {
        this.folder = folder;
        this.names = new GroupCommit(() -> Directories.sync(folder));
        Files.createDirectories(folder);
    }

    FileChannel create(SpoolName name) throws IOException {
        return FileChannel.open(file(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Makes the file, which has been written, durable with its name. */
    void sync(FileChannel file) throws IOException {
        file.force(false);
        names.await();
    }

    RawMessage read(SpoolName name, long size) throws IOException {
        RawMessage message = RawMessage.ofFile(file(name));
        if (message.size() != size) {
            throw new IOException("the spool file " + file(name) + " has not the size it was stored with");
        }
        return message;
    }

    void remove(SpoolName name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    /** Removes what no record points to. */
    void removeAllBut(Set<String> jobs) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!jobs.contains(name.substring(0, name.length() - SUFFIX.length()))) {
                    Files.delete(file);
                }
            }
        }
    }

    private Path file(SpoolName name) {
        return folder.resolve(name.job() + SUFFIX);
    }
}
