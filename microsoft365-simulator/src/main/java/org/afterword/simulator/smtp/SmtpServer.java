package org.afterword.simulator.smtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Listens on the loopback address and runs each session on a virtual thread. Safe for use by several threads. */
public final class SmtpServer implements AutoCloseable {
    private final ServerSocket listener;
    private final SmtpService service;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();
    private final Thread accepting = Thread.ofVirtual().name("smtp-accept").unstarted(this::accept);

    private SmtpServer(ServerSocket listener, SmtpService service) {
        this.listener = listener;
        this.service = service;
    }

    /**
     * Starts to listen.
     *
     * @param port 0 for any that is free
     * @throws IOException if the port is taken
     */
    public static SmtpServer start(int port, SmtpService service) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
        } catch (IOException taken) {
            listener.close();
            throw new IOException("cannot listen on port " + port + " of the loopback address: " + taken.getMessage());
        }
        SmtpServer server = new SmtpServer(listener, service);
        server.accepting.start();
        return server;
    }

    /** The port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections were made since the start. */
    public long connections() {
        return connections.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().name("smtp-session").start(() -> converse(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            new ServerSession(socket, service).run();
        } catch (IOException | UncheckedIOException gone) {
            // A client that disconnects is no failure: its unfinished message was abandoned.
            return;
        } finally {
            open.remove(socket);
        }
    }

    /** Stops listening and cuts every session, as a machine that stops does. */
    @Override
    public void close() throws IOException {
        listener.close();
        try {
            // The port is given up by the thread that waits at it, a moment after the close: until then it takes
            // connections.
            accepting.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        cutSessions();
    }

    /** Cuts every session and goes on listening. */
    public void cutSessions() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }
}
