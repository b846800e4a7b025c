package org.afterword.storage.azure;

import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.models.CosmosItemRequestOptions;
import com.azure.cosmos.models.PartitionKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.afterword.storage.json.StoredJson;

/**
 * One Cosmos container, of whose operations we use the few that need no query: point read, upsert, create, and the reading
 * of one partition. A document has its id, its partition's key and, under {@code value}, what we keep in it.
 */
final class CosmosDocuments {
    /** The partition key's field of the containers that are divided by tenant. */
    static final String TENANT = "tenantId";

    private static final String ID = "id";
    private static final String VALUE = "value";
    private static final int NOT_FOUND = 404;
    private static final int TOO_LARGE = 413;

    private final CosmosContainer container;

    CosmosDocuments(CosmosContainer container) {
        this.container = container;
    }

    /** The value of a document, by one point read. */
    <T> Optional<T> find(String id, String partition, Class<T> type) throws IOException {
        ObjectNode document;
        try {
            document = container
                    .readItem(id, new PartitionKey(partition), ObjectNode.class)
                    .getItem();
        } catch (CosmosException failed) {
            if (failed.getStatusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw AzureCall.failure("read from " + container.getId(), failed);
        } catch (RuntimeException failed) {
            throw AzureCall.failure("read from " + container.getId(), failed);
        }
        return Optional.of(value(document, type));
    }

    /** Creates or replaces a document. */
    void put(String id, String partitionField, String partition, Object value) throws IOException {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put(partitionField, partition).put(ID, id).set(VALUE, StoredJson.tree(value));
        try {
            container.upsertItem(document, new PartitionKey(partition), new CosmosItemRequestOptions());
        } catch (CosmosException failed) {
            if (failed.getStatusCode() == TOO_LARGE) {
                throw new IOException(
                        "a document of " + container.getId()
                                + " would be larger than the 2 MB that Cosmos takes; use smaller pictures",
                        failed);
            }
            throw AzureCall.failure("write to " + container.getId(), failed);
        } catch (RuntimeException failed) {
            throw AzureCall.failure("write to " + container.getId(), failed);
        }
    }

    /** The values of all documents in one partition. */
    <T> List<T> all(String partition, Class<T> type) throws IOException {
        List<ObjectNode> documents = AzureCall.get("read all from " + container.getId(), () -> {
            List<ObjectNode> found = new ArrayList<>();
            container
                    .readAllItems(new PartitionKey(partition), ObjectNode.class)
                    .forEach(found::add);
            return found;
        });
        List<T> values = new ArrayList<>(documents.size());
        for (ObjectNode document : documents) {
            values.add(value(document, type));
        }
        return values;
    }

    private <T> T value(ObjectNode document, Class<T> type) throws IOException {
        JsonNode value = document.path(VALUE);
        try {
            return StoredJson.read(value, type);
        } catch (IOException unreadable) {
            throw new IOException("a document of " + container.getId() + " is " + unreadable.getMessage(), unreadable);
        }
    }
}
