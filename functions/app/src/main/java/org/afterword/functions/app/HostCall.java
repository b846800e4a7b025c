package org.afterword.functions.app;

import java.util.function.Supplier;
import org.afterword.functions.mail.capacity.ProcessHealth;

/**
 * A call by the host, so that the host hears how it ended. The Java worker answers for an {@code Exception} and not for an
 * {@code Error}: the host would then wait until its own timeout, half an hour, and end the whole process with all other calls
 * (azure-functions-java-worker#64). For the same reason no constructor of a function that
 * is called by a queue or a timer does anything that can fail.
 */
final class HostCall {
    private HostCall() {}

    /** What a function does. */
    @FunctionalInterface
    interface Work<T, X extends Exception> {
        void run(T with) throws X;
    }

    /** Does the work with what the supplier gives; an {@code Error} in either ends the process or becomes an exception. */
    static <T, X extends Exception> void run(Supplier<T> with, Work<T, X> work) throws X {
        try {
            work.run(with.get());
        } catch (Error error) {
            ProcessHealth.examine(error);
            throw new IllegalStateException("an error ended a call", error);
        }
    }
}
