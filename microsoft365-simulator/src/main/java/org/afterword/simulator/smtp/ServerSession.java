package org.afterword.simulator.smtp;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One SMTP session from greeting to QUIT, run by one thread. */
final class ServerSession {
    private static final int READ_TIMEOUT_MILLIS = 5 * 60 * 1000;

    private final SmtpService service;
    private Socket socket;
    private SmtpInput in;
    private OutputStream out;
    private SmtpPeer peer = new SmtpPeer("", false, List.of());
    private @Nullable SmtpPath reversePath;
    private final List<SmtpPath> recipients = new ArrayList<>();
    private @Nullable Incoming incoming;

    /** A message that BDAT chunks are being added to. */
    private record Incoming(SmtpTransaction transaction, OutputStream sink) {}

    ServerSession(Socket socket, SmtpService service) throws IOException {
        this.service = service;
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        in = new SmtpInput(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream());
    }

    void run() throws IOException {
        ServerReply greeting = service.greeting();
        answer(greeting);
        if (greeting.code() != 220) {
            return;
        }
        try {
            String line = in.readLine();
            while (line != null && obey(line)) {
                line = in.readLine();
            }
        } finally {
            reset();
        }
    }

    /** Whether the session goes on. */
    private boolean obey(String line) throws IOException {
        int space = line.indexOf(' ');
        String verb = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
        String argument = space < 0 ? "" : line.substring(space + 1).strip();
        switch (verb) {
            case "EHLO", "HELO" -> greet(verb, argument);
            case "STARTTLS" -> startTls();
            case "MAIL" -> mail(argument);
            case "RCPT" -> recipient(argument);
            case "DATA" -> {
                return data();
            }
            case "BDAT" -> {
                return chunk(argument.toUpperCase(Locale.ROOT).split("\\s+"));
            }
            case "RSET" -> {
                reset();
                answer("250 2.0.0 Resetting");
            }
            case "NOOP" -> answer("250 2.0.0 OK");
            case "QUIT" -> {
                answer("221 2.0.0 Service closing transmission channel");
                return false;
            }
            default -> answer("500 5.3.3 Unrecognized command");
        }
        return true;
    }

    private void greet(String verb, String name) throws IOException {
        reset();
        peer = new SmtpPeer(name, peer.secure(), peer.certificates());
        List<String> texts = new ArrayList<>(List.of("Hello " + name));
        if (verb.equals("EHLO")) {
            texts.addAll(service.keywords(peer));
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            lines.add((i + 1 < texts.size() ? "250-" : "250 ") + texts.get(i));
        }
        answer(new ServerReply(lines));
    }

    private void startTls() throws IOException {
        if (peer.secure() || !service.keywords(peer).contains("STARTTLS")) {
            answer("503 5.5.1 STARTTLS is not offered here");
            return;
        }
        answer("220 2.0.0 SMTP server ready");
        // No part of the stream before the handshake may count after it (RFC 3207 section 4.2): the reader is a new
        // one.
        SSLSocket secure = (SSLSocket) service.tls().getSocketFactory().createSocket(socket, null, true);
        secure.setUseClientMode(false);
        secure.setWantClientAuth(true);
        secure.startHandshake();
        socket = secure;
        in = new SmtpInput(secure.getInputStream());
        out = new BufferedOutputStream(secure.getOutputStream());
        reset();
        peer = new SmtpPeer("", true, certificatesOf(secure));
    }

    private static List<X509Certificate> certificatesOf(SSLSocket secure) {
        try {
            return Arrays.stream(secure.getSession().getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
    }

    private void mail(String argument) throws IOException {
        SmtpPath path = SmtpPath.parse(argument);
        if (path == null) {
            answer("501 5.5.4 Invalid arguments");
        } else if (peer.greetedAs().isEmpty() || reversePath != null) {
            answer("503 5.5.2 " + (reversePath == null ? "Send hello first" : "Sender already specified"));
        } else {
            ServerReply reply = service.mail(peer, path);
            if (reply.isPositive()) {
                reversePath = path;
            }
            answer(reply);
        }
    }

    private void recipient(String argument) throws IOException {
        SmtpPath path = SmtpPath.parse(argument);
        SmtpPath from = reversePath;
        if (path == null || path.address().isEmpty()) {
            answer("501 5.5.4 Invalid arguments");
        } else if (from == null || incoming != null) {
            answer("503 5.5.2 Need mail command");
        } else {
            ServerReply reply = service.recipient(peer, from, path);
            if (reply.isPositive()) {
                recipients.add(path);
            }
            answer(reply);
        }
    }

    private boolean data() throws IOException {
        if (reversePath == null || recipients.isEmpty() || incoming != null) {
            answer("503 5.5.2 Need rcpt command");
            return true;
        }
        Incoming message = begin(reversePath);
        answer("354 Start mail input; end with <CRLF>.<CRLF>");
        in.readData(message.sink());
        return finish(message);
    }

    private boolean chunk(String[] arguments) throws IOException {
        if (!arguments[0].matches("[0-9]{1,18}")) {
            // The size is unknown, so what follows cannot be told from commands.
            answer("501 5.5.4 Invalid arguments");
            return false;
        }
        long octets = Long.parseLong(arguments[0]);
        if (reversePath == null || recipients.isEmpty()) {
            in.readChunk(octets, OutputStream.nullOutputStream());
            answer("503 5.5.2 Need rcpt command");
            return true;
        }
        Incoming message = incoming == null ? begin(reversePath) : incoming;
        in.readChunk(octets, message.sink());
        if (arguments.length > 1 && arguments[1].equals("LAST")) {
            return finish(message);
        }
        answer("250 2.0.0 " + octets + " octets received");
        return true;
    }

    private Incoming begin(SmtpPath from) throws IOException {
        SmtpTransaction transaction = new SmtpTransaction(UUID.randomUUID(), peer, from, recipients);
        Incoming message = new Incoming(transaction, service.open(transaction));
        incoming = message;
        return message;
    }

    private boolean finish(Incoming message) throws IOException {
        message.sink().close();
        incoming = null;
        ServerReply reply = service.complete(message.transaction());
        reset();
        if (reply == null) {
            waitUntilTheClientDisconnects();
            return false;
        }
        answer(reply);
        return true;
    }

    private void waitUntilTheClientDisconnects() throws IOException {
        String line = in.readLine();
        while (line != null) {
            line = in.readLine();
        }
    }

    private void reset() throws IOException {
        reversePath = null;
        recipients.clear();
        Incoming unfinished = incoming;
        incoming = null;
        if (unfinished != null) {
            unfinished.sink().close();
            service.abandon(unfinished.transaction());
        }
    }

    private void answer(String line) throws IOException {
        answer(ServerReply.of(line));
    }

    private void answer(ServerReply reply) throws IOException {
        for (String line : reply.lines()) {
            out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
    }
}
