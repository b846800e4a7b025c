package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.file.Path;
import org.afterword.storage.Stores;
import org.afterword.storage.contract.DocumentStoresContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteDocumentsTest extends DocumentStoresContract {
    private final FolderWithClock open;

    SqliteDocumentsTest(@TempDir Path folder) throws IOException {
        open = new FolderWithClock(folder);
    }

    @Override
    public Stores stores() {
        return open.stores.stores();
    }

    @AfterEach
    void close() throws IOException {
        open.close();
    }
}
