package org.afterword.simulator.smtp;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Does what another service does, but for what a test overrides. */
class ForwardingService implements SmtpService {
    private final SmtpService other;

    ForwardingService(SmtpService other) {
        this.other = other;
    }

    @Override
    public ServerReply greeting() {
        return other.greeting();
    }

    @Override
    public List<String> keywords(SmtpPeer peer) {
        return other.keywords(peer);
    }

    @Override
    public SSLContext tls() {
        return other.tls();
    }

    @Override
    public ServerReply mail(SmtpPeer peer, SmtpPath reversePath) throws IOException {
        return other.mail(peer, reversePath);
    }

    @Override
    public ServerReply recipient(SmtpPeer peer, SmtpPath reversePath, SmtpPath recipient) throws IOException {
        return other.recipient(peer, reversePath, recipient);
    }

    @Override
    public OutputStream open(SmtpTransaction transaction) throws IOException {
        return other.open(transaction);
    }

    @Override
    public @Nullable ServerReply complete(SmtpTransaction transaction) throws IOException {
        return other.complete(transaction);
    }

    @Override
    public void abandon(SmtpTransaction transaction) throws IOException {
        other.abandon(transaction);
    }
}
