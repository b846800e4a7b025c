package org.afterword.host;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one timer function: at the times of its schedule, in UTC, never two runs at once. A run without an answer is the last.
 */
final class TimerTriggerLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(TimerTriggerLoop.class);
    private static final String TIMER =
            "{\"Schedule\":{\"AdjustForDST\":true},\"ScheduleStatus\":null,\"IsPastDue\":false}";

    private final FunctionMethod function;
    private final TimerSchedule schedule;
    private final Calls calls;
    private final InstantSource clock;
    private boolean stopped;

    TimerTriggerLoop(FunctionMethod function, TimerSchedule schedule, Calls calls, InstantSource clock) {
        this.function = function;
        this.schedule = schedule;
        this.calls = calls;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            while (!isStopped()) {
                LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
                if (sleptUntil(schedule.next(now))) {
                    call();
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    /** Whether the time came; false if the loop was stopped before. */
    private synchronized boolean sleptUntil(LocalDateTime time) throws InterruptedException {
        Instant end = time.toInstant(ZoneOffset.UTC);
        while (!stopped) {
            long left = Duration.between(clock.instant(), end).toMillis();
            if (left < 0) {
                return true;
            }
            wait(left + 1);
        }
        return false;
    }

    private void call() throws InterruptedException {
        try {
            calls.call(function, Invocation.of(function, TIMER, Map.of()));
        } catch (InterruptedException stop) {
            throw stop;
        } catch (Exception failure) {
            LOG.warn("function {} failed and runs again at its next time: {}", function.name(), failure.toString());
            LOG.debug("the failure in full", failure);
        }
    }
}
