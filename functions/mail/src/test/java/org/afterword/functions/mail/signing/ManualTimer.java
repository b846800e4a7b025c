package org.afterword.functions.mail.signing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs what is due when a test says so. */
final class ManualTimer extends ScheduledThreadPoolExecutor {
    private record Due(Runnable renewal, Duration after) {}

    private final Deque<Due> due = new ArrayDeque<>();

    ManualTimer() {
        super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable renewal, long after, TimeUnit unit) {
        synchronized (due) {
            due.add(new Due(renewal, Duration.of(after, unit.toChronoUnit())));
        }
        return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }

    Duration nextDue() {
        synchronized (due) {
            return due.getLast().after();
        }
    }

    boolean isIdle() {
        synchronized (due) {
            return due.isEmpty();
        }
    }

    void run() {
        List<Due> now;
        synchronized (due) {
            now = List.copyOf(due);
            due.clear();
        }
        now.forEach(one -> one.renewal().run());
    }
}
