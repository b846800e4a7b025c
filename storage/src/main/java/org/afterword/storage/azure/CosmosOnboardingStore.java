package org.afterword.storage.azure;

import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.models.CosmosItemRequestOptions;
import com.azure.cosmos.models.CosmosItemResponse;
import com.azure.cosmos.models.PartitionKey;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.afterword.storage.onboarding.OnboardingKey;
import org.afterword.storage.onboarding.OnboardingStore;

/**
 * Onboarding's documents, each in a partition of its own, changed with If-Match. The container deletes sessions after a
 * day; a connection has a time to live of its own and stays.
 */
final class CosmosOnboardingStore implements OnboardingStore {
    private static final String JSON = "json";
    private static final int FOR_EVER = -1;
    private static final int TRIES = 20;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int CHANGED = 412;

    private final CosmosAccount account;
    private final StorageQueues queues;

    private record Found(String json, String version) {}

    CosmosOnboardingStore(CosmosAccount account, StorageQueues queues) {
        this.account = account;
        this.queues = queues;
    }

    @Override
    public Optional<String> find(OnboardingKey key) throws IOException {
        return read(key).map(Found::json);
    }

    @Override
    public Optional<String> update(OnboardingKey key, UnaryOperator<Optional<String>> change) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Optional<Found> found = read(key);
            Optional<String> changed = change.apply(found.map(Found::json));
            try {
                write(key, found, changed);
                return changed;
            } catch (CosmosException failed) {
                boolean overtaken = failed.getStatusCode() == CHANGED
                        || failed.getStatusCode() == CONFLICT
                        || failed.getStatusCode() == NOT_FOUND;
                if (!overtaken || attempt == TRIES) {
                    throw AzureCall.failure("write to " + AzureStores.ONBOARDING, failed);
                }
            } catch (RuntimeException failed) {
                throw AzureCall.failure("write to " + AzureStores.ONBOARDING, failed);
            }
        }
    }

    @Override
    public void enqueue(String job) throws IOException {
        queues.send(QUEUE, job, Duration.ZERO);
    }

    private Optional<Found> read(OnboardingKey key) throws IOException {
        try {
            CosmosItemResponse<ObjectNode> response =
                    container().readItem(key.name(), new PartitionKey(key.name()), ObjectNode.class);
            return Optional.of(new Found(response.getItem().path(JSON).asText(), response.getETag()));
        } catch (CosmosException failed) {
            if (failed.getStatusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw AzureCall.failure("read from " + AzureStores.ONBOARDING, failed);
        } catch (RuntimeException failed) {
            throw AzureCall.failure("read from " + AzureStores.ONBOARDING, failed);
        }
    }

    private void write(OnboardingKey key, Optional<Found> found, Optional<String> changed) throws IOException {
        CosmosContainer container = container();
        PartitionKey partition = new PartitionKey(key.name());
        CosmosItemRequestOptions options = new CosmosItemRequestOptions();
        found.ifPresent(before -> options.setIfMatchETag(before.version()));
        if (changed.isEmpty()) {
            if (found.isPresent()) {
                container.deleteItem(key.name(), partition, options);
            }
            return;
        }
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("id", key.name()).put(JSON, changed.get());
        if (key.kind() == OnboardingKey.Kind.CONNECTION) {
            document.put("ttl", FOR_EVER);
        }
        if (found.isPresent()) {
            container.replaceItem(document, key.name(), partition, options);
        } else {
            container.createItem(document, partition, options);
        }
    }

    private CosmosContainer container() throws IOException {
        return account.container(AzureStores.ONBOARDING);
    }
}
