package org.afterword.gateway;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the process logs, stack traces and threads that died of an exception included, from now until it is closed. */
final class RecordedLog extends Handler implements AutoCloseable {
    private final List<String> records = new CopyOnWriteArrayList<>();
    private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();

    RecordedLog() {
        Logger.getLogger("").addHandler(this);
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> records.add(text("uncaught", fault)));
    }

    List<String> records() {
        return records;
    }

    /** Without those of a start and a stop. */
    List<String> ofSessions() {
        return records.stream()
                .filter(record -> !record.startsWith("SMTP server ") && !record.startsWith("taking mail as "))
                .toList();
    }

    @Override
    public void publish(LogRecord line) {
        String message = new SimpleFormatter().formatMessage(line);
        records.add(line.getThrown() == null ? message : text(message, line.getThrown()));
    }

    private static String text(String message, Throwable thrown) {
        StringWriter text = new StringWriter();
        text.append(message).append('\n');
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
        Thread.setDefaultUncaughtExceptionHandler(before);
    }
}
