package org.afterword.storage;

import java.io.IOException;
import org.afterword.storage.azure.AzureStores;
import org.afterword.storage.cache.CachedStores;
import org.afterword.storage.folder.FolderStores;
import org.afterword.storage.mail.TriggerQueues;

/**
 * The stores that the settings name, open until {@link #close}. Opened once per process, at its start; opening the same
 * folder again in one process shares it. Safe for use by several threads.
 */
public final class OpenStores implements AutoCloseable {
    private final Stores stores;
    private final TriggerQueues queues;
    private final Closing closing;

    private interface Closing {
        void close() throws IOException;
    }

    private OpenStores(Stores stores, TriggerQueues queues, Closing closing) {
        this.stores = stores;
        this.queues = queues;
        this.closing = closing;
    }

    /** @throws IOException if they cannot be opened; the message says what to do */
    public static OpenStores open(StoreSettings settings) throws IOException {
        return switch (settings) {
            case StoreSettings.Folder folder -> {
                FolderStores open = FolderStores.open(folder.folder());
                yield new OpenStores(open.stores(), open.queues(), open::close);
            }
            case StoreSettings.Azure azure -> {
                AzureStores open = AzureStores.open(azure);
                yield new OpenStores(CachedStores.over(open.stores()), open.queues(), open::close);
            }
        };
    }

    public Stores stores() {
        return stores;
    }

    /** The queues as the triggers see them, for the local runner. */
    public TriggerQueues queues() {
        return queues;
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }
}
