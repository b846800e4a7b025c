package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.cosmos.CosmosClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.open.OpenStores;
import org.afterword.storage.standin.AzureStandIns;
import org.afterword.storage.standin.NotFoundFront;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stamp whose Cosmos account is away when its process starts. */
@Timeout(120)
class CosmosAccountTest {
    private final AtomicLong now = new AtomicLong();

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static StoreSettings.Azure at(URI everything) {
        URI storage = URI.create(everything.toString().replace("http:", "https:"));
        return new StoreSettings.Azure(
                new StoreSettings.Endpoints(storage, storage),
                everything,
                Optional.of("c3RhbmQtaW4="),
                Optional.empty());
    }

    @Test
    void toOpenTheStoresCallsNobody() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            try (OpenStores stores = OpenStores.open(at(address))) {
                assertThat(stores.stores().tenants()).isNotNull();
            }
            silent.setSoTimeout(1);
            assertThatThrownBy(silent::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void theyOpenWhereTheAccountIsClosedOrHasNoAddress() throws IOException {
        for (String address : List.of("http://127.0.0.1:" + freePort(), "https://no-such-account.invalid")) {
            try (OpenStores stores = OpenStores.open(at(URI.create(address)))) {
                assertThatThrownBy(() -> stores.stores().tenants().find(new TenantId(UUID.randomUUID())))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("did not open the Cosmos account");
            }
        }
    }

    @Test
    void whatIsInItIsReadAsSoonAsItIsThere() throws IOException {
        AzureStandIns standIns = AzureStandIns.shared();
        Tenant tenant = Samples.tenant(RoutingCode.random(new SecureRandom()));
        try (AzureStores before = AzureStores.open(standIns.settings())) {
            before.stores().tenants().put(tenant);
        }
        int port = freePort();
        StoreSettings.Azure settings = standIns.withCosmosAt(port).settings();
        try (CosmosAccount account = new CosmosAccount(() -> AzureClients.cosmos(settings), now::get)) {
            CosmosTenantStore tenants = new CosmosTenantStore(new CosmosDocuments(account, AzureStores.TENANTS, "id"));
            assertThatThrownBy(() -> tenants.find(tenant.id())).isInstanceOf(IOException.class);
            try (NotFoundFront there = standIns.cosmosAt(port)) {
                assertThat(there.address()).endsWith(":" + port);
                now.addAndGet(Duration.ofSeconds(5).toNanos());
                assertThat(tenants.find(tenant.id())).contains(tenant);
            }
        }
    }

    @Test
    void oneThreadTriesAndAFailureIsRememberedForFiveSeconds() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (CosmosAccount account = new CosmosAccount(() -> refused(tries, go), now::get);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<CosmosClient>> calls = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                calls.add(callers.submit(account::client));
            }
            go.countDown();
            for (Future<CosmosClient> call : calls) {
                assertThatThrownBy(call::get).hasCauseInstanceOf(IOException.class);
            }
            assertThat(tries).hasValue(1);
            now.addAndGet(Duration.ofMillis(4999).toNanos());
            assertThatThrownBy(account::client).isInstanceOf(IOException.class);
            assertThat(tries).hasValue(1);
            now.addAndGet(Duration.ofMillis(1).toNanos());
            assertThatThrownBy(account::client).isInstanceOf(IOException.class);
            assertThat(tries).hasValue(2);
        }
    }

    @Test
    void aSilentAccountIsWaitedForOnce() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger tries = new AtomicInteger();
        try (CosmosAccount account = new CosmosAccount(() -> refused(tries, never), now::get)) {
            Thread first = Thread.ofVirtual().start(() -> {
                try {
                    account.client();
                } catch (IOException expected) {
                    // Said below.
                }
            });
            while (tries.get() == 0) {
                Thread.onSpinWait();
            }
            now.addAndGet(Duration.ofSeconds(5).toNanos());
            assertThatThrownBy(account::client).hasMessageContaining("it does not answer");
            assertThat(tries).hasValue(1);
            never.countDown();
            first.join();
        }
    }

    private static CosmosClient refused(AtomicInteger tries, CountDownLatch go) {
        tries.incrementAndGet();
        try {
            go.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("no account");
    }

    @Test
    void theHostsOwnSettingsAreEnoughToPutAMessageIntoAQueue() throws IOException {
        String connection = AzureStandIns.shared().environment().get(StoreSettings.STORAGE_CONNECTION);
        TriggerQueues queues =
                OpenStores.triggerQueues("Host", Map.of("Host", connection)).orElseThrow();
        String message = UUID.randomUUID().toString();
        try (AzureStores stores = AzureStores.open(AzureStandIns.shared().settings())) {
            queues.send("signing-poison-poison", message, Duration.ZERO);
            List<TriggerQueues.Delivery> there =
                    stores.queues().receive("signing-poison-poison", 32, Duration.ofMinutes(1));
            assertThat(there).extracting(TriggerQueues.Delivery::body).contains(message);
            for (TriggerQueues.Delivery delivery : there) {
                stores.queues().delete(delivery);
            }
        }
        assertThat(OpenStores.triggerQueues(
                        "Host", Map.of("Host__queueServiceUri", "https://q.example", "Host__clientId", "1")))
                .isPresent();
        assertThat(OpenStores.triggerQueues("Host", Map.of("Other", connection)))
                .isEmpty();
    }
}
