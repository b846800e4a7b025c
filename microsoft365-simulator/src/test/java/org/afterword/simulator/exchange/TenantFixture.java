package org.afterword.simulator.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.simulator.inbound.InboundSettings;
import org.afterword.simulator.outbound.OutboundSettings;
import org.afterword.simulator.outbound.SmartHost;
import org.afterword.simulator.smtp.SmtpConversation;

/** A tenant whose smart host is its own inbound connector: what goes out comes straight back. */
public final class TenantFixture implements AutoCloseable {
    public static final Duration SOON = Duration.ofSeconds(20);
    public static final String ROUTING_CODE = "k7mwq2hdx4vt";
    public static final String HOST = "k7mwq2hdx4vt.smtp.afterword.example";

    public final CertificateAuthority authority = CertificateAuthority.create("Test authority");
    public final ExchangeTenant tenant;

    public TenantFixture(Path folder) throws IOException {
        tenant = ExchangeTenant.of("contoso.example")
                .mailboxes("anna.keller@contoso.example")
                .routingCode(ROUTING_CODE)
                .messageSizeOver(3_000_000)
                .start(
                        folder,
                        InboundSettings.from(
                                OutboundSettings.EXCHANGE_ONLINE,
                                authority.issue(CertificateRequest.server("*.smtp.afterword.example")),
                                authority));
    }

    public OutboundSettings outboundSettings() {
        return OutboundSettings.to(
                        SmartHost.local(HOST, tenant.inbound().port(), "*.smtp.afterword.example"),
                        authority,
                        authority)
                .withRetries(Duration.ofMillis(50), Duration.ofHours(1));
    }

    public TenantFixture connected() throws InterruptedException {
        tenant.connectOutbound(outboundSettings());
        return this;
    }

    public IssuedCertificate senderCertificate() {
        return authority.issue(CertificateRequest.client(OutboundSettings.EXCHANGE_ONLINE));
    }

    /** A session under TLS with this certificate, greeted and ready for MAIL. */
    public SmtpConversation converse(IssuedCertificate certificate) throws IOException {
        SmtpConversation smtp = SmtpConversation.connect(tenant.inbound().port());
        smtp.expect("220*");
        smtp.send("EHLO test.example").expect("250*");
        smtp.startTls(certificate.tlsTrusting(authority));
        smtp.send("EHLO test.example").expect("250*");
        return smtp;
    }

    public static byte[] mail(String... lines) {
        return (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        tenant.close();
    }
}
