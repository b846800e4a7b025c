package org.afterword.simulator.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.simulator.smtp.ServerReply;
import org.afterword.simulator.smtp.SmtpPath;
import org.afterword.simulator.smtp.SmtpPeer;
import org.afterword.simulator.smtp.SmtpService;
import org.afterword.simulator.smtp.SmtpTransaction;

/** A smart host that answers as a test has scripted it, and well where nothing is scripted. Keeps what it takes in memory. */
final class SmartHostService implements SmtpService {
    static final String NAME = "a.smtp.example";

    final CertificateAuthority authority = CertificateAuthority.create("Smart host authority");
    private final Map<String, Deque<String>> answers = new HashMap<>();
    private final List<SmtpTransaction> taken = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private final Map<UUID, ByteArrayOutputStream> open = new HashMap<>();
    private List<String> keywords =
            List.of("SIZE 157286400", "PIPELINING", "STARTTLS", "8BITMIME", "CHUNKING", "SMTPUTF8");
    private IssuedCertificate certificate = authority.issue(CertificateRequest.server(NAME));

    /** Answers the next such commands ({@code GREETING}, {@code MAIL}, an address, {@code MESSAGE}) with these. */
    synchronized SmartHostService script(String command, String... replies) {
        answers.computeIfAbsent(command, first -> new ArrayDeque<>()).addAll(List.of(replies));
        return this;
    }

    synchronized void offer(String... offered) {
        keywords = List.of(offered);
    }

    synchronized void present(IssuedCertificate other) {
        certificate = other;
    }

    synchronized List<SmtpTransaction> taken() {
        return List.copyOf(taken);
    }

    synchronized List<String> messages() {
        return List.copyOf(messages);
    }

    private ServerReply next(String command, String otherwise) {
        Deque<String> scripted = answers.getOrDefault(command, new ArrayDeque<>());
        return ServerReply.of(scripted.isEmpty() ? otherwise : scripted.remove());
    }

    @Override
    public synchronized ServerReply greeting() {
        return next("GREETING", "220 a.smtp.example");
    }

    @Override
    public synchronized List<String> keywords(SmtpPeer peer) {
        return keywords;
    }

    @Override
    public synchronized SSLContext tls() {
        return certificate.tlsWithAnyone();
    }

    @Override
    public synchronized ServerReply mail(SmtpPeer peer, SmtpPath reversePath) {
        return next("MAIL", "250 2.1.0 Sender OK");
    }

    @Override
    public synchronized ServerReply recipient(SmtpPeer peer, SmtpPath reversePath, SmtpPath recipient) {
        return next(recipient.address(), "250 2.1.5 Recipient OK");
    }

    @Override
    public synchronized OutputStream open(SmtpTransaction transaction) {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        open.put(transaction.id(), sink);
        return sink;
    }

    @Override
    public synchronized ServerReply complete(SmtpTransaction transaction) {
        String message = Objects.requireNonNull(open.remove(transaction.id())).toString(ISO_8859_1);
        ServerReply reply = next("MESSAGE", "250 2.6.0 Queued");
        if (reply.isPositive()) {
            taken.add(transaction);
            messages.add(message);
        }
        return reply;
    }

    @Override
    public synchronized void abandon(SmtpTransaction transaction) {
        open.remove(transaction.id());
    }
}
