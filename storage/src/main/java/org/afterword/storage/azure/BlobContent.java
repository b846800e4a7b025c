package org.afterword.storage.azure;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobDownloadResponse;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobStorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.afterword.engine.message.RawMessage;
import org.jspecify.annotations.Nullable;

/** What a blob holds: in the heap up to 1 MiB, else in a file that is there until {@link #close}. */
record BlobContent(
        RawMessage message,
        Map<String, String> metadata,
        @Nullable Path file) implements AutoCloseable {
    private static final int HEAP = 1024 * 1024;
    private static final int NOT_FOUND = 404;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    /**
     * Reads the blob: a small one with its metadata in one call, a large one in two.
     *
     * @throws NoSuchFileException if it is not there, or not committed
     */
    static BlobContent read(BlobClient blob) throws IOException {
        ByteArrayOutputStream beginning = new ByteArrayOutputStream();
        BlobDownloadResponse response;
        try {
            response = blob.downloadStreamWithResponse(
                    beginning, new BlobRange(0, (long) HEAP), null, null, false, null, Context.NONE);
        } catch (BlobStorageException refused) {
            if (refused.getStatusCode() == RANGE_NOT_SATISFIABLE) { // An empty blob has no first byte.
                return AzureCall.get(
                        "give an empty mail",
                        () -> new BlobContent(
                                RawMessage.of(new byte[0]), blob.getProperties().getMetadata(), null));
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
        if (size <= beginning.size()) {
            return new BlobContent(RawMessage.of(beginning.toByteArray()), metadata, null);
        }
        Path file = Files.createTempFile("afterword-", ".eml");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                beginning.writeTo(out);
                AzureCall.run(
                        "give a mail",
                        () -> blob.downloadStreamWithResponse(
                                out, new BlobRange(HEAP), null, null, false, null, Context.NONE));
            }
            RawMessage message = RawMessage.ofFile(file);
            if (message.size() != size) {
                throw new IOException("the store gave " + message.size() + " bytes of a mail of " + size);
            }
            return new BlobContent(message, metadata, file);
        } catch (IOException | RuntimeException failed) {
            Files.deleteIfExists(file);
            throw failed;
        }
    }

    /** The size of the whole blob, from {@code bytes 0-1048575/SIZE}. */
    private static long size(@Nullable String contentRange, long whenAbsent) {
        int slash = contentRange == null ? -1 : contentRange.lastIndexOf('/');
        return contentRange == null || slash < 0 ? whenAbsent : Long.parseLong(contentRange.substring(slash + 1));
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
