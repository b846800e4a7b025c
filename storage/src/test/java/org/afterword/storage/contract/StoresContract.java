package org.afterword.storage.contract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.afterword.storage.Stores;
import org.afterword.storage.port.PreconditionFailedException;

/** Promises of the stores that it gives. */
interface StoresContract {
    Stores stores() throws IOException;

    /** Makes the change at the same time in several threads, and counts those for which the precondition held. */
    static int race(Callable<?> change) throws Exception {
        AtomicInteger made = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> changes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                changes.add(threads.submit(() -> {
                    try {
                        change.call();
                        made.incrementAndGet();
                    } catch (PreconditionFailedException overtaken) {
                        // As it shall be for all but one.
                    }
                    return made;
                }));
            }
            for (Future<?> done : changes) {
                done.get();
            }
        } catch (ExecutionException failed) {
            throw new AssertionError("another failure than that of the precondition", failed.getCause());
        }
        return made.get();
    }
}
