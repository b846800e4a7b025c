package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweeperTest {
    private TestStamp stamp;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
    }

    @AfterEach
    void stop() throws IOException {
        stamp.close();
    }

    @Test
    void queuesTheMailOfADeadWorkerAsItWasNotedLast() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.queue().receive(SigningQueue.NAME, 1, Duration.ofMinutes(10));
        Leased dead = (Leased) stamp.stores.spool().lease(job.spoolName());
        dead.note(job.again(job.envelope()));
        stamp.sweeper.sweep();
        assertThat(stamp.stores.queue().jobs()).containsExactly(job);
        stamp.clock.advance(Duration.ofSeconds(61));
        stamp.sweeper.sweep();
        stamp.sweeper.sweep();
        assertThat(stamp.runTriggers()).isEqualTo(2);
        assertThat(stamp.server.mails()).hasSize(1);
        stamp.sweeper.sweep();
        assertThat(stamp.runTriggers()).isZero();
    }

    @Test
    void removesWhatWasNeverAcknowledgedAfterADay() throws IOException {
        storedOnly();
        stamp.sweeper.sweep();
        stamp.clock.advance(Duration.ofHours(20));
        stamp.sweeper.sweep();
        assertThat(stamp.stores.spool().names()).hasSize(1);
        stamp.clock.advance(Duration.ofHours(28));
        stamp.sweeper.sweep();
        assertThat(stamp.stores.spool().names()).isEmpty();
        assertThat(stamp.server.mails()).isEmpty();
    }

    @Test
    void removesNothingWhileTheQueueIsBehindNorSoonAfter() throws IOException {
        SigningJob acknowledged = stamp.receive("ben@fabrikam.example");
        stamp.sweeper.sweep();
        stamp.clock.advance(Duration.ofDays(3));
        stamp.sweeper.sweep();
        stamp.stores.queue().receive(SigningQueue.NAME, 1, Duration.ofMinutes(10));
        stamp.sweeper.sweep();
        stamp.clock.advance(Duration.ofMinutes(11));
        stamp.sweeper.sweep();
        assertThat(stamp.stores.spool().names()).containsExactly(acknowledged.spoolName());
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(1);
    }

    @Test
    void keepsDeferredMail() throws IOException {
        stamp.server.answer("MAIL", "550 5.7.64 TenantAttribution").answer("MAIL", "550 5.7.64 TenantAttribution");
        stamp.receive("ben@fabrikam.example");
        stamp.runTriggers();
        stamp.clock.advance(Duration.ofDays(2));
        stamp.runTriggers();
        stamp.sweeper.sweep();
        assertThat(stamp.stores.spool().names()).hasSize(1);
    }

    private void storedOnly() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores
                .queue()
                .delete(stamp.stores
                        .queue()
                        .receive(SigningQueue.NAME, 1, Duration.ofMinutes(1))
                        .getFirst());
        assertThat(stamp.stores.spool().names()).containsExactly(job.spoolName());
    }
}
