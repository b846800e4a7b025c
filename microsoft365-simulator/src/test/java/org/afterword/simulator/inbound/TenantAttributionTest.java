package org.afterword.simulator.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.CertificateRequest.Usage;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.simulator.smtp.SmtpPath;
import org.afterword.simulator.smtp.SmtpPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mail through an OnPremises connector is the tenant's where the connector names the certificate and the certificate's domain
 * or that of MAIL FROM is an accepted domain (required since November 2023).
 */
class TenantAttributionTest {
    private static final String RETURN_NAME = "k7mwq2hdx4vt.smtp.afterword.example";

    private final CertificateAuthority authority = CertificateAuthority.create("Test authority");
    private final AtomicReference<Set<String>> connectors = new AtomicReference<>(Set.of(RETURN_NAME));
    private final TenantAttribution attribution = new TenantAttribution(
            InboundSettings.from(RETURN_NAME, authority.issue(CertificateRequest.server("mx.example")), authority),
            Set.of("contoso.example", "contoso.onmicrosoft.example"),
            connectors::get);

    @ParameterizedTest
    @CsvSource({
        "anna@contoso.example, true",
        "anna@CONTOSO.example, true",
        "anna@contoso.onmicrosoft.example, true",
        "anna@sub.contoso.example, false",
        "anna@fabrikam.example, false",
        "'', false"
    })
    void takesMailOfAnAcceptedDomainWithTheConnectorsCertificate(String sender, boolean expected) {
        assertThat(accepts(CertificateRequest.client(RETURN_NAME), sender)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"contoso.example, true", "return.contoso.example, true", "notcontoso.example, false"})
    void takesMailOfAnySenderWithACertificateOfAnAcceptedDomain(String name, boolean expected) {
        connectors.set(Set.of(name));

        assertThat(accepts(CertificateRequest.client(name), "")).isEqualTo(expected);
        assertThat(accepts(CertificateRequest.client(name), "joan@fabrikam.example"))
                .isEqualTo(expected);
    }

    @Test
    void needsTheNameThatAConnectorStates() {
        CertificateRequest other = CertificateRequest.client("return.contoso.example");

        assertThat(accepts(other, "anna@contoso.example")).isFalse();

        connectors.set(Set.of(RETURN_NAME, "*.contoso.example"));
        assertThat(accepts(other, "anna@contoso.example")).isTrue();

        connectors.set(Set.of());
        assertThat(accepts(other, "anna@contoso.example")).isFalse();
    }

    @Test
    void looksAtEveryNameOnTheCertificateAndAtNoUsage() {
        CertificateRequest request =
                CertificateRequest.client("common.example").withDnsNames("other.example", RETURN_NAME);

        assertThat(accepts(request, "anna@contoso.example")).isTrue();
        assertThat(accepts(request.withUsages(), "anna@contoso.example")).isTrue();
        assertThat(accepts(request.withUsages(Usage.SERVER_AUTH), "anna@contoso.example"))
                .isTrue();
    }

    @Test
    void trustsNoExpiredCertificateAndNoOtherAuthority() {
        CertificateRequest right = CertificateRequest.client(RETURN_NAME);
        Instant past = Instant.now().minus(Duration.ofDays(9));

        assertThat(accepts(right.valid(past, past.plus(Duration.ofDays(1))), "anna@contoso.example"))
                .isFalse();
        assertThat(accepts(CertificateAuthority.create("Unknown").issue(right), "anna@contoso.example"))
                .isFalse();
        assertThat(accepts(authority.subordinate("Below").issue(right), "anna@contoso.example"))
                .isTrue();
    }

    @Test
    void doesNotTrustAChainWithoutItsSubordinate() {
        IssuedCertificate whole = authority.subordinate("Below").issue(CertificateRequest.client(RETURN_NAME));
        IssuedCertificate leafOnly = new IssuedCertificate(whole.chain().subList(0, 1), whole.key());

        assertThat(accepts(leafOnly, "anna@contoso.example")).isFalse();
    }

    @Test
    void needsACertificate() {
        SmtpPeer peer = new SmtpPeer("client.example", true, List.of());

        assertThat(attribution.accepts(peer, SmtpPath.of("anna@contoso.example")))
                .isFalse();
    }

    private boolean accepts(CertificateRequest request, String sender) {
        return accepts(authority.issue(request), sender);
    }

    private boolean accepts(IssuedCertificate certificate, String sender) {
        return attribution.accepts(new SmtpPeer("client.example", true, certificate.chain()), SmtpPath.of(sender));
    }
}
