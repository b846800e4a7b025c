package org.afterword.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;

/** What signing a mail of 30 kB costs of the processor, which other work on the machine changes less than the time. */
public final class SigningCpu {
    private static final int ROUNDS = 8;
    private static final int MAILS = 1_000;

    private SigningCpu() {}

    /** Prints the best round in milliseconds a mail; those before it compile. */
    public static void main(String... arguments) throws IOException {
        SigningBenchmark benchmark = new SigningBenchmark();
        benchmark.size = 30_000;
        benchmark.writeMail();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadCpuTime();
            for (int mail = 0; mail < MAILS; mail++) {
                benchmark.sign();
            }
            best = Math.min(best, threads.getCurrentThreadCpuTime() - before);
        }
        System.out.printf(Locale.ROOT, "%.2f ms%n", best / 1e6 / MAILS);
    }
}
