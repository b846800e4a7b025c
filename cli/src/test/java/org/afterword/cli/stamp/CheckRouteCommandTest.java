package org.afterword.cli.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.afterword.cli.Terminal;
import org.afterword.functions.mail.returning.KnownReply;
import org.afterword.functions.onboarding.route.MxRecords;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.simulator.exchange.ExchangeTenant;
import org.afterword.simulator.inbound.Fault;
import org.afterword.simulator.inbound.InboundSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command against a simulated tenant. */
class CheckRouteCommandTest {
    private static final CertificateAuthority OUTLOOK = CertificateAuthority.create("Authority of Exchange Online");
    private static final CertificateAuthority OURS = CertificateAuthority.create("Authority of Afterword");
    private static final String RECIPIENT = "postmaster@contoso.example";

    @TempDir
    private Path folder;

    private ExchangeTenant exchange;
    private Map<String, String> settings;

    @BeforeEach
    void start() throws IOException {
        exchange = exchange("localhost");
        IssuedCertificate.PemFiles back =
                OURS.issue(CertificateRequest.client("smtp.afterword.example")).writePem(folder, "return");
        settings = new HashMap<>(Map.of(
                "AFTERWORD_HOST_NAME",
                "smtp.afterword.example",
                "AFTERWORD_RETURN_CERTIFICATE",
                back.certificate().toString(),
                "AFTERWORD_RETURN_KEY",
                back.key().toString(),
                "AFTERWORD_RETURN_AUTHORITIES",
                OUTLOOK.writePem(folder.resolve("outlook.pem")).toString()));
    }

    private ExchangeTenant exchange(String name) throws IOException {
        return ExchangeTenant.of("contoso.example")
                .mailboxes(RECIPIENT)
                .routingCode("0123456789ab")
                .start(
                        folder.resolve("exchange"),
                        InboundSettings.from(
                                "smtp.afterword.example", OUTLOOK.issue(CertificateRequest.server(name)), OURS));
    }

    @AfterEach
    void stop() throws IOException {
        exchange.close();
    }

    private String here() {
        return "localhost:" + exchange.inbound().port();
    }

    private Terminal checked(int exitCode, String... options) {
        Terminal terminal = new Terminal(settings);
        List<String> words = Stream.concat(Stream.of("check-route", "--domain", "contoso.example"), Stream.of(options))
                .toList();
        assertThat(terminal.run(words.toArray(new String[0])))
                .as(terminal.out() + terminal.err())
                .isEqualTo(exitCode);
        return terminal;
    }

    @Test
    void saysThatTheWayIsFree() {
        String said = checked(0, "--server", here()).out();
        assertThat(said)
                .contains(
                        "ok      our certificate\n          CN=smtp.afterword.example, until ",
                        "ok      look up localhost",
                        "ok      connect to port ",
                        "ok      greeting\n          220 DB9PR04MB0002.mail.protection.outlook.com Microsoft ESMTP",
                        "ok      EHLO smtp.afterword.example",
                        "ok      TLS handshake",
                        "ok      MAIL FROM:<postmaster@contoso.example>",
                        "ok      RCPT TO:<postmaster@contoso.example>\n          250 2.1.5 Recipient OK",
                        "our address is not blocked",
                        "ok      RSET")
                .endsWith("The way is free. Whether the server knows us as the organisation's own shows once it is"
                        + " connected: try again then with a --recipient outside of it.\n");
        assertThat(exchange.delivered()).isEmpty();
    }

    @Test
    void saysThatTheServerKnowsUsOnceItTakesARecipientOutside() {
        assertThat(checked(0, "--server", here(), "--recipient", "ben@fabrikam.example")
                        .out())
                .contains("RCPT TO:<ben@fabrikam.example>")
                .endsWith(
                        "The way is free. If ben@fabrikam.example is outside of the organisation, the server knows us as"
                                + " its own; if it is inside, this does not show it.\n");
    }

    /** Every answer that mail is held for has the step that the log of the functions names for it. */
    @ParameterizedTest
    @EnumSource
    void namesTheStepThatTheLogNames(KnownReply known) {
        String code = known.codes().getFirst();
        String reply = switch (known) {
            case ATTRIBUTION -> "550 5.7.0 ATTR36";
            case BLOCK_LIST -> "550 5.7.1 Client host [192.0.2.1] blocked using Spamhaus";
            default -> (code.startsWith("4") ? "451 " : "550 ") + code.replaceFirst("-.*", "") + " Access denied";
        };
        exchange.inbound().inject(new Fault.RecipientAnswer(RECIPIENT, reply));
        assertThat(checked(1, "--server", here()).out()).contains(reply, known.step());
    }

    @Test
    void takesTheCertificateFromAFileThatHoldsItsKey() throws IOException {
        IssuedCertificate issued = OURS.issue(CertificateRequest.client("smtp.afterword.example"));
        Path both = Files.writeString(folder.resolve("stamp.pem"), issued.keyAsPem() + issued.chainAsPem());
        String authorities = Objects.requireNonNull(settings.get("AFTERWORD_RETURN_AUTHORITIES"));
        settings.clear();
        settings.put("AFTERWORD_RETURN_KEY", "another certificate's");
        checked(
                0,
                "--server",
                here(),
                "--certificate",
                both.toString(),
                "--authorities",
                authorities,
                "--host-name",
                "smtp.afterword.example");
    }

    /** What Exchange Online says to an address, a connection or an organisation that it does not want, and the step to take. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "550 5.7.64 TenantAttribution; Relay Access Denied | inbound connector",
                "550 5.7.64 TenantAttribution; Relay Access Denied | name a --recipient in its own domain",
                "550 5.7.513 Client host [192.0.2.1] blocked by contoso.example using Customer Block list | antispam",
                "550 5.7.68 TenantInboundAttribution; Direct Send not allowed | inbound connector",
                "451 4.4.62 Mail sent to the wrong Office 365 region. ATTR35 | inbound connector",
                "454 4.7.0 Connection has an expired certificate ATTR41 | inbound connector",
                "450 4.7.320 Certificate validation failed | Renew the certificate of the way back",
                "550 5.7.705 Access denied, tenant has exceeded threshold | Microsoft Support",
                "550 5.7.711 Access denied, bad inbound connector. AS(2204) | restrictedentities",
                "550 5.7.750 Client blocked from sending from unregistered domains | accepted domains",
                "550 5.7.606 Access denied, banned sending IP [192.0.2.1] | https://sender.office.com",
                "550 5.7.649 Access denied, banned sending IP [192.0.2.1] | https://sender.office.com",
                "550 5.7.511 Access denied, banned sender[192.0.2.1] | delist@microsoft.com",
                "550 5.7.708 Access denied, traffic not accepted from this IP | Microsoft Support",
                "550 5.7.1 Service unavailable, Client host [192.0.2.1] blocked using Spamhaus | check.spamhaus.org",
                "451 4.7.500 Server busy | Wait a quarter of an hour",
                "451 4.3.2 Not now | Wait a quarter of an hour",
                "550 5.1.10 RESOLVER.ADR.RecipientNotFound | --recipient",
                "550 5.9.9 A word that nobody knows | docs/troubleshooting.md",
            })
    void explainsAnAnswerAndNamesTheStep(String reply, String step) {
        exchange.inbound().inject(new Fault.RecipientAnswer(RECIPIENT, reply));
        String said = checked(1, "--server", here()).out();
        assertThat(said).contains("FAILED  RCPT TO:<" + RECIPIENT + ">\n          " + reply + "\n          = ");
        assertThat(said.substring(said.indexOf(reply))).containsIgnoringCase(step);
        assertThat(said).endsWith("docs/troubleshooting.md tells more.\n");
    }

    @Test
    void saysThatTheRecipientIsNotThere() {
        assertThat(checked(1, "--server", here(), "--recipient", "nobody@contoso.example")
                        .out())
                .contains("FAILED  RCPT TO:<nobody@contoso.example>", "Name an address that exists with --recipient");
    }

    @Test
    void saysThatOurCertificateIsNoneThatTheConnectorNames() throws IOException {
        IssuedCertificate.PemFiles other =
                OURS.issue(CertificateRequest.client("other.example")).writePem(folder, "other");
        assertThat(checked(
                                1,
                                "--server",
                                here(),
                                "--certificate",
                                other.certificate().toString(),
                                "--key",
                                other.key().toString())
                        .out())
                .contains("CN=other.example", "550 5.7.64 TenantAttribution", "Enable the inbound connector");
    }

    @Test
    void saysThatOurCertificateHasExpired() throws IOException {
        Instant now = Instant.now();
        IssuedCertificate.PemFiles old = OURS.issue(CertificateRequest.client("smtp.afterword.example")
                        .valid(now.minus(Duration.ofDays(90)), now.minus(Duration.ofDays(1))))
                .writePem(folder, "old");
        settings.put("AFTERWORD_RETURN_CERTIFICATE", old.certificate().toString());
        settings.put("AFTERWORD_RETURN_KEY", old.key().toString());
        assertThat(checked(1, "--server", here()).out())
                .contains("FAILED  our certificate\n          CN=smtp.afterword.example", "Renew it");
        assertThat(exchange.inbound().connections()).isZero();
    }

    @Test
    void saysThatTheServerHasAnotherName() throws IOException {
        exchange.inbound().present(OUTLOOK.issue(CertificateRequest.server("elsewhere.example")));
        assertThat(checked(1, "--server", here()).out()).contains("FAILED  TLS handshake", "the server's is not for");
    }

    @Test
    void saysThatThereIsNoStartTls() {
        exchange.inbound().inject(new Fault.Withheld("STARTTLS"));
        assertThat(checked(1, "--server", here()).out())
                .contains("FAILED  STARTTLS\n          not offered", "a firewall that reads SMTP");
    }

    @Test
    void saysThatTheServerTurnsUsAway() {
        exchange.inbound().inject(new Fault.Greeting("550 5.7.606 Access denied, banned sending IP [192.0.2.1]"));
        assertThat(checked(1, "--server", here()).out()).contains("FAILED  greeting", "https://sender.office.com");
    }

    @Test
    void saysThatNothingListens() throws IOException {
        String server = here();
        exchange.close();
        assertThat(checked(1, "--server", server).out())
                .contains("FAILED  connect to port", "Port 25 out must be open");
    }

    @Test
    void saysThatTheServerIsNotKnown() {
        assertThat(checked(1, "--server", "nowhere.invalid").out())
                .contains("FAILED  look up nowhere.invalid", "a slip in the name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:", "localhost:x", "localhost:70000", ":25", "two words"})
    void refusesWhatIsNoServer(String server) {
        assertThat(checked(2, "--server", server).err()).contains("--server must be HOST or HOST:PORT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap://localhost:1/x", "a/b", "a\\\\b", "-", "a..b"})
    void asksTheDnsForDomainsOnly(String domain) {
        assertThatThrownBy(() -> new MxRecords("dns://127.0.0.1:1").of(domain))
                .isInstanceOf(IllegalArgumentException.class);
        Terminal terminal = new Terminal(settings);
        assertThat(terminal.run("check-route", "--domain", domain)).isEqualTo(2);
        assertThat(terminal.err()).contains("--domain must be a domain, such as contoso.com");
    }

    @Test
    void namesWhatItNeedsToKnow() {
        settings.remove("AFTERWORD_RETURN_KEY");
        assertThat(checked(2, "--server", here()).err())
                .contains("name --key, or set AFTERWORD_RETURN_KEY in the environment");
    }

    @ParameterizedTest
    @MethodSource
    void saysWhereTheMxRecordDoesNotLeadToExchangeOnline(List<String> records, String said) throws IOException {
        try (NameServer dns = new NameServer(Map.of("contoso.example", records))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            CheckRouteCommand command = new CheckRouteCommand(
                    new PrintStream(out, true, StandardCharsets.UTF_8), settings, new MxRecords(dns.address()));
            assertThat(new CommandLine(command).execute("--domain", "contoso.example"))
                    .isEqualTo(1);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("FAILED  look up the MX record of contoso.example", said);
        }
    }

    static Stream<Arguments> saysWhereTheMxRecordDoesNotLeadToExchangeOnline() {
        return Stream.of(
                Arguments.of(List.of(), "no server takes mail for this domain"),
                Arguments.of(List.of("0 ."), "no server takes mail for this domain"),
                Arguments.of(
                        List.of("20 contoso-example.mail.protection.outlook.com.", "10 mx1.gateway.example."),
                        "mx1.gateway.example\n          = the domain's mail goes to another server"));
    }

    @Test
    void findsTheServersByTheirPreference() throws IOException {
        Map<String, List<String>> records = Map.of(
                "contoso.example", List.of("20 b.example.", "10 A.Mail.Protection.Outlook.COM.", "30 c.example."));
        try (NameServer dns = new NameServer(records)) {
            MxRecords mx = new MxRecords(dns.address());
            assertThat(mx.of("contoso.example"))
                    .containsExactly("a.mail.protection.outlook.com", "b.example", "c.example");
            assertThat(mx.of("nowhere.example")).isEmpty();
        }
    }
}
