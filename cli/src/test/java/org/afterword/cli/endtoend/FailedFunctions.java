package org.afterword.cli.endtoend;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Listens to what the runner complains of: functions that failed, timer functions among them, and queues that were away. */
final class FailedFunctions extends Handler implements AutoCloseable {
    private final Logger runner = Logger.getLogger("org.afterword.host");
    private final SimpleFormatter formatter = new SimpleFormatter();
    private final List<String> messages = new CopyOnWriteArrayList<>();

    FailedFunctions() {
        runner.addHandler(this);
    }

    List<String> messages() {
        return messages;
    }

    @Override
    public void publish(LogRecord logged) {
        if (logged.getLevel().intValue() >= Level.WARNING.intValue()) {
            messages.add(formatter.formatMessage(logged));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        runner.removeHandler(this);
    }
}
