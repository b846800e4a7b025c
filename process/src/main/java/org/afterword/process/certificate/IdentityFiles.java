package org.afterword.process.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TLS identity in PEM files that are read again when they change. A change that cannot be read leaves the identity before
 * it in use, and is said once. Safe for use by several threads.
 */
public final class IdentityFiles {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityFiles.class);

    private final Path chainFile;
    private final Path keyFile;
    /** Not a monitor: a virtual thread that blocks within one holds its carrier on Java 21. */
    private final ReentrantLock reading = new ReentrantLock();
    /** Guarded by the lock. */
    private Seen seen;

    /** When each file was written, and its length. */
    private record Version(FileTime chain, long chainBytes, FileTime key, long keyBytes) {}

    /**
     * @param version of the identity
     * @param fault why the files could not be read when they were looked at last; empty if they could
     */
    private record Seen(Version version, TlsIdentity identity, String fault) {}

    private IdentityFiles(Path chainFile, Path keyFile) throws IOException {
        this.chainFile = chainFile;
        this.keyFile = keyFile;
        Version version = version();
        this.seen = new Seen(version, TlsIdentity.ofPem(chainFile, keyFile), "");
    }

    /** @throws IOException as {@link TlsIdentity#ofPem} */
    public static IdentityFiles ofPem(Path chainFile, Path keyFile) throws IOException {
        return new IdentityFiles(chainFile, keyFile);
    }

    /** What the files hold now; the same instance as long as they do not change. */
    public TlsIdentity latest() {
        reading.lock();
        try {
            seen = look(seen);
            return seen.identity();
        } finally {
            reading.unlock();
        }
    }

    private Seen look(Seen before) {
        try {
            Version version = version();
            if (version.equals(before.version())) {
                return before;
            }
            TlsIdentity identity = TlsIdentity.ofPem(chainFile, keyFile);
            LOG.info("TLS certificate read again: valid until {}", identity.expiry());
            return new Seen(version, identity, "");
        } catch (IOException unreadable) {
            String fault = String.valueOf(unreadable.getMessage());
            if (!fault.equals(before.fault())) {
                LOG.warn(
                        "the TLS certificate changed and cannot be read, so the one until {} stays in use: {}",
                        before.identity().expiry(),
                        fault);
            }
            return new Seen(before.version(), before.identity(), fault);
        }
    }

    private Version version() throws IOException {
        return new Version(
                Files.getLastModifiedTime(chainFile),
                Files.size(chainFile),
                Files.getLastModifiedTime(keyFile),
                Files.size(keyFile));
    }
}
