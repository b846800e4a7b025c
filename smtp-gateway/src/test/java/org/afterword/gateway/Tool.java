package org.afterword.gateway;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs of this machine that tests use. */
final class Tool {
    private Tool() {}

    /** Ends the test as not run, in plain words, if a program is missing. */
    static void need(String program, String debianPackage) {
        boolean found = Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/sbin").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        Assumptions.assumeTrue(
                found, () -> "NOT RUN: " + program + " is missing; install it with: apt-get install " + debianPackage);
    }

    /** Ends the test as not run, in plain words, if a program was built without something. */
    static void needWithin(String output, String wanted, String debianPackage) {
        Assumptions.assumeTrue(
                output.contains(wanted),
                () -> "NOT RUN: no \"" + wanted + "\"; install it with: apt-get install " + debianPackage);
    }

    /** Runs a program to its end. @return its output, both streams together */
    static String run(int expectedExit, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("tool", ".txt");
        try {
            Process process = start(output, command);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command.getFirst() + " did not end: " + text(output));
            }
            if (process.exitValue() != expectedExit) {
                throw new AssertionError(String.format(
                        Locale.ROOT, "%s ended with %d: %s", command.getFirst(), process.exitValue(), text(output)));
            }
            return text(output);
        } finally {
            Files.delete(output);
        }
    }

    static Process start(Path output, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C");
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        return builder.start();
    }

    static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
