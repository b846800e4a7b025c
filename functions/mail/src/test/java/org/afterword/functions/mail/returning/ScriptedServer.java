package org.afterword.functions.mail.returning;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's server that does as a test tells it: real TLS, real SMTP, any answer. Answers are set before the mail is
 * sent; what it was told and given can be read afterwards.
 */
public final class ScriptedServer implements AutoCloseable {
    private static final List<String> EXCHANGE = List.of(
            "SIZE 157286400",
            "PIPELINING",
            "DSN",
            "ENHANCEDSTATUSCODES",
            "8BITMIME",
            "BINARYMIME",
            "CHUNKING",
            "SMTPUTF8");

    private final SSLContext tls;
    private final ServerSocket listening;
    private final Thread accepting;
    private final List<String> extensions = new CopyOnWriteArrayList<>(EXCHANGE);
    private final Map<String, List<String>> answers = new ConcurrentHashMap<>();
    private final Map<String, String> standing = new ConcurrentHashMap<>();
    private final Map<String, Misbehaviour> misbehaviours = new ConcurrentHashMap<>();
    private final AtomicInteger unproven = new AtomicInteger();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<byte[]> mails = new CopyOnWriteArrayList<>();
    private final List<byte[]> taken = new CopyOnWriteArrayList<>();
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final List<Integer> peerChains = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile String renegotiateAt = "";
    private volatile String[] protocols = {"TLSv1.3", "TLSv1.2"};
    private volatile boolean startTls = true;
    private volatile boolean needsCertificate = true;
    private volatile boolean closesAfterMail;
    private volatile boolean keepsMail = true;
    private volatile long closesInDataAfter = Long.MAX_VALUE;
    private volatile @Nullable Runnable beforeAnswerToData;

    public ScriptedServer(SSLContext tls) throws IOException {
        this.tls = tls;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        accepting = Thread.ofVirtual().start(this::accept);
    }

    /** Where it listens, by the name localhost. */
    public SmtpEndpoint endpoint() {
        return new SmtpEndpoint("localhost", listening.getLocalPort());
    }

    /**
     * Answers the next command that starts with {@code command} so; each call is for one command more, and then it says
     * yes again. {@code DATA} is the command itself, {@code .} the end of the mail, {@code connect} the greeting. An
     * empty answer closes the connection instead.
     */
    public ScriptedServer answer(String command, String reply) {
        answers.computeIfAbsent(command, key -> new CopyOnWriteArrayList<>()).add(reply);
        return this;
    }

    /** Answers each command that starts with {@code command} so, until {@link #behave}, unless another answer is set for it. */
    public ScriptedServer answerAlways(String command, String reply) {
        standing.put(command, reply);
        return this;
    }

    /** How a server answers that does not keep to SMTP. */
    @FunctionalInterface
    public interface Misbehaviour {
        /** @param usual what it would answer else, without CRLF */
        void answer(OutputStream out, String usual) throws IOException;
    }

    /**
     * Answers the next command that starts with {@code command} in a way of its own, and goes on as if the answer had been the
     * usual one: a mail whose end is answered so is taken.
     */
    public ScriptedServer misbehave(String command, Misbehaviour how) {
        misbehaviours.put(command, how);
        return this;
    }

    /** Forgets all answers that were set and not given. */
    public void behave() {
        answers.clear();
        standing.clear();
        misbehaviours.clear();
    }

    /** How many transactions began on a connection whose last one had neither been accepted nor reset. */
    public int unproven() {
        return unproven.get();
    }

    /** Speaks TLS 1.2 only. */
    public ScriptedServer withTls12() {
        protocols = new String[] {"TLSv1.2"};
        return this;
    }

    /** Asks the client of TLS 1.2 for another handshake before it answers the next command that starts so. */
    public ScriptedServer renegotiateAt(String command) {
        renegotiateAt = command;
        return this;
    }

    /** Does not list an extension. */
    public ScriptedServer without(String extension) {
        extensions.removeIf(listed -> listed.startsWith(extension));
        return this;
    }

    /** Lists one more. */
    public ScriptedServer with(String extension) {
        extensions.add(extension);
        return this;
    }

    public ScriptedServer withoutStartTls() {
        startTls = false;
        return this;
    }

    public ScriptedServer withoutAskingForACertificate() {
        needsCertificate = false;
        return this;
    }

    /** Closes each connection once it has taken a mail. */
    public ScriptedServer closingAfterEachMail() {
        closesAfterMail = true;
        return this;
    }

    /** Closes the connection after so many bytes of a mail. */
    public ScriptedServer closingInDataAfter(long bytes) {
        closesInDataAfter = bytes;
        return this;
    }

    /** Has something done before the end of a mail is answered. */
    public ScriptedServer beforeAnswerToData(Runnable action) {
        beforeAnswerToData = action;
        return this;
    }

    /** Counts whom it took mail for and forgets the mail. */
    public ScriptedServer keepingNoMail() {
        keepsMail = false;
        return this;
    }

    /** All commands, TLS or not, as they came. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    /** The commands that start so. */
    public List<String> commands(String start) {
        return commands.stream().filter(command -> command.startsWith(start)).toList();
    }

    /** The mails, dots unstuffed, taken or not. */
    public List<byte[]> mails() {
        return List.copyOf(mails);
    }

    /** The mails that were taken. */
    public List<byte[]> taken() {
        return List.copyOf(taken);
    }

    /** For each mail that was taken, each recipient that was accepted, in lower case: what a tenant would deliver. */
    public List<String> accepted() {
        return List.copyOf(accepted);
    }

    /** How many certificates each client showed. */
    public List<Integer> peerChains() {
        return List.copyOf(peerChains);
    }

    public int connections() {
        return connections.get();
    }

    /** Closes all connections, and goes on listening. */
    public void closeConnections() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true); // Its answers are small; held back, each would wait for 40 ms.
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Conversation(socket).run();
        } catch (IOException ended) {
            // The client left or was made to leave.
        }
    }

    /** One connection. */
    private final class Conversation {
        private Socket socket;
        private InputStream in;
        private OutputStream out;
        private final List<String> recipients = new ArrayList<>();
        private boolean inTransaction;

        Conversation(Socket socket) throws IOException {
            this.socket = socket;
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        void run() throws IOException {
            reply("connect", "220 localhost");
            for (String line = readLine(); line != null; line = readLine()) {
                commands.add(line);
                String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> reply(line, ehlo());
                    case "STARTTLS" -> {
                        reply(line, "220 go ahead");
                        encrypt();
                    }
                    case "DATA" -> data();
                    case "QUIT" -> {
                        reply(line, "221 bye");
                        return;
                    }
                    case "RCPT" -> {
                        if (reply(line, "250 2.1.5 OK").startsWith("2")) {
                            recipients.add(
                                    line.replaceAll("^[^<]*<([^>]*)>.*$", "$1").toLowerCase(Locale.ROOT));
                        }
                    }
                    case "MAIL" -> {
                        if (inTransaction) {
                            unproven.incrementAndGet();
                        }
                        inTransaction = true;
                        recipients.clear();
                        reply(line, "250 2.1.0 OK");
                    }
                    default -> {
                        inTransaction = false;
                        recipients.clear();
                        reply(line, "250 2.0.0 OK");
                    }
                }
            }
        }

        private String ehlo() {
            List<String> lines = new ArrayList<>(List.of("localhost"));
            lines.addAll(extensions);
            if (startTls && !(socket instanceof SSLSocket)) {
                lines.add("STARTTLS");
            }
            StringBuilder reply = new StringBuilder();
            for (int i = 0; i < lines.size(); i++) {
                boolean last = i == lines.size() - 1;
                reply.append("250")
                        .append(last ? ' ' : '-')
                        .append(lines.get(i))
                        .append(last ? "" : "\r\n");
            }
            return reply.toString();
        }

        private void encrypt() throws IOException {
            SSLSocket encrypted = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
            encrypted.setEnabledProtocols(protocols);
            encrypted.setNeedClientAuth(needsCertificate);
            encrypted.startHandshake();
            try {
                peerChains.add(encrypted.getSession().getPeerCertificates().length);
            } catch (SSLPeerUnverifiedException none) {
                peerChains.add(0);
            }
            socket = encrypted;
            in = new BufferedInputStream(encrypted.getInputStream());
            out = encrypted.getOutputStream();
        }

        private void data() throws IOException {
            if (!reply("DATA", "354 go ahead").startsWith("354")) {
                return;
            }
            ByteArrayOutputStream mail = new ByteArrayOutputStream();
            long seen = 0;
            for (byte[] line = readLineBytes(); ; line = readLineBytes()) {
                seen += line.length;
                if (seen > closesInDataAfter) {
                    socket.close();
                    throw new IOException("closed in the midst of the data, as told");
                }
                if (line.length == 3 && line[0] == '.') {
                    break;
                }
                if (keepsMail) {
                    mail.write(line, line[0] == '.' ? 1 : 0, line.length - (line[0] == '.' ? 1 : 0));
                }
            }
            if (keepsMail) {
                mails.add(mail.toByteArray());
            }
            Runnable action = beforeAnswerToData;
            if (action != null) {
                action.run();
            }
            List<String> takenFor = List.copyOf(recipients);
            recipients.clear();
            Misbehaviour how = misbehaviours.remove(".");
            String answer = how == null ? answer(".", "250 2.6.0 queued") : "250 2.6.0 queued";
            if (answer.startsWith("2")) {
                inTransaction = false;
                // Before the client hears of it, so that whoever asks after its answer finds it here.
                if (keepsMail) {
                    taken.add(mail.toByteArray());
                }
                accepted.addAll(takenFor);
            }
            if (how == null) {
                say(answer);
            } else {
                how.answer(out, answer);
            }
            if (closesAfterMail) {
                socket.close();
            }
        }

        private String reply(String command, String usual) throws IOException {
            if (!renegotiateAt.isEmpty()
                    && command.startsWith(renegotiateAt)
                    && socket instanceof SSLSocket encrypted) {
                encrypted.startHandshake();
            }
            for (String start : misbehaviours.keySet()) {
                Misbehaviour how = command.startsWith(start) ? misbehaviours.remove(start) : null;
                if (how != null) {
                    how.answer(out, usual);
                    return usual;
                }
            }
            return say(answer(command, usual));
        }

        /** What was set for the command, or what is usual; empty if the connection is to be closed instead. */
        private String answer(String command, String usual) {
            String reply = standing.entrySet().stream()
                    .filter(set -> command.startsWith(set.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(usual);
            for (Map.Entry<String, List<String>> set : answers.entrySet()) {
                if (command.startsWith(set.getKey()) && !set.getValue().isEmpty()) {
                    reply = set.getValue().removeFirst();
                }
            }
            return reply;
        }

        private String say(String reply) throws IOException {
            if (reply.isEmpty()) {
                socket.close();
                throw new IOException("closed instead of an answer, as told");
            }
            out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            return reply;
        }

        private @Nullable String readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                line.write(b);
                if (b == '\n') {
                    return line.toString(StandardCharsets.UTF_8).strip();
                }
            }
            return null;
        }

        /** A line that ends with CRLF; a bare CR or LF is part of it. */
        private byte[] readLineBytes() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int last = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                line.write(b);
                if (b == '\n' && last == '\r') {
                    return line.toByteArray();
                }
                last = b;
            }
            throw new IOException("the client left in the midst of the data");
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        try {
            // The port is given up by the thread that waits at it, a moment after the close.
            accepting.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        closeConnections();
    }
}
