package org.afterword.storage;

import java.io.IOException;
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
        FolderStores folder = FolderStores.open(settings.folder());
        return new OpenStores(folder.stores(), folder.queues(), folder::close);
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
