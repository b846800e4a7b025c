package org.afterword.functions.mail.upkeep;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.worker.WorkerRecords;

/**
 * Has the host call a process of this version for mail, where it has called none yet. The host may run the functions for mail in
 * processes of their own, and calls none of these before there is a message, even where it keeps them ready: so on a quiet stamp
 * nobody would see for hours whether a new version works on mail. Safe for use by several threads.
 *
 * <p>The policy: at each tick, until one has shown itself or it was tried 20 times, which is ten minutes, a message that is no job
 * is put into the queue, if nothing is in it. Where nobody takes that either it waits as mail would, and is seen as such.
 */
public final class WakeUp {
    /** What the message says; whoever takes it has nothing to do. */
    public static final String MESSAGE = "{\"wake\":\"" + SigningQueue.NAME + "\"}";

    private static final int TRIES = 20;

    private final WorkerRecords workers;
    private final TriggerQueues queues;
    private final String version;
    private final InstantSource clock;
    private int triesLeft = TRIES;

    /** @param version of this program */
    public WakeUp(WorkerRecords workers, TriggerQueues queues, String version, InstantSource clock) {
        this.workers = workers;
        this.queues = queues;
        this.version = version;
        this.clock = clock;
    }

    /** Looks once. @throws IOException if a store does not answer; the next look does what this one did not */
    public synchronized void run() throws IOException {
        if (triesLeft == 0) {
            return;
        }
        Instant now = clock.instant();
        boolean shown = workers.heartbeats().stream()
                .anyMatch(heartbeat -> heartbeat.version().equals(version) && heartbeat.worksOnMail(now));
        triesLeft = shown ? 0 : triesLeft - 1;
        if (!shown && queues.length(SigningQueue.NAME) == 0) {
            queues.send(SigningQueue.NAME, MESSAGE, Duration.ZERO);
        }
    }
}
