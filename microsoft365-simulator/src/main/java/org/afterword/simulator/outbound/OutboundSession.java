package org.afterword.simulator.outbound;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateNames;
import org.afterword.simulator.smtp.ServerReply;
import org.afterword.simulator.smtp.SmtpConversation;
import org.afterword.simulator.smtp.SmtpPath;

/** One connection to the smart host, which carries mail after mail. For one thread. */
final class OutboundSession implements Closeable {
    private static final String HOST_NAME = "EUR04-DB3-obe.outbound.protection.outlook.com";
    private static final long CHUNK = 1024 * 1024;

    private final SmtpConversation smtp;
    private final ServerReply keywords;
    private boolean used;

    /** A pooled connection is closed; nothing of the mail has been sent. */
    static final class StaleConnection extends IOException {
        private static final long serialVersionUID = 1;

        StaleConnection(IOException cause) {
            super("the smart host has closed the pooled connection", cause);
        }
    }

    private OutboundSession(SmtpConversation smtp, ServerReply keywords) {
        this.smtp = smtp;
        this.keywords = keywords;
    }

    /** Connects, and goes no further than the handshake if the smart host's certificate has not the name it must. */
    static OutboundSession open(OutboundSettings settings) throws IOException {
        SmartHost host = settings.smartHost();
        SmtpConversation smtp = SmtpConversation.connect(host.address());
        try {
            smtp.expect("220*");
            smtp.send("EHLO " + HOST_NAME).expect("250*");
            smtp.startTls(
                    settings.certificate().tlsTrusting(settings.authorities().toArray(new CertificateAuthority[0])),
                    host.name());
            Set<String> names = CertificateNames.of(smtp.serverCertificates().getFirst());
            if (names.stream().noneMatch(name -> CertificateNames.match(host.tlsDomain(), name))) {
                throw new IOException("454 4.7.5 The certificate of the smart host has the names " + names
                        + " but the connector's TlsDomain is " + host.tlsDomain());
            }
            return new OutboundSession(smtp, smtp.send("EHLO " + HOST_NAME).expect("250*"));
        } catch (IOException failed) {
            smtp.close();
            throw failed;
        }
    }

    /**
     * Sends a mail to these recipients.
     *
     * @return the answer that counts for each of them
     */
    Map<String, ServerReply> transmit(Submission submission, List<SmtpPath> recipients) throws IOException {
        List<ServerReply> replies = sendEnvelope(mailCommand(submission), recipients);
        Map<String, ServerReply> answers = new LinkedHashMap<>();
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < recipients.size(); i++) {
            ServerReply answer = replies.getFirst().isPositive() ? replies.get(i + 1) : replies.getFirst();
            answers.put(recipients.get(i).address(), answer);
            if (answer.isPositive()) {
                accepted.add(recipients.get(i).address());
            }
        }
        boolean done = false;
        if (!accepted.isEmpty()) {
            ServerReply answer = sendMessage(submission.file());
            accepted.forEach(address -> answers.put(address, answer));
            done = answer.isPositive();
        }
        if (!done) {
            smtp.send("RSET").expect("250*");
        }
        return answers;
    }

    private List<ServerReply> sendEnvelope(String mail, List<SmtpPath> recipients) throws IOException {
        List<String> commands = new ArrayList<>(List.of(mail));
        recipients.forEach(recipient -> commands.add("RCPT TO:" + recipient));
        List<ServerReply> replies = new ArrayList<>();
        boolean pipelining = keywords.offers("PIPELINING");
        try {
            smtp.send(pipelining ? commands.toArray(new String[0]) : new String[] {mail});
            replies.add(smtp.reply());
        } catch (IOException gone) {
            throw used ? new StaleConnection(gone) : gone;
        }
        if (used && replies.getFirst().code() == 421) {
            throw new StaleConnection(new IOException(replies.getFirst().lastLine()));
        }
        used = true;
        for (String command : commands.subList(1, commands.size())) {
            if (!pipelining) {
                smtp.send(command);
            }
            replies.add(smtp.reply());
        }
        return replies;
    }

    private String mailCommand(Submission submission) {
        OutgoingFile file = submission.file();
        Map<String, String> parameters =
                new LinkedHashMap<>(submission.reversePath().parameters());
        if (keywords.offers("SIZE")) {
            parameters.putIfAbsent("SIZE", Long.toString(file.octets()));
        }
        if (file.eightBit() && keywords.offers("8BITMIME")) {
            parameters.putIfAbsent("BODY", "8BITMIME");
        }
        boolean ascii = StandardCharsets.US_ASCII
                .newEncoder()
                .canEncode(submission.reversePath().address() + submission.recipients());
        if (!ascii && keywords.offers("SMTPUTF8")) {
            parameters.putIfAbsent("SMTPUTF8", "");
        }
        return "MAIL FROM:" + new SmtpPath(submission.reversePath().address(), parameters);
    }

    private ServerReply sendMessage(OutgoingFile file) throws IOException {
        try (InputStream message = new BufferedInputStream(Files.newInputStream(file.path()))) {
            if (keywords.offers("CHUNKING")) {
                return sendChunks(message, file.octets());
            }
            if (file.bareLineFeed()) {
                return ServerReply.of("550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; message contains bare linefeeds");
            }
            ServerReply go = smtp.send("DATA").reply();
            return go.code() == 354 ? smtp.sendBody(message).reply() : go;
        }
    }

    private ServerReply sendChunks(InputStream message, long octets) throws IOException {
        long left = octets;
        while (left > CHUNK) {
            ServerReply reply = smtp.bdat(message, CHUNK, false);
            if (!reply.isPositive()) {
                return reply;
            }
            left -= CHUNK;
        }
        return smtp.bdat(message, left, true);
    }

    /** Sends QUIT if the connection is still open. */
    void quit() {
        try (smtp) {
            smtp.send("QUIT").expect("221*");
        } catch (IOException gone) {
            // The connection was to be closed anyway.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        smtp.close();
    }
}
