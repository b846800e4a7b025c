package org.afterword.process.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a process's settings, once, at its start. Each method returns a usable value even where the setting is wrong, so
 * that reading goes on to the end; {@link #finish} then names all that is missing or wrong together.
 *
 * <p>An empty value counts as absent. Not safe for use by several threads.
 */
public final class SettingsReader {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    public SettingsReader(Map<String, String> environment) {
        this.environment = environment;
    }

    /** A setting that must be there; empty text if it is not. */
    public String required(String name) {
        return value(name).orElseGet(() -> {
            problems.add(name + " is missing");
            return "";
        });
    }

    public String optional(String name, String whenAbsent) {
        return value(name).orElse(whenAbsent);
    }

    public Optional<String> optional(String name) {
        return value(name);
    }

    /** A whole number from {@code min} to {@code max}. */
    public int number(String name, int whenAbsent, int min, int max) {
        Optional<String> text = value(name);
        if (text.isEmpty()) {
            return whenAbsent;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below, with the range.
        }
        problems.add(name + " must be a whole number from " + min + " to " + max);
        return whenAbsent;
    }

    /** A time in whole seconds. */
    public Duration seconds(String name, Duration whenAbsent, int min, int max) {
        return Duration.ofSeconds(number(name, Math.toIntExact(whenAbsent.toSeconds()), min, max));
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String name, boolean whenAbsent) {
        String text = optional(name, Boolean.toString(whenAbsent));
        if (!text.equals("true") && !text.equals("false")) {
            problems.add(name + " must be true or false");
            return whenAbsent;
        }
        return text.equals("true");
    }

    /** A file that must be named and be readable. */
    public Path requiredFile(String name) {
        String text = required(name);
        if (!text.isEmpty()) {
            checkReadable(name, Path.of(text));
        }
        return Path.of(text);
    }

    /** A file that must be readable if it is named. */
    public Optional<Path> optionalFile(String name) {
        Optional<Path> file = value(name).map(Path::of);
        file.ifPresent(path -> checkReadable(name, path));
        return file;
    }

    /** Notes a fault that the caller found. */
    public void problem(String text) {
        problems.add(text);
    }

    /** What was missing or wrong so far. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** @throws SettingsException if anything was missing or wrong */
    public void finish() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    private void checkReadable(String name, Path file) {
        if (!Files.isRegularFile(file)) {
            problems.add(name + " names a file that does not exist: " + file);
        } else if (!Files.isReadable(file)) {
            problems.add(name + " names a file that this process may not read: " + file);
        }
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
