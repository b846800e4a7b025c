package org.afterword.gateway.wire;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts clients, and can stop to do so while those that are here go on: SubEthaSMTP's own {@code stop} cuts them off,
 * and mail that was stored without a 250 comes twice.
 *
 * <p>{@link #accept} belongs to one thread; the rest is safe for several.
 */
public final class ListeningSocket extends ServerSocket {
    private static final Logger log = LoggerFactory.getLogger(ListeningSocket.class);

    private final SessionLimits limits;
    private final IntConsumer replies;
    private final Set<ClientSocket> clients = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean listening = true;

    /** @param replies gets the code of each reply */
    public ListeningSocket(SessionLimits limits, IntConsumer replies) throws IOException {
        this.limits = limits;
        this.replies = replies;
    }

    /** Takes no more connections: the port is free from now on. */
    public void stopListening() throws IOException {
        listening = false;
        super.close();
    }

    /** The clients that are connected. */
    public Set<ClientSocket> clients() {
        clients.removeIf(ClientSocket::isClosed);
        return clients;
    }

    /** Disconnects clients that have run out of time; to be called about once a second. */
    public void watch() {
        for (ClientSocket client : clients()) {
            if (client.cutIfOverdue()) {
                log.info(
                        "disconnected a client at {}: too slow",
                        client.getInetAddress().getHostAddress());
            }
        }
    }

    @Override
    public Socket accept() throws IOException {
        try {
            Socket accepted = super.accept();
            sendAtOnce(accepted);
            ClientSocket client = new ClientSocket(accepted, limits, replies);
            clients.add(client);
            return client;
        } catch (IOException failed) {
            if (!listening) {
                awaitStop();
            }
            throw failed;
        }
    }

    /** A reply must not wait for the acknowledgement of the one before. */
    private static void sendAtOnce(Socket accepted) {
        try {
            accepted.setTcpNoDelay(true);
        } catch (SocketException disconnected) {
            // The client has disconnected already. Thrown on, this would make the accept loop pause for a second.
            log.debug("a client disconnected as it connected", disconnected);
        }
    }

    @Override
    public void close() throws IOException {
        listening = false;
        stopped.countDown();
        super.close();
    }

    /** The library's accept loop tries again for ever; here it rests until the server is stopped. */
    private void awaitStop() {
        try {
            stopped.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
