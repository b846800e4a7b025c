package org.afterword.storage.azure;

import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.models.CosmosItemIdentity;
import com.azure.cosmos.models.CosmosItemRequestOptions;
import com.azure.cosmos.models.CosmosItemResponse;
import com.azure.cosmos.models.CosmosPatchOperations;
import com.azure.cosmos.models.CosmosQueryRequestOptions;
import com.azure.cosmos.models.FeedResponse;
import com.azure.cosmos.models.PartitionKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
 * One Cosmos container, of whose operations we use those that need no query: point read, create, upsert, replace and delete
 * with If-Match, patch, readMany, and the reading of one partition. A document has its id, its partition's key and, under
 * {@code value}, what we keep in it.
 */
final class CosmosDocuments implements KeyedDocuments {
    private static final Logger LOG = LoggerFactory.getLogger(CosmosDocuments.class);
    /** The partition key's field of the containers that are divided by tenant. */
    static final String TENANT = "tenantId";

    private static final String ID = "id";
    private static final String VALUE = "value";
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int CHANGED = 412;

    private final CosmosAccount account;
    private final String containerName;
    private final String partitionField;

    CosmosDocuments(CosmosAccount account, String containerName, String partitionField) {
        this.account = account;
        this.containerName = containerName;
        this.partitionField = partitionField;
    }

    @Override
    public <T> Optional<Versioned<T>> read(String partition, String name, Class<T> type) throws IOException {
        CosmosContainer container = container();
        try {
            ObjectNode document = container
                    .readItem(name, new PartitionKey(partition), ObjectNode.class)
                    .getItem();
            return Optional.of(versioned(document, type));
        } catch (CosmosException failed) {
            if (failed.getStatusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw AzureCall.failure("read from " + containerName, failed);
        } catch (RuntimeException failed) {
            throw AzureCall.failure("read from " + containerName, failed);
        }
    }

    @Override
    public String put(String partition, String name, Object value, Precondition precondition) throws IOException {
        int size = StoredJson.bytes(value).length;
        if (size > MAX_BYTES) {
            throw new TooLargeException(size, MAX_BYTES);
        }
        ObjectNode document = document(partition, name, StoredJson.tree(value));
        PartitionKey key = new PartitionKey(partition);
        CosmosItemRequestOptions options = new CosmosItemRequestOptions();
        CosmosContainer container = container();
        CosmosItemResponse<?> written = conditional(precondition, () -> switch (precondition) {
            case Precondition.Any any -> container.upsertItem(document, key, options);
            case Precondition.Absent absent -> container.createItem(document, key, options);
            case Precondition.Matches matches ->
                container.replaceItem(document, name, key, options.setIfMatchETag(CosmosEtag.toCosmos(matches.etag())));
        });
        return CosmosEtag.fromCosmos(written == null ? null : written.getETag());
    }

    @Override
    public void delete(String partition, String name, Precondition precondition) throws IOException {
        CosmosItemRequestOptions options = new CosmosItemRequestOptions();
        switch (precondition) {
            case Precondition.Any any -> {}
            case Precondition.Absent absent -> {
                if (read(partition, name, JsonNode.class).isPresent()) {
                    throw PreconditionFailedException.of(precondition);
                }
                return;
            }
            case Precondition.Matches matches -> options.setIfMatchETag(CosmosEtag.toCosmos(matches.etag()));
        }
        CosmosContainer container = container();
        conditional(precondition, () -> container.deleteItem(name, new PartitionKey(partition), options));
    }

    @Override
    public <T> Page<Versioned<T>> page(String partition, Optional<String> next, int limit, Class<T> type)
            throws IOException {
        List<Versioned<T>> items = new ArrayList<>();
        String place = next.map(Continuation::toCosmos).orElse(null);
        do {
            FeedResponse<ObjectNode> part = part(partition, place, limit - items.size());
            for (ObjectNode document : part.getResults()) {
                readable(document, type).ifPresent(items::add);
            }
            place = part.getContinuationToken();
        } while (place != null && items.size() < limit);
        return new Page<>(items, Optional.ofNullable(place).map(Continuation::fromCosmos));
    }

    private FeedResponse<ObjectNode> part(String partition, @Nullable String place, int limit) throws IOException {
        CosmosContainer container = container();
        try {
            return container
                    .readAllItems(new PartitionKey(partition), new CosmosQueryRequestOptions(), ObjectNode.class)
                    .iterableByPage(place, limit)
                    .iterator()
                    .next();
        } catch (RuntimeException failed) {
            if (place != null
                    && (failed instanceof IllegalArgumentException || AzureCall.status(failed) == BAD_REQUEST)) {
                throw new IllegalArgumentException("not the position of a page of " + containerName, failed);
            }
            throw AzureCall.failure("read a page of " + containerName, failed);
        }
    }

    /**
     * Gives the value of each document in a partition that can be read to {@code reader}, in no particular order, without
     * holding them.
     */
    <T> void forEach(String partition, Class<T> type, Consumer<T> reader) throws IOException {
        AzureCall.run("read all from " + containerName, () -> {
            for (ObjectNode document : container().readAllItems(new PartitionKey(partition), ObjectNode.class)) {
                readable(document, type).map(Versioned::value).ifPresent(reader);
            }
        });
    }

    /** The documents of those names that are there and can be read, each in the partition of its own name. */
    <T> List<Versioned<T>> readMany(List<String> names, Class<T> type) throws IOException {
        List<CosmosItemIdentity> identities = names.stream()
                .map(name -> new CosmosItemIdentity(new PartitionKey(name), name))
                .toList();
        if (identities.isEmpty()) {
            return List.of();
        }
        List<ObjectNode> documents = AzureCall.get(
                "read from " + containerName,
                () -> container().readMany(identities, ObjectNode.class).getResults());
        List<Versioned<T>> values = new ArrayList<>(documents.size());
        for (ObjectNode document : documents) {
            readable(document, type).ifPresent(values::add);
        }
        return values;
    }

    /** Sets a field of a document whose value is an object, which is made if it is not there. No writer undoes the change of another. */
    void setField(String partition, String name, String field) throws IOException {
        PartitionKey key = new PartitionKey(partition);
        CosmosContainer container = container();
        CosmosPatchOperations set = CosmosPatchOperations.create().set("/" + VALUE + "/" + field, true);
        AzureCall.run("write to " + containerName, () -> {
            if (patched(container, name, key, set)) {
                return;
            }
            JsonNode first = JsonNodeFactory.instance.objectNode().put(field, true);
            try {
                container.createItem(document(partition, name, first), key, new CosmosItemRequestOptions());
            } catch (CosmosException failed) {
                // Another writer has created it.
                if (failed.getStatusCode() != CONFLICT || !patched(container, name, key, set)) {
                    throw failed;
                }
            }
        });
    }

    private static boolean patched(
            CosmosContainer container, String name, PartitionKey key, CosmosPatchOperations operations) {
        try {
            container.patchItem(name, key, operations, ObjectNode.class);
            return true;
        } catch (CosmosException failed) {
            if (failed.getStatusCode() == NOT_FOUND) {
                return false;
            }
            throw failed;
        }
    }

    /** The answer to a change; null where a document to be deleted is not there, and need not be. */
    private @Nullable CosmosItemResponse<?> conditional(
            Precondition precondition, Supplier<CosmosItemResponse<?>> change) throws IOException {
        try {
            return change.get();
        } catch (CosmosException failed) {
            int status = failed.getStatusCode();
            if (status == NOT_FOUND && precondition instanceof Precondition.Any) {
                return null;
            }
            if (status == CONFLICT || status == CHANGED || status == NOT_FOUND) {
                throw PreconditionFailedException.of(precondition);
            }
            throw AzureCall.failure("write to " + containerName, failed);
        } catch (RuntimeException failed) {
            throw AzureCall.failure("write to " + containerName, failed);
        }
    }

    private CosmosContainer container() throws IOException {
        return account.container(containerName);
    }

    private ObjectNode document(String partition, String name, JsonNode value) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        return document.put(partitionField, partition).put(ID, name).set(VALUE, value);
    }

    /** One of many: if it cannot be read that is said, and does not hide the others. */
    private <T> Optional<Versioned<T>> readable(ObjectNode document, Class<T> type) {
        try {
            return Optional.of(versioned(document, type));
        } catch (IOException unreadable) {
            LOG.error("{} is left out: {}", document.path(ID).asText(), unreadable.getMessage());
            return Optional.empty();
        }
    }

    private <T> Versioned<T> versioned(ObjectNode document, Class<T> type) throws IOException {
        try {
            T value = StoredJson.read(document.path(VALUE), type);
            return new Versioned<>(
                    value, CosmosEtag.fromCosmos(document.path("_etag").asText()));
        } catch (IOException unreadable) {
            throw new IOException("a document of " + containerName + " is " + unreadable.getMessage(), unreadable);
        }
    }
}
