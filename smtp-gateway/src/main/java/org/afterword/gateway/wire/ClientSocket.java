package org.afterword.gateway.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import javax.net.ssl.SSLSocket;

/**
 * A client's connection, before and after STARTTLS, with the limits that hold for it. SubEthaSMTP reads commands and
 * writes replies through it, so that no verb, known or not, gets around them.
 *
 * <p>One session thread reads and writes; {@link #disconnect}, {@link #cutIfOverdue} and {@link #close} may come from
 * others.
 */
public final class ClientSocket extends Socket {
    private static final Duration WATCH_GRACE = Duration.ofSeconds(2);

    private final Socket accepted;
    private final Pace pace;
    private final int allowedErrors;
    private final IntConsumer replies;
    private volatile Socket wire;
    private volatile boolean ended;
    private int errors;
    /** Not a monitor: a virtual thread that blocks within one holds its carrier on Java 21. */
    private final ReentrantLock writing = new ReentrantLock();

    ClientSocket(Socket accepted, SessionLimits limits, IntConsumer replies) {
        this.accepted = accepted;
        this.wire = accepted;
        this.pace = new Pace(limits, System::nanoTime);
        this.allowedErrors = limits.errors();
        this.replies = replies;
    }

    /** The client has shown that it is who we expect; from now on it may take the time of one. */
    public void trust() {
        pace.trust();
    }

    /** The message begins; until the next reply its pace is watched instead of a command's. */
    public void awaitMessage() {
        pace.awaitMessage();
    }

    /** The client has done its part; it is not timed until our reply is out. */
    public void ourTurn() {
        pace.ourTurn();
    }

    /**
     * Goes on in TLS. Whatever the client had sent in the clear behind STARTTLS stays behind: the caller must read from
     * {@link #getInputStream} anew (RFC 3207, section 6, and the injection that it did not foresee).
     *
     * @throws IOException if the handshake fails
     */
    public SSLSocket secure(ServerTls tls) throws IOException {
        SSLSocket secured = tls.layerOn(accepted);
        pace.awaitHandshake();
        accepted.setSoTimeout(milliseconds(pace.left()));
        secured.startHandshake();
        wire = secured;
        pace.awaitCommand();
        return secured;
    }

    /**
     * Says 421 to a client that is between two commands and closes. RFC 5321, section 3.8, allows this when a server
     * stops.
     *
     * @return false if the client was not between two commands, and was left alone
     */
    public boolean disconnect(String reply) {
        if (!pace.awaitsCommand()) {
            return false;
        }
        try {
            getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
            ended = true;
            accepted.shutdownInput();
        } catch (IOException disconnected) {
            // It has disconnected already, which is as good.
        }
        return true;
    }

    /** Cuts a client that has run out of time inside a read or a write, where its session cannot notice. */
    boolean cutIfOverdue() throws IOException {
        if (pace.left().plus(WATCH_GRACE).isPositive()) {
            return false;
        }
        accepted.close();
        return true;
    }

    /** Closes the connection without a reply, below TLS, so that it does not wait for the client. */
    public void cut() {
        try {
            accepted.close();
        } catch (IOException disconnected) {
            // Closed it is.
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new PacedInput(wire);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new ReplyOutput(wire.getOutputStream());
    }

    /** The time-out follows from {@link SessionLimits}; what the library asks for is ignored. */
    @Override
    public void setSoTimeout(int milliseconds) {}

    @Override
    public InetAddress getInetAddress() {
        return accepted.getInetAddress();
    }

    @Override
    public int getPort() {
        return accepted.getPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return accepted.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return accepted.getLocalSocketAddress();
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return accepted.isClosed();
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }

    private static int milliseconds(Duration left) {
        return Math.clamp(left.toMillis(), 1, Integer.MAX_VALUE);
    }

    /** Gives each read the time that is left, and no more reads to a session that has ended. */
    private final class PacedInput extends InputStream {
        private final Socket source;
        private final InputStream in;

        PacedInput(Socket source) throws IOException {
            this.source = source;
            this.in = source.getInputStream();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (ended) {
                return -1;
            }
            Duration left = pace.left();
            if (!left.isPositive()) {
                throw new SocketTimeoutException("the client is too slow");
            }
            source.setSoTimeout(milliseconds(left));
            int count = in.read(target, offset, length);
            if (count > 0) {
                pace.received(count);
            }
            return count;
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            ClientSocket.this.close();
        }
    }

    /**
     * Sees each reply as it goes out: counts it, gives the library's own replies the enhanced status code that we
     * promise with ENHANCEDSTATUSCODES (RFC 2034), and ends a session that collects nothing but rejections.
     */
    private final class ReplyOutput extends OutputStream {
        private static final String TOO_MANY_ERRORS = "421 4.7.0 Too many errors\r\n";

        private final OutputStream out;
        private boolean atReplyStart = true;

        ReplyOutput(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writing.lock();
            try {
                if (!ended && length > 0) {
                    writeReply(bytes, offset, length);
                }
            } finally {
                writing.unlock();
            }
        }

        private void writeReply(byte[] bytes, int offset, int length) throws IOException {
            boolean starts = atReplyStart;
            atReplyStart = bytes[offset + length - 1] == '\n';
            if (!starts || length < 4) {
                out.write(bytes, offset, length);
                return;
            }
            String reply = EnhancedStatus.complete(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
            // One write, so that the reply is one packet: there is no Nagle to gather the pieces.
            out.write(noted(reply).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        private String noted(String reply) {
            int code = EnhancedStatus.code(reply);
            replies.accept(code);
            if (code != EnhancedStatus.START_MAIL_INPUT) {
                pace.awaitCommand();
            }
            if (code < 500 || ++errors < allowedErrors) {
                return reply;
            }
            ended = true;
            replies.accept(421);
            return reply + TOO_MANY_ERRORS;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            ClientSocket.this.close();
        }
    }
}
