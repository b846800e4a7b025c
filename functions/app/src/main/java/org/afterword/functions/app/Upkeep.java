package org.afterword.functions.app;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one process does for all at each tick of the timer.
 *
 * @param steps in this order
 */
record Upkeep(List<Step> steps) {
    /** One thing to be done. */
    @FunctionalInterface
    interface Step {
        /** @param log the host's own */
        void run(Consumer<String> log) throws IOException;
    }

    /** Does all of it. @throws IOException if something could not be done; all else was */
    void run(Consumer<String> log) throws IOException {
        @Nullable IOException failure = null;
        for (Step step : steps) {
            try {
                step.run(log);
            } catch (IOException | RuntimeException failed) {
                if (failure == null) {
                    failure = new IOException("not all could be done that is due at each tick", failed);
                } else {
                    failure.addSuppressed(failed);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
