package org.afterword.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs commands as {@code ./afterword} does, and keeps what they print. */
public final class Terminal {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment;
    private String typed = "";

    /** @param environment the environment variables of its commands */
    public Terminal(Map<String, String> environment) {
        this.environment = environment;
    }

    public Terminal() {
        this(Map.of());
    }

    /** What the next commands read from standard input. */
    public Terminal typing(String text) {
        typed = text;
        return this;
    }

    /** Runs a command and returns its exit code. */
    public int run(String... words) {
        out.reset();
        err.reset();
        return new Afterword(
                        stream(out),
                        stream(err),
                        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                        environment)
                .run(List.of(words));
    }

    /** What the last command printed so far. */
    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What it printed about failures. */
    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
