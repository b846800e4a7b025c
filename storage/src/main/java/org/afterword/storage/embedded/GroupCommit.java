package org.afterword.storage.embedded;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one sync serve all threads that wait for one. A thread's wish is granted by a sync that began after the wish; the
 * first to come runs it for all who came before it began. A failed sync fails only the thread that ran it; the others
 * run their own. Safe for use by several threads.
 */
final class GroupCommit {
    /** Makes durable whatever was written before it began. */
    interface Sync {
        void run() throws IOException;
    }

    private final Sync sync;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition finished = lock.newCondition();
    private long wished;
    private long granted;
    private boolean running;

    GroupCommit(Sync sync) {
        this.sync = sync;
    }

    /** Returns when a sync that began after this call has succeeded. */
    void await() throws IOException {
        lock.lock();
        try {
            long wish = ++wished;
            while (granted < wish) {
                if (running) {
                    finished.awaitUninterruptibly();
                } else {
                    lead();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void lead() throws IOException {
        long serves = wished;
        running = true;
        lock.unlock();
        boolean succeeded = false;
        try {
            sync.run();
            succeeded = true;
        } finally {
            lock.lock();
            running = false;
            if (succeeded) {
                granted = Math.max(granted, serves);
            }
            finished.signalAll();
        }
    }
}
