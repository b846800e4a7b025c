package org.afterword.process.logging;

/** How a process of ours logs: one line per record, to the end of the process. */
public final class ProcessLog {
    /** Time with its zone, level, where from, text, and a stack trace where there is one. */
    private static final String LINE = "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n";

    private ProcessLog() {}

    /**
     * Sets up the log, as far as no system property says otherwise. To be called before anything of {@code
     * java.util.logging} is used: the platform chooses its manager when that is loaded, which is why this is not a method of
     * {@link LastingLogs}.
     */
    public static void install() {
        setDefault("java.util.logging.manager", LastingLogs.class.getName());
        setDefault("java.util.logging.SimpleFormatter.format", LINE);
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
