package org.afterword.host;

import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs functions on this machine: every method with {@code @FunctionName} of the given classes, with its queue, timer or
 * HTTP trigger. Safe for use by several threads.
 *
 * <p>Functions run on platform threads, as in the Java worker. HTTP is on loopback only, and {@link LocalDoor} guards it.
 */
public final class FunctionRunner implements AutoCloseable {
    private static final Pattern SETTING = Pattern.compile("%([^%]+)%");
    private static final Duration TIME_TO_FINISH = Duration.ofSeconds(20);

    private final List<String> names = new ArrayList<>();
    private final List<QueueTriggerLoop> queueLoops = new ArrayList<>();
    private final List<TimerTriggerLoop> timerLoops = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final FunctionWorker worker;
    private final Calls calls;
    private final ExecutorService workers = Executors.newCachedThreadPool(numbered("function-"));
    private final @Nullable HttpServer http;
    private volatile boolean dead;

    private FunctionRunner(@Nullable HttpServer http, HostPolicy policy, FunctionWorker worker) {
        this.http = http;
        this.worker = worker;
        this.calls = new Calls(worker, policy.functionTimeout(), this::endWorker);
    }

    /**
     * Starts all functions of the classes.
     *
     * @param httpPort where HTTP functions are served on loopback, 0 for any free port
     * @param settings what {@code %NAME%} in a queue name or schedule stands for
     * @param worker what the functions run in
     * @throws IllegalArgumentException if a function could not run in the real host either; the message says why
     * @throws IOException if the HTTP port cannot be had
     */
    public static FunctionRunner start(
            List<Class<?>> classes,
            QueueService queues,
            HostPolicy policy,
            int httpPort,
            Map<String, String> settings,
            FunctionWorker worker)
            throws IOException {
        List<FunctionMethod> functions = classes.stream()
                .flatMap(type -> FunctionMethod.of(type).stream())
                .sorted(Comparator.comparing(FunctionMethod::name))
                .toList();
        Set<String> seen = new HashSet<>();
        for (FunctionMethod function : functions) {
            if (!seen.add(function.name())) {
                throw new IllegalArgumentException("two functions have the name " + function.name());
            }
        }
        List<FunctionMethod> overHttp = functions.stream()
                .filter(function -> function.trigger() instanceof HttpTrigger)
                .toList();
        HttpServer http = null;
        if (!overHttp.isEmpty()) {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort), 0);
        }
        FunctionRunner runner = new FunctionRunner(http, policy, worker);
        try {
            if (http != null) {
                http.createContext("/", new HttpFunctions(overHttp, policy, runner.calls))
                        .getFilters()
                        .add(new LocalDoor());
            }
            for (FunctionMethod function : functions) {
                runner.add(function, queues, policy, settings);
            }
        } catch (IllegalArgumentException wrong) {
            runner.close();
            throw wrong;
        }
        runner.startAll();
        return runner;
    }

    /** The names of the functions, sorted. */
    public List<String> functionNames() {
        return List.copyOf(names);
    }

    /** Where HTTP functions are served; empty if there are none. */
    public OptionalInt httpPort() {
        return http == null
                ? OptionalInt.empty()
                : OptionalInt.of(http.getAddress().getPort());
    }

    /** Runs no timer any more; queues and HTTP go on. A deployment is seen to leave apps so (azure-functions-host#11828). */
    public void stopTimers() {
        timerLoops.forEach(TimerTriggerLoop::stop);
    }

    /**
     * Ends as a machine does whose power fails: nothing is settled and nobody is waited for. The messages that it has stay hidden
     * until their time runs out; the threads of its calls are left to themselves.
     */
    public void kill() {
        dead = true;
        queueLoops.forEach(QueueTriggerLoop::kill);
        stopTaking();
        calls.close();
    }

    /**
     * Ends as the host ends an instance that it drains (azure-functions-host#12007): takes no new work, settles what ends within
     * {@code grace}, and is then killed.
     */
    public void terminate(Duration grace) {
        stopTaking();
        try {
            awaitEnd(grace);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        kill();
    }

    /**
     * Takes no new work, waits a while for what runs, and then interrupts it. Loops are told and not interrupted, since
     * an interrupt closes the file channel that a store may be using.
     */
    @Override
    public void close() {
        stopTaking();
        if (dead) {
            return;
        }
        try {
            if (!awaitEnd(TIME_TO_FINISH)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException hurry) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        } finally {
            calls.close();
        }
    }

    private void stopTaking() {
        queueLoops.forEach(QueueTriggerLoop::stop);
        stopTimers();
        if (http != null) {
            http.stop(0);
        }
    }

    /** @return whether all that runs has ended within the time */
    private boolean awaitEnd(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (Thread thread : threads) {
            if (thread.isAlive()) {
                thread.join(Duration.ofNanos(end - System.nanoTime()));
            }
        }
        workers.shutdown();
        return workers.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void endWorker(String function) {
        if (!dead) {
            kill();
            worker.end("function " + function + " gave no answer in time");
        }
    }

    private void add(FunctionMethod function, QueueService queues, HostPolicy policy, Map<String, String> settings) {
        names.add(function.name());
        if (function.trigger() instanceof QueueTrigger trigger) {
            String queue = resolve(function, trigger.queueName(), settings);
            QueueTriggerLoop loop = new QueueTriggerLoop(function, queue, queues, policy, calls, workers);
            queueLoops.add(loop);
            threads.add(new Thread(loop, "queue-" + queue));
        } else if (function.trigger() instanceof TimerTrigger trigger) {
            TimerSchedule schedule = TimerSchedule.parse(resolve(function, trigger.schedule(), settings));
            TimerTriggerLoop loop = new TimerTriggerLoop(function, schedule, calls, InstantSource.system());
            timerLoops.add(loop);
            threads.add(new Thread(loop, "timer-" + function.name()));
        }
    }

    private void startAll() {
        threads.forEach(Thread::start);
        if (http != null) {
            http.setExecutor(workers);
            http.start();
        }
    }

    private static String resolve(FunctionMethod function, String text, Map<String, String> settings) {
        Matcher matcher = SETTING.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String value = settings.get(matcher.group(1));
            if (value == null) {
                throw new IllegalArgumentException(
                        "function " + function.name() + " needs the setting " + matcher.group(1));
            }
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(resolved).toString();
    }

    private static ThreadFactory numbered(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> new Thread(task, prefix + count.incrementAndGet());
    }
}
