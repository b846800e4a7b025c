package org.afterword.storage.standin;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.azure.AzureStores;
import org.jspecify.annotations.Nullable;

/**
 * Azurite and the Cosmos stand-in on ports of their own on loopback, with everything a stamp needs made in them. One set
 * is started per test process, on first use, and ends with it; what tests store there stays, so they use new ids.
 */
public final class AzureStandIns {
    /** Azurite's well-known account, which is no secret. */
    private static final String ACCOUNT = "devstoreaccount1";

    private static final String ACCOUNT_KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /** Any base64 will do. */
    private static final String COSMOS_KEY = "c3RhbmQtaW4=";

    private static @Nullable AzureStandIns shared;

    private final String storageConnection;
    /** The stand-in itself. */
    private final String cosmos;

    private final String cosmosEndpoint;

    private AzureStandIns(String storageConnection, String cosmos, String cosmosEndpoint) {
        this.storageConnection = storageConnection;
        this.cosmos = cosmos;
        this.cosmosEndpoint = cosmosEndpoint;
    }

    /**
     * The stand-ins of this process.
     *
     * @throws IOException if Node is missing or they do not start; the message says what to do
     */
    public static synchronized AzureStandIns shared() throws IOException {
        AzureStandIns running = shared;
        if (running == null) {
            running = start();
            shared = running;
        }
        return running;
    }

    /** A set of its own, which also ends with the process. */
    public static AzureStandIns start() throws IOException {
        // The SDK of Cosmos speaks plain HTTP only when told so.
        System.setProperty("COSMOS.HTTP_CONNECTION_WITHOUT_TLS_ALLOWED", "true");
        Path packages = NodePackages.install();
        NodeServer azurite = NodeServer.start(
                packages,
                Pattern.compile("(?:Blob|Queue) service is successfully listening at (http://[0-9.:]+)"),
                2,
                "node_modules/azurite/dist/src/azurite.js",
                "--inMemoryPersistence",
                "--disableTelemetry",
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                "0",
                "--queueHost",
                "127.0.0.1",
                "--queuePort",
                "0",
                "--tableHost",
                "127.0.0.1",
                "--tablePort",
                "0");
        NodeServer cosmos = NodeServer.start(
                packages,
                Pattern.compile("connections at ([0-9.:]+)"),
                1,
                "node_modules/@vercel/cosmosdb-server/lib/cli.js",
                "--no-ssl",
                "--host",
                "127.0.0.1",
                "-p",
                "0");
        String cosmosAddress = "http://" + cosmos.addresses().getFirst();
        NotFoundFront front = NotFoundFront.before(cosmosAddress, 0);
        AzureStandIns standIns = new AzureStandIns(connection(azurite.addresses()), cosmosAddress, front.address());
        try (AzureStores stores = AzureStores.open(standIns.settings())) {
            stores.createAll();
        }
        return standIns;
    }

    private static String connection(List<String> addresses) {
        return "DefaultEndpointsProtocol=http;AccountName=" + ACCOUNT + ";AccountKey=" + ACCOUNT_KEY
                + ";BlobEndpoint=" + addresses.get(0) + "/" + ACCOUNT
                + ";QueueEndpoint=" + addresses.get(1) + "/" + ACCOUNT + ";";
    }

    /** Opens the same Cosmos stand-in at a port of loopback as well, until that is closed. */
    public NotFoundFront cosmosAt(int port) throws IOException {
        return NotFoundFront.before(cosmos, port);
    }

    /** These stand-ins, with Cosmos at a port where it may be or not. */
    public AzureStandIns withCosmosAt(int port) {
        return new AzureStandIns(storageConnection, cosmos, "http://127.0.0.1:" + port);
    }

    public StoreSettings.Azure settings() {
        return new StoreSettings.Azure(
                new StoreSettings.Connection(storageConnection),
                URI.create(cosmosEndpoint),
                Optional.of(COSMOS_KEY),
                Optional.empty());
    }

    /** The same as a process's environment. */
    public Map<String, String> environment() {
        return Map.of(
                StoreSettings.STORE, "azure",
                StoreSettings.STORAGE_CONNECTION, storageConnection,
                StoreSettings.COSMOS_ENDPOINT, cosmosEndpoint,
                StoreSettings.COSMOS_KEY, COSMOS_KEY);
    }
}
