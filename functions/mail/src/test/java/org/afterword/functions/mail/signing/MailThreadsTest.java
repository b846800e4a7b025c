package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.functions.mail.capacity.Impatient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MailThreadsTest {
    private static final Capacity IMPATIENT = Impatient.of(Capacity.of(2, 1 << 28), Duration.ofMillis(1));

    private final CountDownLatch answer = new CountDownLatch(1);

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theCallFailsAsTheWorkDoes() {
        try (MailThreads threads = new MailThreads(IMPATIENT, System::nanoTime)) {
            IOException failure = new IOException("no");
            assertThatThrownBy(() -> threads.attend(TestStamp.CONTOSO, attendance -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThatThrownBy(() -> threads.attend(TestStamp.CONTOSO, attendance -> {
                        throw new IllegalArgumentException("no");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> threads.attend(TestStamp.CONTOSO, attendance -> {
                        throw new AssertionError("no");
                    }))
                    .as("which the host would never hear of")
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void workThatWaitsForAServerIsLeftAlone() throws IOException {
        AtomicBoolean heard = new AtomicBoolean(true);
        CountDownLatch ended = new CountDownLatch(1);
        try (MailThreads threads = new MailThreads(IMPATIENT, System::nanoTime)) {
            threads.attend(TestStamp.CONTOSO, attendance -> {
                attendance.waitsForServer();
                await(answer);
                heard.set(attendance.endAttended());
                ended.countDown();
            });
            assertThat(threads.unattended()).isEqualTo(1);
            answer.countDown();
            await(ended);
            assertThat(heard).isFalse();
            while (threads.unattended() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void otherWorkIsWaitedFor() throws IOException {
        AtomicBoolean ended = new AtomicBoolean();
        try (MailThreads threads = new MailThreads(IMPATIENT, System::nanoTime)) {
            threads.attend(TestStamp.CONTOSO, attendance -> {
                for (int i = 0; i < 20; i++) {
                    pause();
                }
                ended.set(attendance.endAttended());
            });
            assertThat(ended).isTrue();
        }
    }

    @Test
    void soManyOfATenantAreLeftAloneAndNoMore() throws IOException {
        try (MailThreads threads = new MailThreads(IMPATIENT, System::nanoTime)) {
            for (int i = 0; i < IMPATIENT.unattendedOfOneTenant(); i++) {
                threads.attend(TestStamp.CONTOSO, attendance -> {
                    attendance.waitsForServer();
                    await(answer);
                });
            }
            AtomicBoolean heard = new AtomicBoolean();
            threads.attend(TestStamp.CONTOSO, attendance -> {
                attendance.waitsForServer();
                for (int i = 0; i < 20; i++) {
                    pause();
                }
                heard.set(attendance.endAttended());
            });
            assertThat(heard).isTrue();
            answer.countDown();
        }
    }

    /** Longer than the patience of this test. */
    private static void pause() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theEndWaitsForWhatWasLeftAlone() throws IOException {
        AtomicBoolean ended = new AtomicBoolean();
        MailThreads threads = new MailThreads(IMPATIENT, System::nanoTime);
        threads.attend(TestStamp.CONTOSO, attendance -> {
            attendance.waitsForServer();
            await(answer);
            ended.set(true);
        });
        answer.countDown();
        threads.close();
        assertThat(ended).isTrue();
        assertThatThrownBy(() -> threads.attend(TestStamp.CONTOSO, attendance -> {}))
                .isInstanceOf(IOException.class);
    }
}
