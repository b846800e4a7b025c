package org.afterword.gateway;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;

/** Says in words what to do about a port that cannot be had. */
final class Ports {
    private static final int FIRST_FREE = 1024;

    private Ports() {}

    static IOException explain(IOException cause, InetAddress address, int port, String setting) {
        String text = String.valueOf(cause.getMessage());
        if (!(cause instanceof BindException)) {
            return cause;
        }
        String where = "port " + port + " of " + address.getHostAddress();
        if (port > 0 && port < FIRST_FREE && text.contains("Permission denied")) {
            return new IOException(
                    where + " is reserved: this user may not listen below " + FIRST_FREE + ". Set " + setting
                            + " to a higher port, or give the process CAP_NET_BIND_SERVICE.",
                    cause);
        }
        if (text.contains("in use")) {
            return new IOException(
                    where + " is taken by another process. Stop it, or set " + setting + " to another port.", cause);
        }
        return new IOException(
                where + " cannot be listened on (" + text + "). Look at " + GatewaySettings.SMTP_ADDRESS + " and "
                        + setting + ".",
                cause);
    }
}
