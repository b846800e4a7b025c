package org.afterword.functions.mail.telemetry;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;

/**
 * What the Java virtual machine of this process does, which is not always what somebody set: the worker of the Functions host
 * starts it with {@code -XX:TieredStopAtLevel=1}, unless later arguments say otherwise.
 *
 * @param optimizing whether the optimizing compiler (C2) is there; without it signing takes three times as long
 * @param collectors the names of the garbage collectors, with commas between
 * @param maxHeapBytes the most that the heap may have
 * @param endsWithoutMemory whether the machine ends the process on an {@code OutOfMemoryError}
 */
public record VirtualMachine(boolean optimizing, String collectors, long maxHeapBytes, boolean endsWithoutMemory) {
    private static final int FULL_OPTIMIZATION = 4;

    /** That of this process. */
    public static VirtualMachine ofThisProcess() {
        return new VirtualMachine(
                Integer.parseInt(option("TieredStopAtLevel", "4")) >= FULL_OPTIMIZATION
                        && !option("CompilationMode", "default").equals("quick-only"),
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .map(name -> name.replace(' ', '_'))
                        .collect(Collectors.joining(",")),
                Runtime.getRuntime().maxMemory(),
                option("ExitOnOutOfMemoryError", "false").equals("true"));
    }

    /** @param otherwise for a machine that has no such option */
    private static String option(String name, String otherwise) {
        HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (options == null) {
            return otherwise;
        }
        try {
            return options.getVMOption(name).getValue();
        } catch (IllegalArgumentException unknown) {
            return otherwise;
        }
    }

    /** As a part of a log line: {@code compiler=C2 collectors=… heap.max.bytes=… exit.on.oom=true}. */
    @Override
    public String toString() {
        return "compiler=" + (optimizing ? "C2" : "C1-only") + " collectors=" + collectors + " heap.max.bytes="
                + maxHeapBytes + " exit.on.oom=" + endsWithoutMemory;
    }
}
