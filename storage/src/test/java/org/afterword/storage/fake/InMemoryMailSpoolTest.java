package org.afterword.storage.fake;

import java.time.Duration;
import java.time.Instant;
import org.afterword.storage.contract.MailSpoolContract;
import org.afterword.storage.mail.MailSpool;

class InMemoryMailSpoolTest extends MailSpoolContract {
    private final TestClock clock = new TestClock(Instant.now());

    @Override
    protected MailSpool spool() {
        return new InMemoryMailSpool(clock);
    }

    @Override
    protected void wait(Duration time) {
        clock.advance(time);
    }
}
