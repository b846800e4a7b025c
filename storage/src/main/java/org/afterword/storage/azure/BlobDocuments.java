package org.afterword.storage.azure;

import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.afterword.storage.document.KeyedDocuments;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.TooLargeException;
import org.afterword.storage.port.Versioned;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small documents: an empty blob {@code PARTITION/NAME} for each, its JSON in the blob's metadata as base64, so that one call
 * lists up to 5,000 of them with what they hold. All metadata of a blob hold 8 KB. What is written is written whole, by Put Blob.
 */
final class BlobDocuments implements KeyedDocuments {
    private static final Logger LOG = LoggerFactory.getLogger(BlobDocuments.class);
    private static final String VALUE = "value";
    /** In bytes of JSON; a third more in base64. */
    private static final int AT_MOST = 6000;
    /** Blob storage lists no more at once. */
    private static final int LISTED = 5000;

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int CHANGED = 412;

    private final BlobContainerClient container;

    BlobDocuments(BlobContainerClient container) {
        this.container = container;
    }

    @Override
    public <T> Optional<Versioned<T>> read(String partition, String name, Class<T> type) throws IOException {
        BlobProperties found;
        try {
            found = blob(partition, name)
                    .getPropertiesWithResponse(null, AzureClients.BY_TRIES, Context.NONE)
                    .getValue();
        } catch (BlobStorageException failed) {
            if (failed.getStatusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw AzureCall.failure("read from " + container.getBlobContainerName(), failed);
        } catch (RuntimeException failed) {
            throw AzureCall.failure("read from " + container.getBlobContainerName(), failed);
        }
        return Optional.of(new Versioned<>(value(name, found.getMetadata(), type), bare(found.getETag())));
    }

    @Override
    public String put(String partition, String name, Object value, Precondition precondition) throws IOException {
        byte[] json = StoredJson.bytes(value);
        if (json.length > AT_MOST) {
            throw new TooLargeException(json.length, AT_MOST);
        }
        BlobRequestConditions conditions = switch (precondition) {
            case Precondition.Any any -> new BlobRequestConditions();
            case Precondition.Absent absent -> new BlobRequestConditions().setIfNoneMatch("*");
            case Precondition.Matches matches -> ifMatch(matches);
        };
        BlockBlobSimpleUploadOptions document = new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(new byte[0]))
                .setMetadata(Map.of(VALUE, Base64.getEncoder().encodeToString(json)))
                .setRequestConditions(conditions);
        try {
            return bare(blob(partition, name)
                    .uploadWithResponse(document, AzureClients.BY_TRIES, Context.NONE)
                    .getValue()
                    .getETag());
        } catch (RuntimeException failed) {
            throw failure(precondition, failed);
        }
    }

    @Override
    public void delete(String partition, String name, Precondition precondition) throws IOException {
        BlockBlobClient blob = blob(partition, name);
        try {
            switch (precondition) {
                case Precondition.Any any -> blob.deleteIfExists();
                case Precondition.Absent absent -> {
                    if (blob.exists()) {
                        throw PreconditionFailedException.of(precondition);
                    }
                }
                case Precondition.Matches matches ->
                    blob.deleteWithResponse(null, ifMatch(matches), AzureClients.BY_TRIES, Context.NONE);
            }
        } catch (RuntimeException failed) {
            throw failure(precondition, failed);
        }
    }

    /** Empty where the container was never made, as a queue that was never made is. */
    @Override
    public <T> Page<Versioned<T>> page(String partition, Optional<String> next, int limit, Class<T> type)
            throws IOException {
        String folder = partition + "/";
        ListBlobsOptions options = new ListBlobsOptions()
                .setPrefix(folder)
                .setDetails(new BlobListDetails().setRetrieveMetadata(true))
                .setMaxResultsPerPage(Math.min(limit, LISTED));
        PagedResponse<BlobItem> listed;
        try {
            listed = container
                    .listBlobs(options, next.orElse(null), AzureClients.BY_TRIES)
                    .iterableByPage()
                    .iterator()
                    .next();
        } catch (BlobStorageException failed) {
            if (failed.getStatusCode() == NOT_FOUND) {
                return new Page<>(List.of(), Optional.empty());
            }
            if (next.isPresent() && failed.getStatusCode() == BAD_REQUEST) {
                throw new IllegalArgumentException(
                        "not the position of a page of " + container.getBlobContainerName(), failed);
            }
            throw AzureCall.failure("list " + container.getBlobContainerName(), failed);
        } catch (RuntimeException failed) {
            throw AzureCall.failure("list " + container.getBlobContainerName(), failed);
        }
        List<Versioned<T>> items = new ArrayList<>();
        for (BlobItem item : listed.getValue()) {
            readable(item, item.getName().substring(folder.length()), type).ifPresent(items::add);
        }
        return new Page<>(
                items, Optional.ofNullable(listed.getContinuationToken()).filter(token -> !token.isEmpty()));
    }

    /** One of many: if it cannot be read that is said, and does not hide the others. */
    private <T> Optional<Versioned<T>> readable(BlobItem item, String name, Class<T> type) {
        try {
            return Optional.of(new Versioned<>(
                    value(name, item.getMetadata(), type),
                    bare(item.getProperties().getETag())));
        } catch (IOException unreadable) {
            LOG.error("{} is left out: {}", name, unreadable.getMessage());
            return Optional.empty();
        }
    }

    private static <T> T value(String name, @Nullable Map<String, String> metadata, Class<T> type) throws IOException {
        try {
            String encoded = metadata == null ? "" : metadata.getOrDefault(VALUE, "");
            return StoredJson.read(Base64.getDecoder().decode(encoded), type);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new IOException("the stored document " + name + " is damaged", unreadable);
        }
    }

    private IOException failure(Precondition precondition, RuntimeException failed) {
        return switch (AzureCall.status(failed)) {
            case CONFLICT, CHANGED, NOT_FOUND ->
                precondition instanceof Precondition.Any
                        ? AzureCall.failure("write to " + container.getBlobContainerName(), failed)
                        : PreconditionFailedException.of(precondition);
            default -> AzureCall.failure("write to " + container.getBlobContainerName(), failed);
        };
    }

    private BlockBlobClient blob(String partition, String name) {
        return container.getBlobClient(partition + "/" + name).getBlockBlobClient();
    }

    private static BlobRequestConditions ifMatch(Precondition.Matches matches) {
        return new BlobRequestConditions().setIfMatch('"' + matches.etag() + '"');
    }

    /** An answer's header has quotation marks around the etag, a listing has not. */
    private static String bare(String etag) {
        return etag.replace("\"", "");
    }
}
