package org.afterword.functions.mail.returning;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.afterword.engine.message.Envelope;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.process.certificate.TlsIdentity;
import org.afterword.storage.tenant.SmtpEndpoint;

/**
 * Walks the way back to a tenant's server as a mail would, up to the recipient, and says at each step what was answered and
 * what that means. It ends at the first step that fails, or with RSET and QUIT. DATA is never sent, so no mail arises.
 *
 * <p>A step's outcome is what it would be for a mail. Safe for use by several threads.
 */
public final class RouteCheck {
    /** In octets: what the mail that is not sent claims to have. */
    private static final long SIZE = 1024;

    private static final List<String> NEEDED = List.of("8BITMIME", "SMTPUTF8");

    private final String hostName;
    private final SSLSocketFactory tls;
    private final Timeouts timeouts;

    /**
     * One step of the way.
     *
     * @param command what was sent, or what was done
     * @param answer what came back, on one line. Servers repeat addresses there, so it is for whoever asked, and not for logs
     * @param outcome what it means for a mail; {@link Accepted} if the next step can follow
     * @param explanation what the answer means, in words
     */
    public record Step(String command, String answer, ReturnOutcome outcome, String explanation) {
        public boolean passed() {
            return outcome instanceof Accepted;
        }
    }

    /**
     * @param hostName our own name, for EHLO
     * @param identity the certificate that tells a tenant's server whose mail it is
     * @param trust decides about the certificates of servers
     */
    public RouteCheck(String hostName, TlsIdentity identity, X509TrustManager trust) {
        this(hostName, identity.keyManagers(), trust, Timeouts.USUAL);
    }

    /**
     * @param hostName our own name, for EHLO
     * @param identity chooses the certificate anew for each connection
     * @param trust decides about the certificates of servers
     */
    public RouteCheck(String hostName, X509KeyManager identity, X509TrustManager trust) {
        this(hostName, new KeyManager[] {identity}, trust, Timeouts.USUAL);
    }

    RouteCheck(String hostName, KeyManager[] identity, X509TrustManager trust, Timeouts timeouts) {
        this.hostName = hostName;
        this.tls = MailReturn.sockets(identity, trust);
        this.timeouts = timeouts;
    }

    /**
     * Walks the way for a mail with this envelope, and tells each step once it is done.
     *
     * @return whether all steps passed
     */
    public boolean walk(SmtpEndpoint server, Envelope envelope, Consumer<Step> told) {
        return walk(server, Optional.of(envelope), told);
    }

    /**
     * Walks the way only up to where a transaction could begin, as before a tenant is connected.
     *
     * @return what stands in the way, in words and without what the server said; empty if the server answers, its certificate is
     *     right, and it goes on with ours
     */
    public Optional<String> obstacle(SmtpEndpoint server) {
        List<Step> steps = new ArrayList<>();
        return walk(server, Optional.empty(), steps::add)
                ? Optional.empty()
                : Optional.of(steps.getLast().explanation());
    }

    private boolean walk(SmtpEndpoint server, Optional<Envelope> envelope, Consumer<Step> told) {
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("route-check").daemon().factory());
        try {
            new Walk(server, told, watch).all(envelope);
            return true;
        } catch (Ended failed) {
            told.accept(failed.step);
            return false;
        } finally {
            watch.shutdownNow();
        }
    }

    /** A step failed, and none can follow it. */
    private static final class Ended extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Step step;

        Ended(Step step) {
            super(step.explanation());
            this.step = step;
        }

        Ended(String command, String answer, ReturnOutcome outcome) {
            this(new Step(command, answer, outcome, explanation(outcome)));
        }

        private static String explanation(ReturnOutcome outcome) {
            return outcome instanceof Deferred deferred
                    ? deferred.cause().explanation()
                    : "the tenant's server refuses this for good";
        }
    }

    private final class Walk {
        private final SmtpEndpoint server;
        private final Consumer<Step> told;
        private final ScheduledExecutorService watch;

        Walk(SmtpEndpoint server, Consumer<Step> told, ScheduledExecutorService watch) {
            this.server = server;
            this.told = told;
            this.watch = watch;
        }

        void all(Optional<Envelope> envelope) throws Ended {
            name();
            SmtpWire wire = connect();
            try {
                ask(
                        wire,
                        "greeting",
                        "",
                        Cause.UNREACHABLE,
                        "a mail server answers, and does not turn our address away");
                Set<String> offered = hello(wire, Cause.UNREACHABLE, "it speaks with us");
                if (!offered.contains("STARTTLS")) {
                    throw new Ended("STARTTLS", "not offered", new Deferred(Cause.NO_STARTTLS));
                }
                ask(wire, "STARTTLS", "STARTTLS\r\n", Cause.TLS_FAILED, "it is ready for TLS");
                encrypt(wire);
                Set<String> underTls = underTls(wire);
                if (envelope.isPresent()) {
                    transact(wire, new EsmtpCommands(underTls::contains), envelope.get());
                }
                wire.quit();
            } finally {
                wire.cut();
            }
        }

        private void transact(SmtpWire wire, EsmtpCommands commands, Envelope envelope) throws Ended {
            transaction(wire, commands.mail(envelope, SIZE), "it takes mail of this sender");
            String recipient = commands.recipient(envelope.recipients().getFirst());
            transaction(wire, recipient, "it takes mail for this recipient from us: our address is not blocked");
            transaction(wire, "RSET", "the transaction is given up, and no mail was sent");
        }

        private void name() throws Ended {
            String command = "look up " + server.host();
            try {
                String addresses = Arrays.stream(InetAddress.getAllByName(server.host()))
                        .map(InetAddress::getHostAddress)
                        .collect(Collectors.joining(", "));
                passed(command, addresses, "the name of the server is known");
            } catch (UnknownHostException unknown) {
                throw new Ended(command, "no address", new Deferred(Cause.UNKNOWN_HOST));
            }
        }

        private SmtpWire connect() throws Ended {
            String command = "connect to port " + server.port();
            try {
                SmtpWire wire = SmtpWire.connect(server, timeouts.connect(), watch, SendingLimit.usual());
                passed(command, "connected", "nothing between us and the server stops us");
                return wire;
            } catch (IOException unreachable) {
                throw new Ended(command, words(unreachable), new Deferred(Cause.UNREACHABLE));
            }
        }

        private void encrypt(SmtpWire wire) throws Ended {
            try {
                wire.startTls(tls, server, timeouts.command());
                passed("TLS handshake", "done", "the server's certificate is right for its name");
            } catch (IOException refused) {
                throw broken("TLS handshake", refused, Cause.TLS_FAILED);
            }
        }

        /** With TLS 1.3 a server that does not believe our certificate says so only now. */
        private Set<String> underTls(SmtpWire wire) throws Ended {
            Set<String> offered = hello(wire, Cause.TLS_FAILED, "it goes on with the certificate that we have shown");
            List<String> missing = NEEDED.stream()
                    .filter(keyword -> !offered.contains(keyword))
                    .toList();
            if (!missing.isEmpty()) {
                throw new Ended(
                        "EHLO " + hostName,
                        "not offered: " + String.join(", ", missing),
                        new Deferred(Cause.EXTENSION_MISSING));
            }
            return offered;
        }

        private Set<String> hello(SmtpWire wire, Cause ifFailed, String meaning) throws Ended {
            String command = "EHLO " + hostName;
            return EsmtpCommands.offered(ask(wire, command, command + "\r\n", ifFailed, meaning));
        }

        /** What is asked before a transaction can begin. */
        private List<String> ask(SmtpWire wire, String command, String sent, Cause ifFailed, String meaning)
                throws Ended {
            List<String> lines = reply(wire, command, sent, ifFailed);
            SmtpReply reply = SmtpReply.parse(lines);
            if (!reply.positive()) {
                throw new Ended(command, text(reply), SmtpConnection.refusal(reply, ifFailed));
            }
            passed(command, text(reply), meaning);
            return lines;
        }

        private void transaction(SmtpWire wire, String command, String meaning) throws Ended {
            SmtpReply reply = SmtpReply.parse(reply(wire, command, command + "\r\n", Cause.CONNECTION_LOST));
            if (!reply.positive()) {
                wire.quit();
                throw new Ended(command, text(reply), ReturnOutcome.of(reply));
            }
            passed(command, text(reply), meaning);
        }

        private List<String> reply(SmtpWire wire, String command, String sent, Cause ifBroken) throws Ended {
            try {
                if (!sent.isEmpty()) {
                    wire.send(sent, timeouts.command());
                }
                return wire.reply(timeouts.command());
            } catch (IOException broken) {
                throw broken(command, broken, ifBroken);
            }
        }

        private static Ended broken(String command, IOException broken, Cause cause) {
            return new Ended(
                    command,
                    words(broken),
                    new Deferred(broken instanceof SocketTimeoutException ? Cause.TOO_SLOW : cause));
        }

        private void passed(String command, String answer, String meaning) {
            told.accept(new Step(command, answer, new Accepted(), meaning));
        }

        private static String text(SmtpReply reply) {
            return reply + " " + reply.text();
        }

        private static String words(IOException broken) {
            return broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage();
        }
    }
}
