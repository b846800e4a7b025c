package org.afterword.gateway;

import java.util.concurrent.CountDownLatch;

/** A process that is set up like the gateway's and runs out of memory in a session. */
final class ProcessWithoutMemory {
    private ProcessWithoutMemory() {}

    public static void main(String[] arguments) throws InterruptedException {
        GatewayMain.endWithoutMemory();
        Thread.ofVirtual().start(() -> {
            throw new OutOfMemoryError("for a test");
        });
        new CountDownLatch(1).await();
    }
}
