package org.afterword.storage.fake;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The failures and delays of the next calls of a fake, by the name of the step. Safe for use by several threads. */
public final class Knobs {
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Map<String, Duration> delays = new ConcurrentHashMap<>();
    private final Map<String, Step> actions = new ConcurrentHashMap<>();
    private volatile boolean unavailable;

    Knobs() {}

    /** What a test does at a step. */
    @FunctionalInterface
    public interface Step {
        void run() throws InterruptedException, IOException;
    }

    void on(String step, Step action) {
        actions.put(step, action);
    }

    /** Makes every step fail until it is available again. */
    void unavailable(boolean value) {
        unavailable = value;
    }

    void fail(String step, int times) {
        failures.merge(step, times, Integer::sum);
    }

    void delay(String step, Duration delay) {
        delays.put(step, delay);
    }

    /** Waits and fails as told. */
    void meet(String step) throws IOException {
        Duration delay = delays.get(step);
        Step action = actions.get(step);
        if (delay != null || action != null) {
            try {
                if (delay != null) {
                    Thread.sleep(delay);
                }
                if (action != null) {
                    action.run();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted at the step " + step, stopped);
            }
        }
        if (unavailable) {
            throw new IOException("the test wanted the store to be unavailable");
        }
        boolean[] fails = new boolean[1];
        failures.computeIfPresent(step, (name, left) -> {
            fails[0] = left > 0;
            return left > 1 ? left - 1 : null;
        });
        if (fails[0]) {
            throw new IOException("the test wanted the step " + step + " to fail");
        }
    }
}
