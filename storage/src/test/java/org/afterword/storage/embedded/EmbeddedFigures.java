package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues.Delivery;

/**
 * Figures of the embedded stores on this machine: a mail of 50 kB stored, queued, received, leased, deleted. Arguments:
 * folder, threads, mails.
 */
final class EmbeddedFigures {
    private EmbeddedFigures() {}

    public static void main(String... arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int threads = Integer.parseInt(arguments[1]);
        int mails = Integer.parseInt(arguments[2]);
        try (EmbeddedStores stores = EmbeddedStores.open(folder)) {
            run(stores, threads, mails / 4);
            report(threads, run(stores, threads, mails));
        }
    }

    private record Figures(Duration time, long[] acknowledged, long[] seen) {}

    private static Figures run(EmbeddedStores stores, int threads, int mails) throws InterruptedException {
        byte[] mail = Samples.bytes(50_000);
        long[] acknowledged = new long[mails];
        long[] seen = new long[mails];
        AtomicInteger next = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        long start = System.nanoTime();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(Thread.ofVirtual().start(() -> store(stores, mail, next, acknowledged)));
            all.add(Thread.ofVirtual().start(() -> take(stores, taken, seen)));
        }
        for (Thread thread : all) {
            thread.join();
        }
        return new Figures(Duration.ofNanos(System.nanoTime() - start), acknowledged, seen);
    }

    private static void store(EmbeddedStores stores, byte[] mail, AtomicInteger next, long[] acknowledged) {
        try {
            for (int i = next.getAndIncrement(); i < acknowledged.length; i = next.getAndIncrement()) {
                long start = System.nanoTime();
                SigningJob job = Samples.job(Instant.now());
                Samples.store(stores.stores().spool(), job, mail);
                stores.stores().queue().send(job, Duration.ZERO);
                acknowledged[i] = System.nanoTime() - start;
            }
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void take(EmbeddedStores stores, AtomicInteger taken, long[] seen) {
        try {
            while (taken.get() < seen.length) {
                for (Delivery delivery : stores.queues().receive(SigningQueue.NAME, 16, Duration.ofMinutes(10))) {
                    SigningJob job = SigningJob.parse(delivery.body());
                    seen[taken.getAndIncrement()] =
                            Duration.between(job.receivedAt(), Instant.now()).toNanos();
                    try (Leased leased = (Leased) stores.stores().spool().lease(job.spoolName())) {
                        leased.delete();
                    }
                    stores.queues().delete(delivery);
                }
            }
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void report(int threads, Figures figures) {
        int mails = figures.seen.length;
        System.out.printf(
                Locale.ROOT,
                "%d threads: %.0f mails/s; stored and queued %s; until received %s%n",
                threads,
                mails * 1e9 / figures.time.toNanos(),
                percentiles(figures.acknowledged),
                percentiles(figures.seen));
    }

    private static String percentiles(long[] nanos) {
        Arrays.sort(nanos);
        return "p50 %.2f ms, p99 %.2f ms"
                .formatted(nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
    }
}
