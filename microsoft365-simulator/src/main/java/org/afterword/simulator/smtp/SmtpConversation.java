package org.afterword.simulator.smtp;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A raw SMTP client: it sends what its caller says, right or wrong, and reads whole replies. Reads like the RFC:
 * {@code smtp.send("DATA").expect("354 *")}. Each read waits for the time-out at most (30 seconds unless said otherwise)
 * and then throws {@link java.net.SocketTimeoutException}. For one thread at a time.
 */
public final class SmtpConversation implements Closeable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private Socket socket;
    private SmtpInput in;
    private OutputStream out;

    private SmtpConversation(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new SmtpInput(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream(), 32 * 1024);
    }

    /** Connects to a port of this machine's loopback address; the greeting is not read yet. */
    public static SmtpConversation connect(int port) throws IOException {
        return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Connects; the greeting is not read yet. */
    public static SmtpConversation connect(InetSocketAddress server) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.connect(server, (int) TIMEOUT.toMillis());
            return new SmtpConversation(socket);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /** How long each read waits from now on. */
    public SmtpConversation timeout(Duration each) throws SocketException {
        socket.setSoTimeout((int) each.toMillis());
        return this;
    }

    /** Sends these lines in one go, each with CRLF: more than one line is pipelining. */
    public SmtpConversation send(String... lines) throws IOException {
        String text = Arrays.stream(lines).map(line -> line + "\r\n").collect(Collectors.joining());
        return sendRaw(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends these octets as they are. */
    public SmtpConversation sendRaw(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
        return this;
    }

    /** Sends these characters as they are, in ISO 8859-1: an octet each. */
    public SmtpConversation sendRaw(String octets) throws IOException {
        return sendRaw(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Reads one reply with all its lines.
     *
     * @throws EOFException if the server closed the connection instead
     */
    public ServerReply reply() throws IOException {
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = in.readLine();
            if (line == null) {
                throw new EOFException("the server closed the connection instead of answering");
            }
            lines.add(line);
        } while (line.length() > 3 && line.charAt(3) == '-');
        try {
            return new ServerReply(lines);
        } catch (IllegalArgumentException garbage) {
            throw new IOException("the server sent what is no SMTP reply: " + lines, garbage);
        }
    }

    /**
     * Reads one reply whose last line must be like the pattern, in which {@code *} stands for anything: {@code 250*}.
     *
     * @throws UnexpectedReplyException if it is not
     */
    public ServerReply expect(String pattern) throws IOException {
        ServerReply reply = reply();
        String regex =
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        if (!reply.lastLine().matches(regex)) {
            throw new UnexpectedReplyException(pattern, reply);
        }
        return reply;
    }

    /**
     * Waits until the server closes the connection.
     *
     * @throws IOException if it says something, or the time-out passes first
     */
    public void expectClosed() throws IOException {
        String line;
        try {
            line = in.readLine();
        } catch (SocketException reset) {
            return;
        }
        if (line != null) {
            throw new IOException("expected the server to close the connection, but it said: " + line);
        }
    }

    /** STARTTLS and the handshake, without a look at the name in the server's certificate. */
    public SmtpConversation startTls(SSLContext tls) throws IOException {
        send("STARTTLS").expect("220*");
        return handshake(tls, socket.getInetAddress().getHostAddress());
    }

    /** STARTTLS and the handshake, with this name in the handshake's server name indication. */
    public SmtpConversation startTls(SSLContext tls, String serverName) throws IOException {
        send("STARTTLS").expect("220*");
        return handshake(tls, serverName);
    }

    /**
     * The TLS handshake alone, for those who sent STARTTLS themselves.
     *
     * @throws IOException also if the server sent more than its answer to STARTTLS before the handshake
     */
    public SmtpConversation handshake(SSLContext tls, String serverName) throws IOException {
        if (in.hasReadAhead()) {
            throw new IOException("the server sent more than its answer to STARTTLS before the TLS handshake");
        }
        SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, serverName, socket.getPort(), true);
        secure.startHandshake();
        socket = secure;
        in = new SmtpInput(secure.getInputStream());
        out = new BufferedOutputStream(secure.getOutputStream(), 32 * 1024);
        return this;
    }

    /** The server's certificates, leaf first; empty before TLS. */
    public List<X509Certificate> serverCertificates() throws IOException {
        if (!(socket instanceof SSLSocket secure)) {
            return List.of();
        }
        return Arrays.stream(secure.getSession().getPeerCertificates())
                .map(X509Certificate.class::cast)
                .toList();
    }

    /** The protocol in use, such as {@code TLSv1.3}; {@code NONE} before TLS. */
    public String protocol() {
        return socket instanceof SSLSocket secure ? secure.getSession().getProtocol() : "NONE";
    }

    /** DATA, 354 and the message with its dots stuffed; the reply to the final dot. */
    public ServerReply data(InputStream message) throws IOException {
        send("DATA").expect("354*");
        return sendBody(message).reply();
    }

    /** {@link #data(InputStream)} of octets in memory. */
    public ServerReply data(byte[] message) throws IOException {
        return data(new ByteArrayInputStream(message));
    }

    /** The message with its dots stuffed, up to the final dot, and nothing before or after. */
    public SmtpConversation sendBody(InputStream message) throws IOException {
        DotStuffing.write(message, out);
        return this;
    }

    /**
     * One BDAT chunk (RFC 3030) and the reply to it.
     *
     * @param octets how many of the stream to send
     * @param last whether the message ends with it
     */
    public ServerReply bdat(InputStream message, long octets, boolean last) throws IOException {
        String command = String.format(Locale.ROOT, "BDAT %d%s\r\n", octets, last ? " LAST" : "");
        out.write(command.getBytes(StandardCharsets.US_ASCII));
        byte[] block = new byte[32 * 1024];
        long left = octets;
        while (left > 0) {
            int read = message.read(block, 0, (int) Math.min(block.length, left));
            if (read < 0) {
                throw new EOFException("the message has " + left + " octets less than the chunk was to have");
            }
            out.write(block, 0, read);
            left -= read;
        }
        out.flush();
        return reply();
    }

    /** One BDAT chunk of octets in memory and the reply to it. */
    public ServerReply bdat(byte[] chunk, boolean last) throws IOException {
        return bdat(new ByteArrayInputStream(chunk), chunk.length, last);
    }

    /** Closes the sending half and leaves the receiving half open, as a client does that breaks off. */
    public void finishSending() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes the connection without QUIT. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
