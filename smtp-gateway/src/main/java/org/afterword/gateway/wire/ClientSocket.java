package org.afterword.gateway.wire;

import java.io.EOFException;
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

    /**
     * The message begins; until the next reply its pace is watched instead of a command's.
     *
     * @throws IOException if we have ended this session
     */
    public void awaitMessage() throws IOException {
        goOn(pace.awaitMessage());
    }

    /**
     * The client has done its part; it is not timed, nor cut off, until our reply is out.
     *
     * @throws IOException if we have ended this session before, so that the client will not hear a reply
     */
    public void ourTurn() throws IOException {
        goOn(pace.ourTurn());
    }

    /** Whether we have ended this session, and told our log why. */
    public boolean hasEnded() {
        return pace.hasEnded();
    }

    private static void goOn(boolean open) throws IOException {
        if (!open) {
            throw new EOFException("the session has ended");
        }
    }

    /**
     * Goes on in TLS. Whatever the client had sent in the clear behind STARTTLS stays behind: the caller must read from
     * {@link #getInputStream} anew (RFC 3207, section 6, and the injection that it did not foresee).
     *
     * @throws IOException if the handshake fails
     */
    public SSLSocket secure(ServerTls tls) throws IOException {
        SSLSocket secured = tls.layerOn(accepted);
        goOn(pace.awaitHandshake());
        accepted.setSoTimeout(milliseconds(pace.left()));
        secured.startHandshake();
        // In TLS 1.2 a client can ask for one handshake after the other, which costs us more than it costs the client.
        secured.addHandshakeCompletedListener(again -> cut());
        wire = secured;
        goOn(pace.awaitCommand());
        return secured;
    }

    /**
     * Says 421 to a client that is between two commands and closes. RFC 5321, section 3.8, allows this when a server
     * stops.
     *
     * @return false if the client was not between two commands, and was left alone
     */
    public boolean disconnect(String reply) {
        if (!pace.endIfAwaitingCommand()) {
            return false;
        }
        try {
            new ReplyOutput(wire.getOutputStream()).farewell(reply + "\r\n");
            accepted.shutdownInput();
        } catch (IOException disconnected) {
            // It has disconnected already, which is as good.
        }
        return true;
    }

    /** Cuts a client that has run out of time inside a read or a write, where its session cannot notice. */
    boolean cutIfOverdue() {
        if (!pace.endIfOverdue(WATCH_GRACE)) {
            return false;
        }
        closeBelowTls();
        return true;
    }

    /** Closes the connection without a reply, below TLS, so that it does not wait for the client. */
    public void cut() {
        pace.end();
        closeBelowTls();
    }

    private void closeBelowTls() {
        try {
            accepted.close();
        } catch (IOException disconnected) {
            // Closed it is.
        }
    }

    @Override
    public InputStream getInputStream() {
        return new PacedInput(wire);
    }

    @Override
    public OutputStream getOutputStream() {
        try {
            return new ReplyOutput(wire.getOutputStream());
        } catch (IOException disconnected) {
            return OutputStream.nullOutputStream();
        }
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
    public void close() {
        try {
            wire.close();
        } catch (IOException disconnected) {
            closeBelowTls();
        }
    }

    private static int milliseconds(Duration left) {
        return Math.clamp(left.toMillis(), 1, Integer.MAX_VALUE);
    }

    /**
     * Gives each read the time that is left, and no more reads to a session that has ended. However the client goes away,
     * by a reset, a broken record or the end of its stream, the stream ends: the library logs a stack trace for all else.
     */
    private final class PacedInput extends InputStream {
        private final Socket source;

        PacedInput(Socket source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (pace.hasEnded()) {
                return -1;
            }
            Duration left = pace.left();
            if (!left.isPositive()) {
                throw new SocketTimeoutException("the client is too slow");
            }
            try {
                source.setSoTimeout(milliseconds(left));
                int count = source.getInputStream().read(target, offset, length);
                if (count > 0) {
                    pace.received(count);
                }
                return count;
            } catch (SocketTimeoutException slow) {
                throw slow;
            } catch (IOException disconnected) {
                return -1;
            }
        }

        @Override
        public int available() {
            try {
                return source.getInputStream().available();
            } catch (IOException disconnected) {
                return 0;
            }
        }

        @Override
        public void close() {
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
                if (!pace.hasEnded() && length > 0) {
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
            int code = EnhancedStatus.code(reply);
            replies.accept(code);
            if (code == EnhancedStatus.START_MAIL_INPUT) {
                writeAtOnce(reply);
            } else if (code < 500 || ++errors < allowedErrors) {
                if (pace.reply()) {
                    writeAtOnce(reply);
                    pace.awaitCommand();
                }
            } else {
                replies.accept(421);
                pace.end();
                writeAtOnce(reply + TOO_MANY_ERRORS);
            }
        }

        /** The last words in a session that has ended. */
        void farewell(String reply) throws IOException {
            writing.lock();
            try {
                replies.accept(EnhancedStatus.code(reply));
                writeAtOnce(reply);
            } finally {
                writing.unlock();
            }
        }

        /** One write, so that the reply is one packet: there is no Nagle to gather the pieces. */
        private void writeAtOnce(String reply) throws IOException {
            out.write(reply.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() {
            ClientSocket.this.close();
        }
    }
}
