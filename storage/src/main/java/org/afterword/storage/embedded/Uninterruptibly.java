package org.afterword.storage.embedded;

/** Waits that an interruption does not shorten. */
final class Uninterruptibly {
    private Uninterruptibly() {}

    /** Waits for the thread's end; an interruption is kept for later. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
