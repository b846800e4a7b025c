package org.afterword.cli.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.afterword.simulator.smtp.ServerReply;
import org.afterword.simulator.smtp.SmtpPath;
import org.afterword.simulator.smtp.SmtpPeer;
import org.afterword.simulator.smtp.SmtpServer;
import org.afterword.simulator.smtp.SmtpService;
import org.afterword.simulator.smtp.SmtpTransaction;

/**
 * Where the people of the demo's tenant hand in mail: SMTP in the clear, on loopback only. Stands for whatever client
 * they use with Exchange. Safe for use by several threads.
 */
final class SubmissionPort implements SmtpService {
    private static final int MAX_BYTES = 64 << 20;

    private final Map<UUID, ByteArrayOutputStream> open = new ConcurrentHashMap<>();
    private final Consumer<DemoMail> accepted;

    private SubmissionPort(Consumer<DemoMail> accepted) {
        this.accepted = accepted;
    }

    /**
     * Starts to listen.
     *
     * @param port 0 for any that is free
     * @param accepted is given each mail, on the thread of its session, before that is answered
     */
    static SmtpServer listen(int port, Consumer<DemoMail> accepted) throws IOException {
        return SmtpServer.start(port, new SubmissionPort(accepted));
    }

    @Override
    public ServerReply greeting() {
        return ServerReply.of("220 localhost ESMTP: the demo's people send their mail here");
    }

    @Override
    public List<String> keywords(SmtpPeer peer) {
        return List.of("SIZE " + MAX_BYTES, "PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES");
    }

    @Override
    public SSLContext tls() {
        throw new IllegalStateException("STARTTLS is not offered here");
    }

    @Override
    public ServerReply mail(SmtpPeer peer, SmtpPath reversePath) {
        return reversePath.address().isEmpty() || reversePath.domain().equals(DemoTenant.DOMAIN)
                ? ServerReply.of("250 2.1.0 Sender OK")
                : ServerReply.of("550 5.7.1 Only people of " + DemoTenant.DOMAIN
                        + " can send here, for example anna.keller@" + DemoTenant.DOMAIN);
    }

    @Override
    public ServerReply recipient(SmtpPeer peer, SmtpPath reversePath, SmtpPath recipient) {
        return ServerReply.of("250 2.1.5 Recipient OK");
    }

    @Override
    public OutputStream open(SmtpTransaction transaction) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        open.put(transaction.id(), content);
        return content;
    }

    @Override
    public ServerReply complete(SmtpTransaction transaction) {
        ByteArrayOutputStream content = open.remove(transaction.id());
        if (content == null || content.size() > MAX_BYTES) {
            return ServerReply.of("552 5.3.4 This mail is too large for the demo");
        }
        accepted.accept(DemoMail.of(
                "Sent by you",
                content.toByteArray(),
                Optional.of(transaction.reversePath().address()),
                transaction.recipients().stream().map(SmtpPath::address).toList()));
        return ServerReply.of("250 2.0.0 On its way; the page shows it when it is back");
    }

    @Override
    public void abandon(SmtpTransaction transaction) {
        open.remove(transaction.id());
    }
}
