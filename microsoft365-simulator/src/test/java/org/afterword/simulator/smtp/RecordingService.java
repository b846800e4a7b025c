package org.afterword.simulator.smtp;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;

/** Accepts everything and keeps it in memory. */
final class RecordingService implements SmtpService {
    record Received(SmtpTransaction transaction, byte[] message) {}

    final CertificateAuthority authority = CertificateAuthority.create("Test authority");
    final List<Received> received = new CopyOnWriteArrayList<>();
    final List<UUID> abandoned = new CopyOnWriteArrayList<>();
    private final Map<UUID, ByteArrayOutputStream> open = new ConcurrentHashMap<>();
    private final SSLContext tls =
            authority.issue(CertificateRequest.server("smtp.example")).tlsWithAnyone();

    @Override
    public ServerReply greeting() {
        return ServerReply.of("220 smtp.example");
    }

    @Override
    public List<String> keywords(SmtpPeer peer) {
        return peer.secure()
                ? List.of("SIZE 1000", "PIPELINING", "CHUNKING")
                : List.of("SIZE 1000", "PIPELINING", "CHUNKING", "STARTTLS");
    }

    @Override
    public SSLContext tls() {
        return tls;
    }

    @Override
    public ServerReply mail(SmtpPeer peer, SmtpPath reversePath) {
        return ServerReply.of("250 2.1.0 Sender OK");
    }

    @Override
    public ServerReply recipient(SmtpPeer peer, SmtpPath reversePath, SmtpPath recipient) {
        return ServerReply.of(recipient.address().startsWith("no") ? "550 5.1.1 No" : "250 2.1.5 Recipient OK");
    }

    @Override
    public OutputStream open(SmtpTransaction transaction) {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        open.put(transaction.id(), sink);
        return sink;
    }

    @Override
    public ServerReply complete(SmtpTransaction transaction) {
        ByteArrayOutputStream message = Objects.requireNonNull(open.remove(transaction.id()));
        received.add(new Received(transaction, message.toByteArray()));
        return ServerReply.of("250 2.6.0 Queued");
    }

    @Override
    public void abandon(SmtpTransaction transaction) {
        abandoned.add(transaction.id());
    }
}
