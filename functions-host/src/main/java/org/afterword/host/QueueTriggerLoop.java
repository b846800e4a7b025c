package org.afterword.host;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one queue function as the Functions host does (azure-sdk-for-net, {@code QueueListener} and {@code QueueProcessor}). The
 * policy: a batch is taken, each message runs on a thread of
 * its own, and the next batch is taken when few enough are left running. While a function runs its message is hidden for
 * ten minutes. When it returns the message is deleted; when it throws, the message is shown again at once or after the
 * host's visibility time-out; when that was the last try, the message goes to the poison queue, as does one that was taken more
 * often than that already, without a call. A call without an answer keeps its place and its message hidden.
 */
final class QueueTriggerLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueTriggerLoop.class);
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);

    private final FunctionMethod function;
    private final String queue;
    private final QueueService queues;
    private final HostPolicy policy;
    private final Calls calls;
    private final ExecutorService workers;
    private int running;
    private volatile boolean stopped;
    private volatile boolean dead;

    QueueTriggerLoop(
            FunctionMethod function,
            String queue,
            QueueService queues,
            HostPolicy policy,
            Calls calls,
            ExecutorService workers) {
        this.function = function;
        this.queue = queue;
        this.queues = queues;
        this.policy = policy;
        this.calls = calls;
        this.workers = workers;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                awaitAtMost(policy.newBatchThreshold());
                if (!stopped) {
                    takeBatch();
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes no further batch; what runs goes on. */
    void stop() {
        stopped = true;
    }

    /** Takes no further batch, and settles nothing any more: what was taken stays hidden until its time runs out. */
    void kill() {
        dead = true;
        stopped = true;
    }

    private void takeBatch() throws InterruptedException {
        List<QueueService.Message> batch;
        try {
            batch = queues.receive(queue, policy.batchSize(), HostPolicy.HIDDEN_WHILE_RUNNING);
        } catch (IOException unavailable) {
            if (!stopped) {
                LOG.warn("queue {} does not answer: {}", queue, unavailable.getMessage());
                Thread.sleep(AFTER_A_FAULT);
            }
            return;
        }
        for (QueueService.Message message : batch) {
            if (dead) {
                return;
            }
            started();
            workers.execute(() -> work(message));
        }
    }

    /** An {@code Error} ends the thread and leaves the place taken. */
    private void work(QueueService.Message message) {
        if (message.dequeueCount() > policy.maxDequeueCount()) {
            settle(message, false);
            return;
        }
        boolean done;
        try {
            calls.call(function, Invocation.of(function, message.body(), metadata(message)));
            done = true;
        } catch (Exception failure) {
            LOG.warn(
                    "function {} failed on try {} of {}: {}",
                    function.name(),
                    message.dequeueCount(),
                    policy.maxDequeueCount(),
                    failure.toString());
            LOG.debug("the failure in full", failure);
            done = false;
        }
        settle(message, done);
    }

    private void settle(QueueService.Message message, boolean done) {
        try {
            if (dead) {
                return;
            }
            if (done) {
                queues.delete(message);
            } else if (message.dequeueCount() >= policy.maxDequeueCount()) {
                queues.send(queue + "-poison", message.body(), HostPolicy.POISON_LIFE);
                queues.delete(message);
            } else {
                queues.release(message, policy.visibilityTimeout());
            }
        } catch (IOException unavailable) {
            // The message shows again when its time runs out, and is dealt with then.
            LOG.warn("queue {} did not take the result of a message: {}", queue, unavailable.getMessage());
        } finally {
            ended();
        }
    }

    private static Map<String, String> metadata(QueueService.Message message) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("Id", message.id());
        metadata.put("DequeueCount", Integer.toString(message.dequeueCount()));
        metadata.put("PopReceipt", message.receipt());
        metadata.put(
                "NextVisibleTime",
                '"' + Instant.now().plus(HostPolicy.HIDDEN_WHILE_RUNNING).toString() + '"');
        metadata.put("QueueTrigger", message.body());
        return metadata;
    }

    private synchronized void awaitAtMost(int threshold) throws InterruptedException {
        while (running > threshold) {
            wait();
        }
    }

    private synchronized void started() {
        running++;
    }

    private synchronized void ended() {
        running--;
        notifyAll();
    }
}
