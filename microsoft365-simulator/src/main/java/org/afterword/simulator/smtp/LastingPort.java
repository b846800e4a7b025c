package org.afterword.simulator.smtp;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback address for servers that are started later, or again. */
public final class LastingPort {
    private static final int LOWEST = 20_000;
    /** From here on systems give ports to whoever connects: one of those could be gone when its owner starts again. */
    private static final int FIRST_PASSING = 32_000;

    private LastingPort() {}

    /** A port that is free now, and that the system gives to nobody who does not ask for it. */
    public static int find() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, FIRST_PASSING);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException taken) {
                // Another then.
            }
        }
    }
}
