package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.afterword.functions.mail.capacity.ProcessHealth;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.open.OpenStores;

/**
 * A call by the host, so that the host hears how it ended. The Java worker answers for an {@code Exception} and not for an
 * {@code Error}: the host would then wait until its own timeout ({@code functionTimeout}), and end the whole process with all other calls
 * (azure-functions-java-worker#64). For the same reason no constructor of a function does anything that can fail.
 *
 * <p>A call with a message for which there is no app puts the message back. If it failed, the host would count that, and after
 * five times move the message to the poison queue, whose function has no app either; so all mail would end in the last queue
 * within two minutes.
 */
final class HostCall {
    /** With what the call has waited before, short enough that another instance has its try within the deadline of a mail. */
    private static final Duration SHORTEST_DELAY = Duration.ofSeconds(5);

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(15);

    private HostCall() {}

    /** What a function does. */
    @FunctionalInterface
    interface Work<T, X extends Exception> {
        void run(T with) throws X;
    }

    /** What the host asked for. */
    @FunctionalInterface
    interface Call<X extends Exception> {
        void run() throws X;
    }

    /** Puts a message back into the queue from which it was taken. */
    @FunctionalInterface
    interface PutBack {
        /** @throws IOException if the queue did not take it */
        void send(String queue, String message, Duration delay) throws IOException;
    }

    /** The queues as the host finds them, apart from any app. */
    private static final class Queues {
        static final Optional<TriggerQueues> OF_THIS_PROCESS =
                OpenStores.triggerQueues(HostBindings.STORAGE, System.getenv());
    }

    /** Puts a message back by what the host's own trigger has to go by: the queue's address and identity. */
    static void putBack(String queue, String message, Duration delay) throws IOException {
        TriggerQueues queues = Queues.OF_THIS_PROCESS.orElseThrow(() -> new IOException(
                "the setting " + HostBindings.STORAGE + " is not there, by which the queues are found"));
        queues.send(queue, message, delay);
    }

    /**
     * Works on a message, or puts it back where there is no app; then the call ends as if all were well, so that the host
     * counts nothing, and the log of the call says at times why. If not even that can be done the call fails, and the host keeps the message.
     *
     * @throws IOException if the message could not be put back
     */
    static <T, X extends Exception> void onMessage(
            Supplier<AppStart.State<T>> with,
            PutBack putBack,
            String queue,
            String message,
            ExecutionContext context,
            Work<T, X> work)
            throws X, IOException {
        onMessage(with, putBack, queue, message, context, work, NotStarted.IN_THIS_PROCESS);
    }

    static <T, X extends Exception> void onMessage(
            Supplier<AppStart.State<T>> with,
            PutBack putBack,
            String queue,
            String message,
            ExecutionContext context,
            Work<T, X> work,
            NotStarted notStarted)
            throws X, IOException {
        try {
            switch (with.get()) {
                case AppStart.Ready<T>(T app) -> work.run(app);
                case AppStart.NotYet<T> notYet -> {
                    notStarted.sayAtTimes(context.getLogger(), notYet);
                    putBack.send(queue, message, delay());
                }
            }
        } catch (Error error) {
            throw heard(error);
        }
    }

    /** Does what the host asked for; an {@code Error} in it ends the process or becomes an exception. */
    static <X extends Exception> void run(Call<X> call) throws X {
        try {
            call.run();
        } catch (Error error) {
            throw heard(error);
        }
    }

    private static IllegalStateException heard(Error error) {
        ProcessHealth.examine(error);
        return new IllegalStateException("an error ended a call", error);
    }

    /** Spread at random, so that what was put back together does not come back together. */
    private static Duration delay() {
        return Duration.ofMillis(
                ThreadLocalRandom.current().nextLong(SHORTEST_DELAY.toMillis(), LONGEST_DELAY.toMillis()));
    }
}
