package org.afterword.cli.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.afterword.cli.stamp.StoredQueues;
import org.afterword.host.FunctionClasses;
import org.afterword.host.FunctionRunner;
import org.afterword.host.HostPolicy;
import org.afterword.process.logging.ProcessLog;

/**
 * One instance of the function app as Azure has it: the host knows the queues and nothing of the app, which starts by the
 * settings in its environment when the first function is called, or does not. SIGTERM ends it as the host ends an instance that
 * it drains: it takes nothing more, and the process lives for as long as the app's own shutdown hooks want.
 *
 * <p>What failed is tried again after a second in place of ten, so that what the host does with a broken app is seen soon.
 */
final class FunctionAppMain {
    static final String READY = "functions are called";
    /** An argument: timers have stopped for good. */
    static final String NO_TIMERS = "no-timers";

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final int ENDED = 143;

    private FunctionAppMain() {}

    /** The stores stay open until the process ends. */
    @SuppressWarnings("MustBeClosedChecker")
    public static void main(String[] arguments) throws IOException {
        ProcessLog.install();
        Map<String, String> environment = System.getenv();
        HostPolicy azure = HostPolicy.ofHostJson(Path.of(System.getProperty("afterword.home"), "host.json"));
        HostPolicy policy = new HostPolicy(
                azure.functionTimeout(),
                azure.batchSize(),
                azure.newBatchThreshold(),
                azure.maxDequeueCount(),
                AGAIN,
                azure.routePrefix());
        FunctionRunner runner = FunctionRunner.start(
                FunctionClasses.in("org.afterword.functions"),
                new StoredQueues(ConnectedTenant.stores(environment).queues()),
                policy,
                0,
                environment,
                why -> Runtime.getRuntime().halt(ENDED));
        if (List.of(arguments).contains(NO_TIMERS)) {
            runner.stopTimers();
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Thread.ofPlatform().daemon().start(() -> runner.terminate(DRAIN))));
        System.out.println(READY);
    }
}
