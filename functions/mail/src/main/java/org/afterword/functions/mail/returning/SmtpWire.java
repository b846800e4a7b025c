package org.afterword.functions.mail.returning;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import jdk.net.ExtendedSocketOptions;
import org.afterword.storage.tenant.SmtpEndpoint;

/**
 * Commands and data to a server, and its replies, each within a time and a size.
 *
 * <p>The time counts for the whole step and not between two bytes; when it is over the socket is closed beneath TLS by
 * another thread, which ends reads and writes alike, and the step fails with a {@link SocketTimeoutException}. What is not
 * SMTP fails with a {@link ProtocolException}. After any failure the connection is of no use.
 *
 * <p>Used by one thread at a time, save {@link #cut}.
 */
final class SmtpWire {
    private static final Pattern SMTP = Pattern.compile("[2-5]\\d\\d(?:[ -]|$)");

    /** RFC 5321, section 4.5.3.1.5, has 512 octets for a line; servers write longer ones. */
    private static final int LONGEST_LINE = 4096;

    /** Exchange lists some fifteen lines at EHLO. */
    private static final int MOST_LINES = 200;

    /** A host that died without a word is noticed after a minute, also while we wait for its reply for longer. */
    private static final int KEEPALIVE_IDLE_SECONDS = 30;

    private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEPALIVE_PROBES = 3;
    private static final Duration QUIT = Duration.ofSeconds(1);

    private final Socket plain;
    private final ScheduledExecutorService watch;
    private final byte[] buffer = new byte[1024];
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private int next;
    private int end;
    private volatile boolean late;

    private SmtpWire(Socket plain, ScheduledExecutorService watch) throws IOException {
        this.plain = plain;
        this.watch = watch;
        this.socket = plain;
        this.in = plain.getInputStream();
        this.out = plain.getOutputStream();
    }

    /** Makes the TCP connection, which the limit can cut from then on. Nagle's delay is off: commands are small, and each is waited for. */
    static SmtpWire connect(SmtpEndpoint server, Duration bound, ScheduledExecutorService watch, SendingLimit limit)
            throws IOException {
        Socket socket = new Socket();
        boolean connected = false;
        try {
            limit.uses(() -> close(socket));
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            option(socket, ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
            option(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
            option(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
            socket.connect(new InetSocketAddress(server.host(), server.port()), (int) Math.max(1, bound.toMillis()));
            SmtpWire wire = new SmtpWire(socket, watch);
            connected = true;
            return wire;
        } finally {
            if (!connected) {
                socket.close();
            }
        }
    }

    private static void option(Socket socket, SocketOption<Integer> option, int value) throws IOException {
        if (socket.supportedOptions().contains(option)) {
            socket.setOption(option, value);
        }
    }

    /**
     * Goes over to TLS, with the server's name checked.
     *
     * @throws ProtocolException if the server said more in clear than it was asked, which must not count as said under TLS
     */
    void startTls(SSLSocketFactory tls, SmtpEndpoint server, Duration bound) throws IOException {
        if (next < end) {
            throw new ProtocolException("the server said more than it was asked before TLS");
        }
        within(bound, () -> {
            SSLSocket encrypted = (SSLSocket) tls.createSocket(plain, server.host(), server.port(), false);
            SSLParameters parameters = encrypted.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            encrypted.setSSLParameters(parameters);
            encrypted.startHandshake();
            // A server that asks for another handshake (TLS 1.2) finds no cipher suite to agree on.
            encrypted.setEnabledCipherSuites(new String[0]);
            socket = encrypted;
            in = encrypted.getInputStream();
            out = encrypted.getOutputStream();
            return encrypted;
        });
    }

    /** Sends commands, each with its CRLF, in UTF-8, which an address needs that is not ASCII (RFC 6531). */
    void send(String commands, Duration bound) throws IOException {
        byte[] octets = commands.getBytes(StandardCharsets.UTF_8);
        write(octets, 0, octets.length, bound);
    }

    void write(byte[] octets, int offset, int length, Duration bound) throws IOException {
        within(bound, () -> {
            out.write(octets, offset, length);
            out.flush();
            return out;
        });
    }

    /**
     * Reads one reply.
     *
     * @return its lines with their codes, at least one; all codes have the same first digit, from 2 to 5
     */
    List<String> reply(Duration bound) throws IOException {
        return within(bound, () -> {
            List<String> lines = new ArrayList<>();
            for (boolean more = true; more; ) {
                String line = line();
                if (lines.size() == MOST_LINES) {
                    throw new ProtocolException("the server's reply does not end");
                }
                if (!SMTP.matcher(line).lookingAt()
                        || !lines.isEmpty()
                                && line.charAt(0) != lines.getFirst().charAt(0)) {
                    throw new ProtocolException("the server answered something else than SMTP");
                }
                lines.add(line);
                more = line.length() > 3 && line.charAt(3) == '-';
            }
            return lines;
        });
    }

    /** One line, an octet a character, without its end: LF or CRLF. Any other CR is part of it. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (next == end && !fill()) {
                throw new EOFException("the server closed the connection");
            }
            byte octet = buffer[next++];
            if (octet == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            if (line.size() == LONGEST_LINE) {
                throw new ProtocolException("the server's line does not end");
            }
            line.write(octet);
        }
    }

    /** Whether there is more; else the server has closed its side. */
    private boolean fill() throws IOException {
        int read = in.read(buffer);
        next = 0;
        end = Math.max(read, 0);
        return read > 0;
    }

    /**
     * Whether nothing has come from the server that was not asked for. What waits would be taken for the answer to the next
     * command: a {@code 421} to an idle connection, or one reply too many.
     */
    boolean silent() throws IOException {
        if (next < end || in.available() > 0) {
            return false;
        }
        if (plain.getInputStream().available() == 0) {
            return true;
        }
        // Octets of TLS: a session ticket, or the end, or an answer. They are all here, or they are none of these.
        socket.setSoTimeout(1);
        try {
            fill();
            return false;
        } catch (SocketTimeoutException noAnswer) {
            return true;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    /** Closes the socket beneath TLS, without QUIT, which amid the data would become part of the mail. By any thread. */
    void cut() {
        close(plain);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // Nothing is left to close.
        }
    }

    /** Says QUIT and closes the connection. The answer is not needed. */
    void quit() {
        try {
            send("QUIT\r\n", QUIT);
        } catch (IOException alreadyBroken) {
            // It is closed all the same.
        } finally {
            cut();
        }
    }

    /** A step that waits for the server. */
    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T within(Duration bound, Step<T> step) throws IOException {
        ScheduledFuture<?> cutting;
        try {
            cutting = watch.schedule(this::cutLate, bound.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            throw new IOException("mail is not returned any more: this process ends", closed);
        }
        try {
            return step.run();
        } catch (IOException failed) {
            if (late) {
                SocketTimeoutException tooLate = new SocketTimeoutException("the server took too long");
                tooLate.initCause(failed);
                throw tooLate;
            }
            throw failed;
        } finally {
            cutting.cancel(false);
        }
    }

    private void cutLate() {
        late = true;
        cut();
    }
}
