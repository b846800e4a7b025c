package org.afterword.cli.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.afterword.cli.Afterword;
import org.afterword.gateway.GatewayMain;

/** A stamp in a process of its own, which can be killed: {@code ./afterword run}, or one half of it as Azure runs it. */
public final class StampProcess implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 60;

    private final Process process;
    private final String readyWhen;
    private final CountDownLatch readyOrEnded = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
    private volatile boolean ready;

    /** @param readyWhen is part of what it says when it takes mail */
    private StampProcess(Process process, String readyWhen) {
        this.process = process;
        this.readyWhen = readyWhen;
        Thread.ofVirtual().name("stamp-output").start(this::listen);
    }

    /** Starts it and does not wait until it takes mail. */
    static StampProcess begin(Map<String, String> settings) throws IOException {
        return begin(settings, 0);
    }

    /** The same, with the functions' HTTP endpoints on this port. */
    public static StampProcess begin(Map<String, String> settings, int functionsPort) throws IOException {
        return begin(settings, functionsPort, "-Xmx192m", "-XX:TieredStopAtLevel=1");
    }

    /** The same, with other options for Java. */
    static StampProcess begin(Map<String, String> settings, int functionsPort, String... options) throws IOException {
        return begin(
                settings,
                List.of(options),
                "Taking mail on port ",
                Afterword.class,
                "run",
                "--port",
                Integer.toString(functionsPort));
    }

    /** The gateway alone. */
    static StampProcess gateway(Map<String, String> settings) throws IOException {
        return begin(settings, List.of("-Xmx192m", "-XX:TieredStopAtLevel=1"), "taking mail as ", GatewayMain.class);
    }

    /** One instance of the function app, see {@link FunctionAppMain}. */
    static StampProcess functionApp(Map<String, String> settings, List<String> options, String... arguments)
            throws IOException {
        List<String> all = new ArrayList<>(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1"));
        all.addAll(options);
        return begin(settings, all, FunctionAppMain.READY, FunctionAppMain.class, arguments);
    }

    private static StampProcess begin(
            Map<String, String> settings, List<String> options, String readyWhen, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of(
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dafterword.home=..",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(settings);
        return new StampProcess(builder.start(), readyWhen);
    }

    /** Waits until it takes mail. */
    public void awaitReady() throws InterruptedException {
        boolean inTime = readyOrEnded.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (!inTime || !ready) {
            throw new IllegalStateException("the stamp does not take mail:\n" + String.join("\n", said));
        }
    }

    /** SIGKILL; returns when the system has taken all from it. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM, and SIGKILL if it has not ended after that time. @return whether it ended by itself */
    boolean terminate(Duration grace) throws InterruptedException {
        // The handle, unlike the process, leaves the output open to be read to its end.
        process.toHandle().destroy();
        boolean ended = process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
        kill();
        return ended;
    }

    int exitValue() {
        return process.exitValue();
    }

    /** SIGTERM; returns when it has ended by itself. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the stamp does not end:\n" + String.join("\n", said));
        }
    }

    /** All that it has said so far. */
    List<String> said() {
        return List.copyOf(said);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.contains(readyWhen)) {
                    ready = true;
                    readyOrEnded.countDown();
                }
            }
        } catch (IOException killed) {
            // Nothing more comes.
        } finally {
            readyOrEnded.countDown();
        }
    }
}
