package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.afterword.storage.mail.SigningQueue;

/**
 * Returns a mail as it was that not even {@link ReturnUnsigned} got hold of, as happens where the function app cannot start.
 * There is no queue behind this one: so it waits until the app is there, and what fails it queues again itself.
 */
public final class ReturnPoisoned {
    /** Below the host's {@code functionTimeout} of 30 minutes; five deliveries are so nearly two hours. */
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);

    private final Supplier<LastResort> lastResort;

    public ReturnPoisoned() {
        this(() -> awaited(() -> FunctionApp.current().lastResort(), PATIENCE, BETWEEN_LOOKS));
    }

    ReturnPoisoned(Supplier<LastResort> lastResort) {
        this.lastResort = lastResort;
    }

    @FunctionName("ReturnPoisoned")
    public void run(
            @QueueTrigger(name = "job", queueName = SigningQueue.POISON_OF_POISON, connection = HostBindings.STORAGE)
                    String job,
            ExecutionContext context)
            throws IOException {
        HostCall.run(lastResort, able -> able.returnUnsigned("ReturnPoisoned", SigningQueue.POISON_OF_POISON, job));
    }

    /** Asks until there is an answer other than a failure, or patience ends with the last one. */
    static <T> T awaited(Supplier<T> wanted, Duration patience, Duration betweenLooks) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return wanted.get();
            } catch (RuntimeException notYet) {
                if (System.nanoTime() + betweenLooks.toNanos() - end > 0) {
                    throw notYet;
                }
            }
            try {
                Thread.sleep(betweenLooks);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped before the function app was there", stopped);
            }
        }
    }
}
