package org.afterword.storage.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.util.HttpClientOptions;
import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.CosmosEndToEndOperationLatencyPolicyConfigBuilder;
import com.azure.cosmos.GatewayConnectionConfig;
import com.azure.cosmos.ThrottlingRetryOptions;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import com.azure.storage.queue.QueueMessageEncoding;
import com.azure.storage.queue.QueueServiceClient;
import com.azure.storage.queue.QueueServiceClientBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.afterword.storage.StoreSettings;
import org.jspecify.annotations.Nullable;

/**
 * The SDK's clients with our time-outs and retries.
 *
 * <p>Exchange waits for the answer to a mail for a minute. In that time the gateway stores a blob and sends a message,
 * each with three tries of 8 s and at most 1.5 s between them: 51 s at the very worst. A document of Cosmos may take
 * 5 s in all, retries included, since what it holds is cached and a stale answer is better than a late one.
 */
final class AzureClients {
    private static final int TRIES = 3;
    private static final int TRY_SECONDS = 8;
    private static final long RETRY_MILLIS = 250;
    private static final long RETRY_MILLIS_AT_MOST = 500;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration COSMOS = Duration.ofSeconds(5);

    /**
     * No time-out over all tries of a call: the tries are bounded, and with one the SDK would run the call in a thread of
     * its own and hide its exceptions.
     */
    static final @Nullable Duration BY_TRIES = null;

    private AzureClients() {}

    static BlobContainerClient mail(StoreSettings.Azure settings) {
        BlobServiceClientBuilder builder =
                new BlobServiceClientBuilder().retryOptions(retries()).clientOptions(http());
        switch (settings.storage()) {
            case StoreSettings.Connection connection -> builder.connectionString(connection.connectionString());
            case StoreSettings.Endpoints endpoints ->
                builder.endpoint(endpoints.blob().toString()).credential(identity(settings.clientId()));
        }
        return builder.buildClient().getBlobContainerClient(AzureStores.MAIL);
    }

    static QueueServiceClient queues(StoreSettings.Azure settings) {
        return switch (settings.storage()) {
            case StoreSettings.Connection connection -> queues(connection.connectionString());
            case StoreSettings.Endpoints endpoints -> queues(endpoints.queue(), settings.clientId());
        };
    }

    static QueueServiceClient queues(String connectionString) {
        return queueBuilder().connectionString(connectionString).buildClient();
    }

    /** By the managed identity. */
    static QueueServiceClient queues(URI endpoint, Optional<String> clientId) {
        return queueBuilder()
                .endpoint(endpoint.toString())
                .credential(identity(clientId))
                .buildClient();
    }

    private static QueueServiceClientBuilder queueBuilder() {
        return new QueueServiceClientBuilder()
                .retryOptions(retries())
                .clientOptions(http())
                // As the queue trigger expects it; the SDK would write plain text.
                .messageEncoding(QueueMessageEncoding.BASE64);
    }

    static CosmosClient cosmos(StoreSettings.Azure settings) {
        CosmosClientBuilder builder = new CosmosClientBuilder()
                .endpoint(settings.cosmosEndpoint().toString())
                // Through the account's one address on 443: a private endpoint needs no more, and one way is tested.
                .gatewayMode(new GatewayConnectionConfig())
                .contentResponseOnWriteEnabled(false)
                .throttlingRetryOptions(new ThrottlingRetryOptions()
                        .setMaxRetryAttemptsOnThrottledRequests(3)
                        .setMaxRetryWaitTime(COSMOS))
                .endToEndOperationLatencyPolicyConfig(
                        new CosmosEndToEndOperationLatencyPolicyConfigBuilder(COSMOS).build());
        if (isLoopback(settings.cosmosEndpoint())) {
            builder.endpointDiscoveryEnabled(false); // A stand-in does not know its own address.
        }
        if (settings.cosmosKey().isPresent()) {
            builder.key(settings.cosmosKey().get());
        } else {
            builder.credential(identity(settings.clientId()));
        }
        return builder.buildClient();
    }

    static boolean isLoopback(URI endpoint) {
        String host = endpoint.getHost();
        return host != null && (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]"));
    }

    private static RequestRetryOptions retries() {
        return new RequestRetryOptions(
                RetryPolicyType.EXPONENTIAL, TRIES, TRY_SECONDS, RETRY_MILLIS, RETRY_MILLIS_AT_MOST, null);
    }

    private static HttpClientOptions http() {
        return new HttpClientOptions().setConnectTimeout(CONNECT).setReadTimeout(Duration.ofSeconds(TRY_SECONDS));
    }

    private static TokenCredential identity(Optional<String> clientId) {
        ManagedIdentityCredentialBuilder builder = new ManagedIdentityCredentialBuilder();
        clientId.ifPresent(builder::clientId);
        return builder.build();
    }
}
