package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.afterword.storage.fake.TestClock;

/** A folder's stores with a clock of the test's. */
final class FolderWithClock implements AutoCloseable {
    final TestClock clock = new TestClock(Instant.now());
    private final Path folder;
    EmbeddedStores stores;

    FolderWithClock(Path folder) throws IOException {
        this.folder = folder;
        this.stores = EmbeddedStores.open(folder, clock, clock);
    }

    /** Closes the stores and opens them again. */
    void restart() throws IOException {
        stores.close();
        stores = EmbeddedStores.open(folder, clock, clock);
    }

    @Override
    public void close() throws IOException {
        stores.close();
    }
}
