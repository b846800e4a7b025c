package org.afterword.storage.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.afterword.storage.Stores;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.mail.SigningJob;

/** A process that stores and queues mail with many threads, and states each job once both are durable. */
final class StoringProcess implements AutoCloseable {
    private static final int THREADS = 12;

    private final Process process;
    private final BufferedReader lines;
    private final List<SigningJob> stored = new ArrayList<>();

    private StoringProcess(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static StoringProcess start(Path folder) throws IOException {
        return start(folder, "-Xshare:auto");
    }

    static StoringProcess start(Path folder, String option) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new StoringProcess(new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoringProcess.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Reads until so many jobs have been stated. */
    void awaitStored(int count) throws IOException {
        while (stored.size() < count) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the storing process ended by itself");
            }
            stored.add(SigningJob.parse(line));
        }
    }

    /** Kills the process (SIGKILL) and gives all jobs that it stated. */
    List<SigningJob> kill() throws IOException {
        process.toHandle().destroyForcibly(); // Unlike the process's own method this leaves its output open.
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.endsWith("}}")) { // The last line may be cut off.
                stored.add(SigningJob.parse(line));
            }
        }
        return stored;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        lines.close();
    }

    static int size(SigningJob job) {
        int number = Math.floorMod(job.jobId().hashCode(), 64);
        return number == 0 ? 400_000 : number * 2000;
    }

    public static void main(String... arguments) throws Exception {
        Stores stores = EmbeddedStores.open(Path.of(arguments[0])).stores();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Thread.ofVirtual().start(() -> storeForEver(stores)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void storeForEver(Stores stores) {
        try {
            while (true) {
                SigningJob job = Samples.job(Instant.now());
                Samples.store(stores.spool(), job, Samples.bytes(size(job)));
                stores.queue().send(job, Duration.ZERO);
                synchronized (StoringProcess.class) {
                    System.out.write((job.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
                    System.out.flush();
                }
            }
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
