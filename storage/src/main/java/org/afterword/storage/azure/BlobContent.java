package org.afterword.storage.azure;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobDownloadResponse;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DownloadRetryOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.afterword.engine.message.RawMessage;
import org.afterword.storage.azure.SpoolFiles.SpoolFile;
import org.afterword.storage.mail.MailSpool.NoDiskRoomException;
import org.afterword.storage.mail.SpoolName;
import org.jspecify.annotations.Nullable;

/**
 * What a blob holds: in the heap up to 1 MiB, else in a file that is there until {@link #close}. The beginning comes with the
 * metadata and the size in one call; the rest of a large one is read when it is asked for. Used by one thread.
 */
final class BlobContent implements AutoCloseable {
    private static final int HEAP = 1024 * 1024;
    private static final int NOT_FOUND = 404;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    /** Well below the lease, which nobody renews yet. */
    private static final Duration BEGINNING = Duration.ofSeconds(20);
    /** 150 MB at little more than 1 MB in a second: a tenth of what a store of the same region gives at its worst. */
    static final Duration REST = Duration.ofMinutes(2);
    /** A read that stalls is tried again from where it was; each try is bounded as all calls are. */
    private static final DownloadRetryOptions TRIES = new DownloadRetryOptions().setMaxRetryRequests(2);

    private final BlobClient blob;
    private final SpoolFiles files;
    private final SpoolName name;
    private final Map<String, String> metadata;
    private final long size;
    private byte[] beginning;
    private @Nullable RawMessage message;
    private @Nullable SpoolFile file;

    private BlobContent(
            BlobClient blob,
            SpoolFiles files,
            SpoolName name,
            Map<String, String> metadata,
            long size,
            byte[] beginning) {
        this.blob = blob;
        this.files = files;
        this.name = name;
        this.metadata = metadata;
        this.size = size;
        this.beginning = beginning;
    }

    /**
     * Reads the beginning: all of a small blob.
     *
     * @param files where a large one is kept
     * @param name of the mail
     * @throws NoSuchFileException if it is not there, or not committed
     */
    static BlobContent begin(BlobClient blob, SpoolFiles files, SpoolName name) throws IOException {
        ByteArrayOutputStream beginning = new ByteArrayOutputStream();
        BlobDownloadResponse response;
        try (Destination destination = new Destination(beginning, BEGINNING)) {
            response = blob.downloadStreamWithResponse(
                    destination, new BlobRange(0, (long) HEAP), TRIES, null, false, null, Context.NONE);
        } catch (BlobStorageException refused) {
            if (refused.getStatusCode() == RANGE_NOT_SATISFIABLE) { // An empty blob has no first byte.
                return AzureCall.get(
                        "give an empty mail",
                        () -> new BlobContent(
                                blob, files, name, blob.getProperties().getMetadata(), 0, new byte[0]));
            }
            if (refused.getStatusCode() == NOT_FOUND) { // Blocks of it may be there, which one can lease and not read.
                throw new NoSuchFileException(blob.getBlobName());
            }
            throw AzureCall.failure("give a mail", refused);
        } catch (RuntimeException failed) {
            throw AzureCall.failure("give a mail", failed);
        }
        Map<String, String> metadata = response.getDeserializedHeaders().getMetadata();
        long size = size(response.getDeserializedHeaders().getContentRange(), beginning.size());
        return new BlobContent(blob, files, name, metadata, size, beginning.toByteArray());
    }

    /** The size of the whole blob, from {@code bytes 0-1048575/SIZE}. */
    private static long size(@Nullable String contentRange, long whenAbsent) {
        int slash = contentRange == null ? -1 : contentRange.lastIndexOf('/');
        return contentRange == null || slash < 0 ? whenAbsent : Long.parseLong(contentRange.substring(slash + 1));
    }

    Map<String, String> metadata() {
        return metadata;
    }

    /** In bytes. */
    long size() {
        return size;
    }

    /** Whether it is too large for the heap. */
    boolean large() {
        return size > HEAP;
    }

    /**
     * All of it; what is missing is read at the first call.
     *
     * @param atMost how long that may take, the last tries of a read that stalls aside
     * @throws NoDiskRoomException if it has to wait for room
     */
    RawMessage message(Duration atMost) throws IOException {
        RawMessage known = message;
        if (known != null) {
            return known;
        }
        RawMessage read = large() ? rest(atMost) : RawMessage.of(beginning);
        message = read;
        beginning = new byte[0];
        return read;
    }

    private RawMessage rest(Duration atMost) throws IOException {
        SpoolFile made = files.create(name, size);
        file = made;
        try (Destination destination = new Destination(made.out(), atMost)) {
            destination.write(beginning);
            try {
                blob.downloadStreamWithResponse(
                        destination, new BlobRange(beginning.length), TRIES, null, false, null, Context.NONE);
            } catch (RuntimeException failed) {
                throw Objects.requireNonNullElseGet(
                        destination.failure, () -> AzureCall.failure("give a mail", failed));
            }
        } catch (IOException failed) {
            close();
            throw SpoolFiles.told(failed);
        }
        RawMessage read = RawMessage.ofFile(made.path());
        if (read.size() != size) {
            close();
            throw new IOException("the store gave " + read.size() + " bytes of a mail of " + size);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        SpoolFile made = file;
        if (made != null) {
            file = null;
            message = null;
            made.close();
        }
    }

    /** Where a download goes to: it takes nothing more when its time is over, and remembers why it failed. */
    private static final class Destination extends OutputStream {
        private final OutputStream out;
        private final long end;
        private volatile @Nullable IOException failure;

        Destination(OutputStream out, Duration atMost) {
            this.out = out;
            this.end = System.nanoTime() + atMost.toNanos();
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                if (System.nanoTime() - end > 0) {
                    throw new IOException("the store gives a mail too slowly");
                }
                out.write(bytes, offset, length);
            } catch (IOException failed) {
                failure = failed;
                throw failed;
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
