package org.afterword.functions.mail.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.afterword.functions.mail.signing.TestStamp;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.worker.Heartbeat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WakeUpTest {
    private TestStamp stamp;
    private WakeUp wakeUp;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
        wakeUp = new WakeUp(stamp.stores.workers(), stamp.stores.queue(), "new", stamp.clock);
    }

    @AfterEach
    void stop() throws IOException {
        stamp.close();
    }

    private void beat(String version, Optional<Instant> calledAt) throws IOException {
        Instant now = stamp.clock.instant();
        stamp.stores
                .workers()
                .beat(new Heartbeat(version, version, now, now, Optional.empty(), calledAt, Optional.empty()));
    }

    /** What is taken at each tick, by somebody who does not show himself. @return how many messages there were */
    private int taken(int ticks) throws IOException {
        int taken = 0;
        for (int tick = 0; tick < ticks; tick++) {
            wakeUp.run();
            for (var delivery : stamp.stores.queue().receive(SigningQueue.NAME, 16, Duration.ofMinutes(10))) {
                assertThat(delivery.body()).isEqualTo(WakeUp.MESSAGE);
                stamp.stores.queue().delete(delivery);
                taken++;
            }
            stamp.clock.advance(Duration.ofSeconds(30));
        }
        return taken;
    }

    @Test
    void asksForAWorkerOfThisVersionUntilThereIsOne() throws IOException {
        Optional<Instant> called = Optional.of(stamp.clock.instant());
        beat("old", called);
        beat("new", Optional.empty());
        assertThat(taken(3)).isEqualTo(3);
        beat("new", called);
        assertThat(taken(1)).isZero();
        stamp.clock.advance(Duration.ofHours(1));
        assertThat(taken(30)).as("it has been seen, and was called off since").isZero();
    }

    @Test
    void givesUpAfterTenMinutes() throws IOException {
        assertThat(taken(60)).isEqualTo(20);
    }

    @Test
    void putsNothingBesideWhatWaits() throws IOException {
        wakeUp.run();
        wakeUp.run();
        assertThat(stamp.stores.queue().bodies(SigningQueue.NAME)).containsExactly(WakeUp.MESSAGE);
    }
}
