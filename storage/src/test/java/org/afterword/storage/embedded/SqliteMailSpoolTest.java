package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.afterword.storage.contract.MailSpoolContract;
import org.afterword.storage.mail.MailSpool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteMailSpoolTest extends MailSpoolContract {
    private final FolderWithClock open;

    SqliteMailSpoolTest(@TempDir Path folder) throws IOException {
        open = new FolderWithClock(folder);
    }

    @Override
    protected MailSpool spool() {
        return open.stores.stores().spool();
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
