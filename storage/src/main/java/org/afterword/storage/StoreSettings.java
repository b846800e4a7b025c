package org.afterword.storage;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.afterword.process.settings.SettingsReader;
import org.afterword.process.vault.VaultSettings;

/** Where the stores are. */
public sealed interface StoreSettings {
    /** {@code folder:PATH} or {@code azure}. */
    String STORE = "AFTERWORD_STORE";

    /** {@code https://ACCOUNT.blob.core.windows.net}. */
    String BLOB_ENDPOINT = "AFTERWORD_BLOB_ENDPOINT";

    /** {@code https://ACCOUNT.queue.core.windows.net}. */
    String QUEUE_ENDPOINT = "AFTERWORD_QUEUE_ENDPOINT";

    /** {@code https://ACCOUNT.documents.azure.com}. */
    String COSMOS_ENDPOINT = "AFTERWORD_COSMOS_ENDPOINT";

    /** A connection string of Blob and Queue in place of their endpoints and the managed identity. */
    String STORAGE_CONNECTION = "AFTERWORD_STORAGE_CONNECTION";

    /** A key of Cosmos in place of the managed identity. */
    String COSMOS_KEY = "AFTERWORD_COSMOS_KEY";

    /** The client id of the user-assigned managed identity; without it the system-assigned one is used. */
    String CLIENT_ID = VaultSettings.CLIENT_ID;

    /**
     * The embedded stores.
     *
     * @param folder where they keep everything
     */
    record Folder(Path folder) implements StoreSettings {}

    /**
     * Blob, Queue and Cosmos of one stamp.
     *
     * @param storage how Blob and Queue are reached
     * @param cosmosKey absent where the managed identity is used
     * @param clientId of the user-assigned managed identity
     */
    record Azure(Storage storage, URI cosmosEndpoint, Optional<String> cosmosKey, Optional<String> clientId)
            implements StoreSettings {
        /** Does not show the keys. */
        @Override
        public String toString() {
            return "Azure[" + storage + ", " + cosmosEndpoint + "]";
        }
    }

    /** How Blob and Queue are reached. */
    sealed interface Storage {}

    /** By the managed identity. */
    record Endpoints(URI blob, URI queue) implements Storage {}

    /** By a key, as the stand-ins want it. */
    record Connection(String connectionString) implements Storage {
        /** Does not show the key. */
        @Override
        public String toString() {
            return "Connection[hidden]";
        }
    }

    /** Reads the settings; what is missing or wrong is reported by the reader's {@link SettingsReader#finish}. */
    static StoreSettings from(SettingsReader settings) {
        String store = settings.required(STORE);
        if (store.equals("azure")) {
            return azure(settings);
        }
        String prefix = "folder:";
        if (store.startsWith(prefix) && store.length() > prefix.length()) {
            try {
                return new Folder(Path.of(store.substring(prefix.length())));
            } catch (InvalidPathException notAPath) {
                settings.problem(STORE + " names a folder that no file system could hold");
            }
        } else if (!store.isEmpty()) {
            settings.problem(STORE + " must be folder:PATH or azure");
        }
        return new Folder(Path.of(""));
    }

    private static Azure azure(SettingsReader settings) {
        Optional<String> connection = settings.optional(STORAGE_CONNECTION);
        Storage storage = connection.isPresent()
                ? new Connection(connection.get())
                : new Endpoints(endpoint(settings, BLOB_ENDPOINT), endpoint(settings, QUEUE_ENDPOINT));
        return new Azure(
                storage,
                endpoint(settings, COSMOS_ENDPOINT),
                settings.optional(COSMOS_KEY),
                settings.optional(CLIENT_ID));
    }

    private static URI endpoint(SettingsReader settings, String name) {
        String text = settings.required(name);
        try {
            URI endpoint = URI.create(text);
            if (text.isEmpty() || endpoint.getHost() != null && text.matches("https?://.*")) {
                return endpoint;
            }
        } catch (IllegalArgumentException notAUri) {
            // Reported below.
        }
        settings.problem(name + " must be an address that begins with https://");
        return URI.create("");
    }
}
