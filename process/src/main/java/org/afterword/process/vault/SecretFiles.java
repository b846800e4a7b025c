package org.afterword.process.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;

/**
 * Secrets in files of a temporary folder of their own, both for this user alone. They are deleted when this is closed, and
 * at the latest when the process ends. Safe for use by several threads.
 */
final class SecretFiles implements AutoCloseable {
    private final Path folder;
    private final Map<String, Path> files = new TreeMap<>();
    private boolean closed;

    SecretFiles() throws IOException {
        // On POSIX systems a temporary folder is made with 0700.
        folder = Files.createTempDirectory("afterword-vault");
        folder.toFile().deleteOnExit();
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
        for (Path file : files.values()) {
            Files.deleteIfExists(file);
        }
        files.clear();
        Files.deleteIfExists(folder);
    }
}
