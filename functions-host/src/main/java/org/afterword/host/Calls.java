package org.afterword.host;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls that a worker has in hand. The host waits for the answer to each for as long as {@code functionTimeout}, and then
 * ends the worker with all its calls (azure-functions-host#8720). An exception is an answer. An {@code Error} is none: the Java
 * worker's {@code MessageHandler} catches exceptions alone (azure-functions-java-worker#64), so the host waits on.
 *
 * <p>Safe for use by several threads.
 */
final class Calls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final FunctionWorker worker;
    private final Duration timeout;
    private final Consumer<String> whenOver;
    private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("function-timeout").daemon().factory());

    /** @param whenOver is told which function did not answer in time */
    Calls(FunctionWorker worker, Duration timeout, Consumer<String> whenOver) {
        this.worker = worker;
        this.timeout = timeout;
        this.whenOver = whenOver;
        watch.setRemoveOnCancelPolicy(true);
        watch.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Calls a function on a new object.
     *
     * @return what it returned
     * @throws Exception whatever the function throws, or {@link BindingException} if an argument cannot be made
     */
    @Nullable Object call(FunctionMethod function, Invocation invocation) throws Exception {
        Future<?> over =
                watch.schedule(() -> whenOver.accept(function.name()), timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            Object answer = function.call(worker, invocation);
            over.cancel(false);
            return answer;
        } catch (Exception failure) {
            over.cancel(false);
            throw failure;
        } catch (Error none) {
            LOG.error("function {} gives no answer, since it ended with {}", function.name(), none.toString());
            throw none;
        }
    }

    /** Ends no worker any more. */
    @Override
    public void close() {
        watch.shutdown();
    }
}
