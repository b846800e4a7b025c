package org.afterword.storage.fake;

import java.time.Duration;
import java.time.Instant;
import org.afterword.storage.contract.MailSpoolContract;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SpoolName;

class InMemoryMailSpoolTest extends MailSpoolContract {
    private final TestClock clock = new TestClock(Instant.now());

    private final InMemoryMailSpool spool = new InMemoryMailSpool(clock);

    @Override
    protected MailSpool spool() {
        return spool;
    }

    @Override
    protected void replaceJob(SpoolName name, String json) {
        spool.replaceJob(name, json);
    }

    @Override
    protected void wait(Duration time) {
        clock.advance(time);
    }
}
