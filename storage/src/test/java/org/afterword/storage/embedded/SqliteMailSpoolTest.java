package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.afterword.storage.contract.MailSpoolContract;
import org.afterword.storage.embedded.database.Sha256;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SpoolName;
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

    @Override
    protected void replaceJob(SpoolName name, String json) throws IOException {
        open.stores
                .opened()
                .mail
                .write(connection -> connection.update(
                        "UPDATE mail SET job=?, job_sha256=? WHERE name=?",
                        json,
                        Sha256.of(json.getBytes(StandardCharsets.UTF_8)),
                        name.toString()));
    }

    @AfterEach
    void close() throws IOException {
        open.close();
    }
}
