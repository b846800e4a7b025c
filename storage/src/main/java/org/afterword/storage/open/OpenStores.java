package org.afterword.storage.open;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.Stores;
import org.afterword.storage.azure.AzureStores;
import org.afterword.storage.cache.CachedStores;
import org.afterword.storage.embedded.EmbeddedStores;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.onboarding.OnboardingStore;

/**
 * The stores that the settings name, open until {@link #close}. Opened once per process, at its start; opening the same
 * folder again in one process shares it. Safe for use by several threads.
 */
public final class OpenStores implements AutoCloseable {
    private final Stores stores;
    private final TriggerQueues queues;
    private final OnboardingStore onboarding;
    private final Closing closing;

    private interface Closing {
        void close() throws IOException;
    }

    private OpenStores(Stores stores, TriggerQueues queues, OnboardingStore onboarding, Closing closing) {
        this.stores = stores;
        this.queues = queues;
        this.onboarding = onboarding;
        this.closing = closing;
    }

    /**
     * Opens them. Those in Azure are called when they are first used, so that a process starts while one of them is away.
     *
     * @throws IOException if a folder cannot be opened; the message says what to do
     */
    public static OpenStores open(StoreSettings settings) throws IOException {
        return switch (settings) {
            case StoreSettings.Folder folder -> {
                EmbeddedStores open = EmbeddedStores.open(folder.folder());
                yield new OpenStores(open.stores(), open.queues(), open.onboarding(), open::close);
            }
            case StoreSettings.Azure azure -> {
                AzureStores open = AzureStores.open(azure);
                yield new OpenStores(CachedStores.over(open.stores()), open.queues(), open.onboarding(), open::close);
            }
        };
    }

    /**
     * The queues that a connection of the Functions host names, for whoever has no stores: it needs their address and the
     * identity, and calls nobody.
     *
     * @param connection the name of a setting that holds a connection string, or the prefix of settings that hold the queues'
     *     address ({@code __queueServiceUri}) and the client id of a user-assigned identity ({@code __clientId})
     * @return empty if there are no such settings
     */
    public static Optional<TriggerQueues> triggerQueues(String connection, Map<String, String> environment) {
        return AzureStores.triggerQueues(connection, environment);
    }

    public Stores stores() {
        return stores;
    }

    /** The queues as the triggers see them, for the local runner. */
    public TriggerQueues queues() {
        return queues;
    }

    /** What connecting tenants needs to keep. */
    public OnboardingStore onboarding() {
        return onboarding;
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }
}
