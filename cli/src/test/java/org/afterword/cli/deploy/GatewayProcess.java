package org.afterword.cli.deploy;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.afterword.simulator.smtp.LastingPort;

/**
 * The gateway as its container runs it, without the container: the image's JVM options, and a user that may do nothing
 * (where these tests are run by root, else the tests' own). What it logs is kept.
 */
final class GatewayProcess implements AutoCloseable {
    private static final Path OPTIONS = Path.of("..", "smtp-gateway", "src", "container", "jvm.options");
    private static final String NOBODY = "65534";
    private static final long TIMEOUT_SECONDS = 120;

    private final Process process;
    private final int port;
    private final List<String> log = new ArrayList<>();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private GatewayProcess(Process process, int port) {
        this.process = process;
        this.port = port;
        Thread.ofVirtual().start(this::read);
    }

    /**
     * Starts it and waits until it takes mail.
     *
     * @param folder of the caller's, which everybody may enter
     * @param owned folders and files that the gateway's user needs to own
     */
    static GatewayProcess start(Path folder, Map<String, String> settings, Path... owned)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            for (Path path : owned) {
                giveAway(path);
            }
            command.addAll(List.of(
                    "setpriv",
                    "--reuid",
                    NOBODY,
                    "--regid",
                    NOBODY,
                    "--clear-groups",
                    "--no-new-privs",
                    "--bounding-set=-all"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "@" + readable(folder, OPTIONS), "-cp", classPath(folder), "org.afterword.gateway.GatewayMain"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        int port = LastingPort.find();
        builder.environment().clear();
        builder.environment().putAll(settings);
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().put("AFTERWORD_SMTP_PORT", Integer.toString(port));
        GatewayProcess started = new GatewayProcess(builder.start(), port);
        try {
            started.awaitLog("taking mail as ");
        } catch (InterruptedException | RuntimeException failed) {
            started.close();
            throw failed;
        }
        return started;
    }

    int port() {
        return port;
    }

    /** SIGTERM. The handle, unlike the process, leaves the output open to be read to its end. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** @return whether it ended within the time */
    boolean awaitEnd(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    /** The user that the kernel says it is. */
    String user() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("Uid:")) {
                return line.split("\\s+")[1];
            }
        }
        throw new IOException("the kernel names no user");
    }

    /** Waits for a line with this text, which was logged after the last that was waited for. */
    String awaitLog(String text) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (System.nanoTime() < end) {
            String line = lines.poll(1, TimeUnit.SECONDS);
            if (line != null && line.contains(text)) {
                return line;
            }
            if (line == null && !process.isAlive()) {
                break;
            }
        }
        throw new IllegalStateException("the gateway did not say \"" + text + "\" but:\n" + String.join("\n", log()));
    }

    List<String> log() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/setpriv"));
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = reader.readLine()) != null) {
                synchronized (log) {
                    log.add(line);
                }
                lines.add(line);
            }
        } catch (IOException ended) {
            // Nothing more comes.
        }
    }

    /** The tests' class path, where nobody can read it: a home is often closed to others. */
    private static String classPath(Path folder) throws IOException {
        List<String> copied = new ArrayList<>();
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path source = Path.of(entry);
            if (entry.endsWith("test-classes") || !Files.exists(source)) {
                continue;
            }
            if (!isRoot()) {
                copied.add(entry);
                continue;
            }
            Path target = folder.resolve("lib").resolve(number++ + "-" + source.getFileName());
            copyTree(source, target);
            copied.add(target.toString());
        }
        return String.join(File.pathSeparator, copied);
    }

    private static Path readable(Path folder, Path file) throws IOException {
        Path copy = folder.resolve(requireNonNull(file.getFileName()).toString());
        copyTree(file, copy);
        return copy;
    }

    private static void copyTree(Path source, Path target) throws IOException {
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path path : paths.toList()) {
                Path copy = target.resolve(source.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.createDirectories(requireNonNull(copy.getParent()));
                    Files.copy(path, copy);
                    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
                }
            }
        }
    }

    private static void giveAway(Path path) throws IOException {
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path each : paths.toList()) {
                Files.setAttribute(each, "unix:uid", Integer.parseInt(NOBODY));
            }
        }
    }
}
