package org.afterword.functions.mail.returning;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the one socket of a connection, without Nagle's delay: commands are small, and each is waited for. Remembers
 * it, so that the connection can be closed beneath TLS, without a TLS close_notify.
 */
final class PromptSockets extends SocketFactory {
    private volatile @Nullable Socket socket;

    @Override
    public Socket createSocket() throws IOException {
        Socket made = new Socket();
        made.setTcpNoDelay(true);
        socket = made;
        return made;
    }

    /** Closes the socket, if there is one. */
    void close() {
        Socket open = socket;
        if (open != null) {
            try {
                open.close();
            } catch (IOException alreadyBroken) {
                // Nothing is left to close.
            }
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw connectsLater();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        throw connectsLater();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw connectsLater();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        throw connectsLater();
    }

    private static IOException connectsLater() {
        return new IOException("these sockets are made first and connected later, with a timeout");
    }
}
