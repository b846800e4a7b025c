package org.afterword.functions.mail.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.afterword.storage.mail.SigningJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that cannot renew its lease while it sends: another may have the mail by the time that the server has it. */
@Timeout(120)
class LeaseInDoubtTest {
    private static final String BEN = "ben@fabrikam.example";

    private final AtomicLong nanoseconds = new AtomicLong();
    private TestStamp stamp;
    private SigningWorker cutOff;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
        cutOff = stamp.worker(nanoseconds::get, new ManualTimer());
    }

    @AfterEach
    void stop() throws IOException {
        cutOff.close();
        stamp.close();
    }

    private void pass(Duration time) {
        nanoseconds.addAndGet(time.toNanos());
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "EHLO", "MAIL", "RCPT", "DATA"})
    void whatTakesLongerThanTheLeaseIsBrokenOffBeforeItsFinalDot(String step) throws IOException {
        SigningJob job = stamp.receive(BEN);
        stamp.server.misbehave(step, (out, usual) -> {
            pass(Duration.ofSeconds(60));
            out.write((usual + "\r\n").getBytes(US_ASCII));
            out.flush();
        });
        stamp.runTriggers(usual -> cutOff);
        assertThat(stamp.server.accepted()).isEmpty();
        assertThat(stamp.stores.queue().jobs()).as("no attempt").containsExactly(job);
        stamp.clock.advance(Duration.ofSeconds(1));
        stamp.runTriggers();
        assertThat(stamp.server.accepted()).containsExactly(BEN);
    }

    @Test
    void theOriginalOfAMailThatGrewTooLargeIsNotSentEither() throws IOException {
        SigningJob job = stamp.receive(BEN);
        stamp.server.answer(".", "552 5.3.4 too large").beforeAnswerToData(() -> pass(Duration.ofSeconds(45)));
        stamp.stores.spool().failNextRenew(1);
        stamp.runTriggers(usual -> cutOff);
        assertThat(stamp.server.commands("MAIL")).hasSize(1);
        assertThat(stamp.server.accepted()).isEmpty();
        assertThat(stamp.stores.queue().jobs()).containsExactly(job);
    }
}
