package org.afterword.storage.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes only when a test says so. Safe for use by several threads. */
public final class TestClock implements InstantSource {
    private volatile Instant now;

    public TestClock(Instant start) {
        now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    public synchronized void advance(Duration time) {
        now = now.plus(time);
    }
}
