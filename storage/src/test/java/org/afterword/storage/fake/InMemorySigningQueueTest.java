package org.afterword.storage.fake;

import java.time.Duration;
import java.time.Instant;
import org.afterword.storage.contract.QueuesContract;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues;

class InMemorySigningQueueTest extends QueuesContract {
    private final TestClock clock = new TestClock(Instant.now());
    private final InMemorySigningQueue queue = new InMemorySigningQueue(clock);

    @Override
    protected SigningQueue queue() {
        return queue;
    }

    @Override
    protected TriggerQueues queues() {
        return queue;
    }

    @Override
    protected void wait(Duration time) {
        clock.advance(time);
    }
}
