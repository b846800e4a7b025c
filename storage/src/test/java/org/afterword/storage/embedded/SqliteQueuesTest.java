package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.afterword.storage.contract.QueuesContract;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteQueuesTest extends QueuesContract {
    private final FolderWithClock open;

    SqliteQueuesTest(@TempDir Path folder) throws IOException {
        open = new FolderWithClock(folder);
    }

    @Override
    protected SigningQueue queue() {
        return open.stores.stores().queue();
    }

    @Override
    protected TriggerQueues queues() {
        return open.stores.queues();
    }

    @Override
    protected void wait(Duration time) {
        open.clock.advance(time);
    }

    @AfterEach
    void close() throws IOException {
        open.close();
    }
}
