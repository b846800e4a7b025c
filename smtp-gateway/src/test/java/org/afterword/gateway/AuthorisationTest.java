package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.CODE;
import static org.afterword.gateway.TestGateway.mail;
import static org.afterword.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.CertificateRequest.Usage;
import org.afterword.simulator.smtp.SmtpConversation;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorisationTest {
    private static final String CERTIFICATE_REFUSED = "454 4.7.5 *";
    private static final String OWN_ID = "X-MS-Exchange-CrossTenant-id: 0F8F6D2C-7B1E-4C55-9A35-6D2F1B7A9C10\r\n";
    private static final String OTHER_ID = "X-MS-Exchange-CrossTenant-Id: 11111111-2222-3333-4444-555555555555\r\n";

    @TempDir
    private Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = TestGateway.start(folder);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void refusesMailBeforeTls() throws IOException {
        try (SmtpConversation smtp = gateway.connect()) {
            smtp.send("EHLO mail.example").expect("250*");
            smtp.send("MAIL FROM:<anna@contoso.example>").expect("530 5.7.0 *");
            smtp.send("RCPT TO:<ben@fabrikam.example>").expect("530 5.7.0 *");
            smtp.send("DATA").expect("530 5.7.0 *");
            smtp.send("BDAT 6 LAST").sendRaw("NOOP\r\n").expect("530 5.7.0 *");
            smtp.send("NOOP").expect("250 *");
        }
    }

    @Test
    void refusesClientsWithoutACertificate() throws IOException {
        assertThatMailIsAnswered(gateway.authority.trustingTls(), CERTIFICATE_REFUSED);
    }

    @Test
    void refusesCertificatesOfOthers() throws IOException {
        SSLContext other = gateway.authority
                .issue(CertificateRequest.server("mail.other.example"))
                .tlsTrusting(gateway.authority);
        assertThatMailIsAnswered(other, CERTIFICATE_REFUSED);
    }

    @Test
    void looksAtAlternativeNamesAndNotAtTheCommonName() throws IOException {
        SSLContext other = gateway.authority
                .issue(CertificateRequest.server("mail.other.example").withCommonName(TestGateway.CLIENT_NAME))
                .tlsTrusting(gateway.authority);
        assertThatMailIsAnswered(other, CERTIFICATE_REFUSED);
    }

    @Test
    void refusesCertificatesOfAuthoritiesThatItDoesNotKnow() throws IOException {
        SSLContext unknown = CertificateAuthority.create("Somebody")
                .issue(CertificateRequest.server(TestGateway.CLIENT_NAME))
                .tlsTrusting(gateway.authority);
        assertThatMailIsAnswered(unknown, CERTIFICATE_REFUSED);
    }

    @Test
    void refusesCertificatesThatHaveExpired() throws IOException {
        Instant now = Instant.now();
        SSLContext expired = gateway.authority
                .issue(CertificateRequest.server(TestGateway.CLIENT_NAME)
                        .valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1))))
                .tlsTrusting(gateway.authority);
        assertThatMailIsAnswered(expired, CERTIFICATE_REFUSED);
    }

    @Test
    void takesCertificatesWithAndWithoutThePurposeOfClients() throws IOException {
        for (CertificateRequest request : new CertificateRequest[] {
            CertificateRequest.server(TestGateway.CLIENT_NAME),
            CertificateRequest.client(TestGateway.CLIENT_NAME),
            CertificateRequest.server(TestGateway.CLIENT_NAME).withUsages(Usage.SERVER_AUTH, Usage.CLIENT_AUTH),
            CertificateRequest.server(TestGateway.CLIENT_NAME).withUsages(),
            CertificateRequest.server("other.example", TestGateway.CLIENT_NAME)
        }) {
            assertThatMailIsAnswered(gateway.authority.issue(request).tlsTrusting(gateway.authority), "250 2.1.0 *");
        }
    }

    @Test
    void takesCertificatesOfSubordinateAuthorities() throws IOException {
        SSLContext chained = gateway.authority
                .subordinate("Issuing authority")
                .issue(CertificateRequest.server(TestGateway.CLIENT_NAME))
                .tlsTrusting(gateway.authority);
        assertThatMailIsAnswered(chained, "250 2.1.0 *");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Afterword-Auth: 000000000000\r\nFrom: anna@contoso.example\r\n",
                "X-Afterword-Auth: not a code\r\nFrom: anna@contoso.example\r\n",
                "X-Afterword-Auth:\r\nFrom: anna@contoso.example\r\n",
                "X-Afterword-Auth: k7q2m9x4t8wz\r\nX-Afterword-Auth: 000000000000\r\nFrom: anna@contoso.example\r\n",
                "From: anna@contoso.example\r\n",
                ""
            })
    void refusesWrongCodesForGoodAndStaysInStep(String header) throws IOException {
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.send("DATA").expect("354 *");
            smtp.sendRaw(header + "\r\nMAIL FROM:<smuggled@contoso.example>\r\nBody\r\n.\r\nNOOP\r\n");
            smtp.expect("550 5.7.1 *");
            smtp.expect("250 2.0.0 *");
            TestGateway.begin(smtp);
        }
        assertThat(gateway.isEmpty()).isTrue();
    }

    @Test
    void findsTheCodeWhereverItStandsInTheHeader() throws IOException {
        String filler = "X-Filler: " + "x".repeat(900) + "\r\n";
        byte[] mail = octets("Received: by somebody\r\n" + filler.repeat(100) + "x-afterword-auth:\r\n  "
                + CODE.value().toUpperCase(java.util.Locale.ROOT) + "\r\n" + filler.repeat(10) + "\r\nBody\r\n");
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.send("BDAT " + mail.length + " LAST");
            for (int from = 0; from < mail.length; from += 777) {
                smtp.sendRaw(java.util.Arrays.copyOfRange(mail, from, Math.min(mail.length, from + 777)));
            }
            smtp.expect("250 2.0.0 *");
        }
        assertThat(gateway.onlyMail()).isEqualTo(mail);
    }

    @Test
    void doesNotTrustACodeInTheBody() throws IOException {
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.data(octets("From: anna@contoso.example\r\n\r\nX-Afterword-Auth: " + CODE.value() + "\r\n"));
        } catch (IOException refused) {
            assertThat(refused).hasMessageContaining("550 5.7.1");
        }
        assertThat(gateway.isEmpty()).isTrue();
    }

    /** Whom an organisation may let send, though its record does not know the domain: MAIL FROM and the From fields. */
    private static final Map<String, String> SENDERS_BEYOND_THE_RECORD = Map.ofEntries(
            Map.entry("a domain that was accepted since", "anna@new.example|From: anna@new.example"),
            Map.entry("a subdomain of such a domain", "anna@mail.new.example|From: anna@mail.new.example"),
            Map.entry("a program's envelope with an own author", "bounce@mailer.example|From: anna@contoso.example"),
            Map.entry(
                    "a program's envelope with an author of its own",
                    "bounce@mailer.example|From: news@mailer.example"),
            Map.entry("an envelope without an author", "bounce@mailer.example|Subject: Hello"),
            Map.entry("an address literal", "scanner@[192.0.2.7]|From: anna@contoso.example"),
            Map.entry("a name that only ends alike", "anna@notcontoso.example|From: anna@notcontoso.example"),
            Map.entry("a null sender with a foreign author", "|From: anna@new.example"),
            Map.entry("a null sender with two authors", "|From: anna@contoso.example, ben@contoso.example"),
            Map.entry("a null sender without an author", "|Subject: Hello"),
            Map.entry(
                    "a null sender with two From fields", "|From: anna@contoso.example\r\nFrom: ben@contoso.example"));

    static Stream<String> sendersBeyondTheRecord() {
        return SENDERS_BEYOND_THE_RECORD.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("sendersBeyondTheRecord")
    void takesAnySenderOfTheTenantThatExchangeStatesAndSendsItBackThere(String who) throws IOException {
        try (SmtpConversation smtp = gateway.secured()) {
            assertThat(answer(smtp, who, OWN_ID)).startsWith("250 2.0.0 ");
        }
        assertThat(gateway.jobs()).singleElement().satisfies(job -> {
            assertThat(job.tenantId()).isEqualTo(TestGateway.TENANT);
            assertThat(job.inbound()).contains(new SmtpEndpoint("localhost", 25));
        });
    }

    @ParameterizedTest
    @MethodSource("sendersBeyondTheRecord")
    void putsThemOffWhereExchangeStatesNoTenantOrNotOnce(String who) throws IOException {
        try (SmtpConversation smtp = gateway.secured()) {
            for (String stated : List.of("", OWN_ID + OWN_ID)) {
                assertThat(answer(smtp, who, stated)).as(stated).startsWith("451 4.7.1 ");
            }
        }
        assertThat(gateway.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("sendersBeyondTheRecord")
    void refusesThemForGoodWhereExchangeStatesAnotherTenant(String who) throws IOException {
        try (SmtpConversation smtp = gateway.secured()) {
            for (String stated : List.of(OTHER_ID, OWN_ID + OTHER_ID, OTHER_ID + OWN_ID)) {
                assertThat(answer(smtp, who, stated)).as(stated).startsWith("550 5.7.1 ");
            }
        }
        assertThat(gateway.isEmpty()).isTrue();
    }

    @Test
    void raisesADomainThatTheRecordDoesNotHaveOnceAndAsTheAlertWaitsForIt() throws IOException {
        String alerts = Files.readString(Path.of("..", "infra-bicep", "modules", "alerts.bicep"));
        try (RecordedLog log = new RecordedLog();
                SmtpConversation smtp = gateway.secured()) {
            for (int i = 0; i < 3; i++) {
                assertThat(answer(smtp, "a domain that was accepted since", OWN_ID))
                        .startsWith("250 ");
            }
            assertThat(log.records().stream().filter(line -> line.contains("new.example")))
                    .singleElement()
                    .asString()
                    .contains("a domain that the record of tenant", "signs in on the connect page")
                    .doesNotContain("@", "anna");
        }
        assertThat(alerts).contains("SyslogMessage has \"a domain that the record of tenant\"");
    }

    /** The answer to a mail with the tenant's code. */
    private static String answer(SmtpConversation smtp, String who, String stated) throws IOException {
        String[] sender = SENDERS_BEYOND_THE_RECORD.getOrDefault(who, "").split("\\|");
        smtp.send("MAIL FROM:<" + sender[0] + ">").expect("250 *");
        smtp.send("RCPT TO:<ben@fabrikam.example>").expect("250 *");
        return smtp.data(
                        octets("X-Afterword-Auth: " + CODE.value() + "\r\n" + stated + sender[1] + "\r\n\r\nHello\r\n"))
                .lastLine();
    }

    @Test
    void takesSendersBelowTheTenantsDomains() throws IOException {
        try (SmtpConversation smtp = gateway.secured()) {
            smtp.send("MAIL FROM:<anna@mail.Contoso.example>").expect("250 *");
            smtp.send("RCPT TO:<ben@fabrikam.example>").expect("250 *");
            assertThat(smtp.data(mail("Hello\r\n")).code()).isEqualTo(250);
        }
    }

    @Test
    void findsWhatExchangeStatesBehindAnHonestHeadersLength() throws IOException {
        String filler = ("X-Filler: " + "x".repeat(900) + "\r\n").repeat(250);
        try (SmtpConversation smtp = gateway.secured()) {
            String who = "a domain that was accepted since";
            assertThat(answer(smtp, who, filler + OWN_ID)).startsWith("250 2.0.0 ");
            assertThat(answer(smtp, who, filler + OTHER_ID)).startsWith("550 5.7.1 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(\\) <anna@contoso.example>) <eve@evil.example>",
                "(\\)) eve@evil.example (<anna@contoso.example>)",
                "\"\\\" <anna@contoso.example>",
                "<anna@contoso.example>, <eve@evil.example>",
                "Group: anna@contoso.example;",
                "QUOTED",
                "NESTED"
            })
    void takesNoNullSenderWithoutOnePlainAuthorAndStaysInStep(String from) throws IOException {
        String field = from.replace("QUOTED", "\"" + "a".repeat(100_000) + "\" <anna@contoso.example>")
                .replace("NESTED", "(".repeat(100_000) + "<anna@contoso.example>");
        try (SmtpConversation smtp = gateway.secured()) {
            for (int i = 0; i < 2; i++) {
                smtp.send("MAIL FROM:<>").expect("250 *");
                smtp.send("RCPT TO:<ben@fabrikam.example>").expect("250 *");
                assertThat(smtp.data(octets("X-Afterword-Auth: " + CODE.value() + "\r\nFrom: " + field
                                        + "\r\n\r\nHello\r\n"))
                                .lastLine())
                        .startsWith("451 4.7.1 ");
            }
        }
        assertThat(gateway.isEmpty()).isTrue();
    }

    @Test
    void takesTheDomainInAnyCase() throws IOException {
        try (SmtpConversation smtp = gateway.secured()) {
            smtp.send("mail from:<Anna@CONTOSO.example>").expect("250 *");
            smtp.send("rcpt to:<ben@fabrikam.example>").expect("250 *");
            assertThat(smtp.data(mail("Hello\r\n")).code()).isEqualTo(250);
        }
    }

    @Test
    void wantsTheTenantThatExchangeStates() throws IOException {
        String mail = new String(mail("Hello\r\n"), java.nio.charset.StandardCharsets.ISO_8859_1);
        try (SmtpConversation smtp = gateway.inTransaction()) {
            assertThat(smtp.data(octets(OTHER_ID + mail)).code()).isEqualTo(550);
            TestGateway.begin(smtp);
            assertThat(smtp.data(octets(OWN_ID + mail)).code()).isEqualTo(250);
        }
        assertThat(gateway.jobs()).hasSize(1);
    }

    @Test
    void takesMailOfAPausedTenantToo() throws IOException {
        gateway.stores
                .tenants()
                .put(new Tenant(
                        TestGateway.TENANT,
                        "Contoso",
                        Tenant.State.PAUSED,
                        java.util.Set.of("contoso.example"),
                        CODE.hash(),
                        new SmtpEndpoint("localhost", 25)));
        try (SmtpConversation smtp = gateway.inTransaction()) {
            assertThat(smtp.data(mail("Hello\r\n")).code()).isEqualTo(250);
        }
    }

    private void assertThatMailIsAnswered(SSLContext tls, String reply) throws IOException {
        try (SmtpConversation smtp = gateway.secured(tls)) {
            smtp.send("MAIL FROM:<anna@contoso.example>").expect(reply);
        }
    }
}
