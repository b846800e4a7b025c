package org.afterword.cli.stamp;

import java.io.IOException;
import java.io.PrintStream;
import java.net.IDN;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import javax.net.ssl.X509TrustManager;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.functions.app.FunctionSettings;
import org.afterword.functions.mail.returning.RouteCheck;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.functions.onboarding.route.EndpointDomains;
import org.afterword.functions.onboarding.route.MxRecords;
import org.afterword.process.certificate.TlsIdentity;
import org.afterword.process.certificate.TrustAnchors;
import org.afterword.process.vault.VaultSettings;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./afterword check-route}: tries the way back to an organisation before any mail depends on it. */
@Command(
        name = "check-route",
        description = {
            "Tries the way by which signed mail goes back to an organisation, without sending any.",
            "Looks its server up, connects, shows our certificate, and says MAIL and RCPT, but not DATA. Each answer is"
                    + " explained. Run it where mail goes back from: another network has another address."
        })
public final class CheckRouteCommand implements Callable<Integer> {
    private static final String NO_DOMAIN = "--domain must be a domain, such as contoso.com";

    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "A domain of the organisation, such as contoso.com.")
    private String domain = "";

    @Option(
            names = "--server",
            paramLabel = "HOST[:PORT]",
            description = "Its server, where its mail first goes elsewhere (default: by the MX record of the domain).")
    private @Nullable String server;

    @Option(
            names = "--recipient",
            paramLabel = "ADDRESS",
            description =
                    "For RCPT (default postmaster@DOMAIN). An address outside is taken only once the organisation is"
                            + " connected and its server knows us by our certificate.")
    private @Nullable String recipient;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "The certificate for the way back and its chain, PEM (default: "
                    + FunctionSettings.RETURN_CERTIFICATE + " of the environment).")
    private @Nullable Path certificate;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "Its private key (default: the file of --certificate, else " + FunctionSettings.RETURN_KEY + ").")
    private @Nullable Path key;

    @Option(
            names = "--authorities",
            paramLabel = "FILE",
            description = "Who may have certified the server, PEM (default: " + FunctionSettings.RETURN_AUTHORITIES
                    + ", else those of Java).")
    private @Nullable Path authorities;

    @Option(
            names = "--host-name",
            paramLabel = "NAME",
            description = "Our own name, for EHLO (default: " + FunctionSettings.HOST_NAME + ").")
    private @Nullable String hostName;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;
    private final Map<String, String> environment;
    private final MxRecords mx;

    /** @param environment the environment variables, as the functions have them */
    public CheckRouteCommand(PrintStream out, Map<String, String> environment) {
        this(out, environment, MxRecords.OF_SYSTEM);
    }

    CheckRouteCommand(PrintStream out, Map<String, String> environment, MxRecords mx) {
        this.out = out;
        this.environment = environment;
        this.mx = mx;
    }

    @Override
    public Integer call() throws IOException {
        String name = ascii(domain);
        MailAddress sender = address("postmaster@" + name, NO_DOMAIN);
        MailAddress to = recipient == null ? sender : address(recipient, "--recipient must be an address");
        try (VaultSettings vault = VaultSettings.open(environment, Set.of())) {
            Setting setting = new Setting(vault.environment());
            String ours = setting.of(hostName, FunctionSettings.HOST_NAME, "--host-name", Function.identity());
            TlsIdentity identity = identity(setting);
            RouteCheck check = new RouteCheck(ours, identity, trust(setting));
            Optional<SmtpEndpoint> endpoint = isValid(identity) ? endpoint(name, exchange(setting)) : Optional.empty();
            if (endpoint.isEmpty()) {
                return 1;
            }
            Envelope envelope = Envelope.of(sender.address(), List.of(to.address()));
            if (!check.walk(endpoint.get(), envelope, this::show)) {
                return 1;
            }
            out.println();
            out.println(
                    to.domain().equals(sender.domain())
                            ? "The way is free. Whether the server knows us as the organisation's own shows once it is"
                                    + " connected: try again then with a --recipient outside of it."
                            : "The way is free. If " + to.address()
                                    + " is outside of the organisation, the server knows us as"
                                    + " its own; if it is inside, this does not show it.");
            return 0;
        }
    }

    private String ascii(String domain) {
        try {
            return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException noDomain) {
            throw wrong(NO_DOMAIN);
        }
    }

    private boolean isValid(TlsIdentity identity) {
        String shown = identity.chain().getFirst().getSubjectX500Principal() + ", until " + identity.expiry();
        if (identity.expiry().isBefore(Instant.now())) {
            failed("our certificate", shown, "it is valid no more", "Renew it: docs/deploy.md, step 6.");
            return false;
        }
        passed("our certificate", shown, "it is valid, and the key is its own");
        return true;
    }

    /** What an option says, or a setting in its place. */
    private final class Setting {
        private final Map<String, String> environment;

        Setting(Map<String, String> environment) {
            this.environment = environment;
        }

        <T> T of(@Nullable T option, String name, String optionName, Function<String, T> read) {
            return option == null
                    ? in(name, read)
                            .orElseThrow(() -> wrong("name " + optionName + ", or set " + name + " in the environment"))
                    : option;
        }

        <T> Optional<T> in(String name, Function<String, T> read) {
            return Optional.ofNullable(environment.get(name))
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .map(read);
        }
    }

    private TlsIdentity identity(Setting setting) throws IOException {
        Path chain = setting.of(certificate, FunctionSettings.RETURN_CERTIFICATE, "--certificate", Path::of);
        Path itsKey = key != null || certificate == null
                ? setting.of(key, FunctionSettings.RETURN_KEY, "--key", Path::of)
                : chain;
        return TlsIdentity.ofPem(chain, itsKey);
    }

    private X509TrustManager trust(Setting setting) throws IOException {
        Optional<Path> named = authorities == null
                ? setting.in(FunctionSettings.RETURN_AUTHORITIES, Path::of)
                : Optional.of(authorities);
        return named.isPresent() ? TrustAnchors.of(TlsIdentity.certificates(named.get())) : TrustAnchors.ofPlatform();
    }

    private EndpointDomains exchange(Setting setting) {
        String name = ConnectSettings.TENANT_ENDPOINT_DOMAINS;
        try {
            return EndpointDomains.parse(setting.in(name, Function.identity()).orElse(EndpointDomains.USUAL));
        } catch (IllegalArgumentException notNames) {
            throw wrong(name + " must be DNS names, with blanks between them");
        }
    }

    /** The server that is named, or that of the MX record if it is Exchange Online's; else empty, and that is said. */
    private Optional<SmtpEndpoint> endpoint(String domain, EndpointDomains exchange) throws IOException {
        if (server != null) {
            return Optional.of(named(server));
        }
        String command = "look up the MX record of " + domain;
        List<String> hosts = mx.of(domain);
        if (hosts.isEmpty()) {
            failed(command, "none", "no server takes mail for this domain", "Look for a slip in the name.");
            return Optional.empty();
        }
        String first = hosts.getFirst();
        if (!exchange.contain(first)) {
            failed(
                    command,
                    first,
                    "the domain's mail goes to another server than Exchange Online first",
                    "Name the organisation's domain that ends with onmicrosoft.com, or Exchange Online's own server with"
                            + " --server.");
            return Optional.empty();
        }
        passed(command, first, "Exchange Online takes the domain's mail");
        return Optional.of(new SmtpEndpoint(first, 25));
    }

    private SmtpEndpoint named(String text) {
        int colon = text.lastIndexOf(':');
        try {
            return colon < 0
                    ? new SmtpEndpoint(text, 25)
                    : new SmtpEndpoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException noEndpoint) {
            throw wrong("--server must be HOST or HOST:PORT");
        }
    }

    private MailAddress address(String text, String otherwise) {
        return MailAddress.parse(text).orElseThrow(() -> wrong(otherwise));
    }

    private void show(RouteCheck.Step step) {
        if (step.passed()) {
            passed(step.command(), step.answer(), step.explanation());
        } else {
            failed(step.command(), step.answer(), step.explanation(), RouteAdvice.about(step.outcome()));
        }
    }

    private void passed(String command, String answer, String meaning) {
        say("ok      " + command, answer, meaning);
    }

    private void failed(String command, String answer, String meaning, String step) {
        say("FAILED  " + command, answer, meaning);
        out.println();
        out.println(step);
        out.println("docs/troubleshooting.md tells more.");
    }

    private void say(String command, String answer, String meaning) {
        out.println(command);
        // What a server or a certificate says is not ours: nothing in it may steer the terminal.
        out.println("          " + answer.replaceAll("[^\\x20-\\x7e]", "?"));
        out.println("          = " + meaning);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
