package org.afterword.process.logging;

import java.util.logging.LogManager;

/**
 * Keeps the log open while the process stops. The platform's own manager closes it with the first shutdown hook, and what
 * a process says while it drains would be lost. Public, since the platform makes it by its name.
 */
public final class LastingLogs extends LogManager {
    @Override
    public void reset() {}
}
