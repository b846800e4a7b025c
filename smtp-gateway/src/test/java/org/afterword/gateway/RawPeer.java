package org.afterword.gateway;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A client that has its hands on the connection below TLS, and so can misbehave there too. */
final class RawPeer implements Closeable {
    final Socket wire = new Socket();
    private Socket top = wire;

    /** @param from an address of this machine, such as 127.0.0.2 */
    RawPeer(int port, String from) throws IOException {
        wire.setSoTimeout(30_000);
        wire.setTcpNoDelay(true);
        wire.bind(new InetSocketAddress(from, 0));
        wire.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    RawPeer(TestGateway gateway) throws IOException {
        this(gateway.gateway.port(), "127.0.0.1");
    }

    /** Sends these octets, within TLS where it stands. */
    RawPeer say(String octets) throws IOException {
        top.getOutputStream().write(TestGateway.octets(octets));
        return this;
    }

    /** Sends these octets below TLS. */
    RawPeer sayBelow(byte[] octets) throws IOException {
        wire.getOutputStream().write(octets);
        return this;
    }

    /** The next line; empty at the end of the stream. */
    String line() throws IOException {
        InputStream in = top.getInputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        while (octet >= 0 && octet != '\n') {
            line.write(octet);
            octet = in.read();
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads lines up to the last of a reply. */
    String reply() throws IOException {
        String line;
        do {
            line = line();
        } while (line.length() > 3 && line.charAt(3) == '-');
        return line;
    }

    /** TLS over this connection; the handshake is still to be made. */
    SSLSocket tls(SSLContext tls, String... protocols) throws IOException {
        SSLSocket secured =
                (SSLSocket) tls.getSocketFactory().createSocket(wire, "smtp.stamp.example", wire.getPort(), true);
        if (protocols.length > 0) {
            secured.setEnabledProtocols(protocols);
        }
        top = secured;
        return secured;
    }

    /** Greeting, EHLO, STARTTLS and the handshake. */
    RawPeer secured(TestGateway gateway, String... protocols) throws IOException {
        beforeHandshake();
        tls(gateway.exchangeTls(), protocols).startHandshake();
        say("EHLO mail.example\r\n").reply();
        return this;
    }

    RawPeer beforeHandshake() throws IOException {
        reply();
        say("STARTTLS\r\n").reply();
        return this;
    }

    /** MAIL and RCPT, answered. */
    RawPeer inTransaction(TestGateway gateway, String... protocols) throws IOException {
        secured(gateway, protocols);
        say("MAIL FROM:<anna@contoso.example>\r\n").reply();
        say("RCPT TO:<ben@fabrikam.example>\r\n").reply();
        return this;
    }

    /** Goes away without a word: the other side sees a reset. */
    void reset() throws IOException {
        wire.setSoLinger(true, 0);
        wire.close();
    }

    /** Closes the connection, and within TLS says so before. */
    @Override
    public void close() throws IOException {
        top.close();
        wire.close();
    }
}
