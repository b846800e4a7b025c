package org.afterword.functions.mail.returning;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.process.certificate.TlsIdentity;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way back to a server that nobody here wrote. */
@Timeout(120)
class PostfixTest {
    private static final CertificateAuthority SERVERS = CertificateAuthority.create("Servers");
    private static final CertificateAuthority STAMPS = CertificateAuthority.create("Stamps");

    @TempDir
    Path folder;

    @BeforeAll
    static void assumeInstalled() {
        Postfix.assumeInstalled();
    }

    @Test
    void takesTheReturnedMailByOurCertificate() throws Exception {
        String dots = "From: anna@contoso.example\r\nSubject: dots\r\nMessage-ID: <1@contoso.example>\r\n"
                + "Date: Sun, 1 Mar 2026 10:00:00 +0000\r\nTo: ben@fabrikam.example\r\n\r\n.\r\n..\r\nend\r\n";
        String large = dots.replace("Subject: dots", "Subject: large") + "0123456789abcde\r\n".repeat(300_000);
        try (Postfix postfix = start();
                MailReturn mailReturn = mailReturn(STAMPS)) {
            Envelope envelope = new Envelope(
                    Envelope.of("anna@contoso.example", List.of("x@y")).reversePath(),
                    List.of(
                            new Recipient(
                                    MailAddress.of("ben@fabrikam.example"),
                                    EsmtpParameters.of(
                                            Map.of("NOTIFY", "NEVER", "ORCPT", "rfc822;ben@fabrikam.example"))),
                            Recipient.of("cem@elsewhere.example")),
                    EsmtpParameters.of(Map.of("BODY", "8BITMIME", "ENVID", "QQ1", "RET", "HDRS")));
            ReturnResult result = mailReturn.send(destination(postfix), envelope, message(dots), SendingLimit.usual());
            assertThat(result.entries().get(0).outcome()).isEqualTo(new Accepted());
            assertThat(result.entries().get(1).outcome()).isInstanceOf(Refused.class);
            Envelope toBen = Envelope.of("", List.of("ben@fabrikam.example"));
            assertThat(mailReturn
                            .send(destination(postfix), toBen, message(large), SendingLimit.usual())
                            .entries()
                            .getFirst()
                            .outcome())
                    .isEqualTo(new Accepted());
            List<String> mails = postfix.delivered(2);
            assertThat(mails).hasSize(2).anyMatch(mail -> mail.endsWith(dots.replace("\r\n", "\n")));
            assertThat(mails).anyMatch(mail -> mail.endsWith(large.replace("\r\n", "\n")));
            assertThat(mails).allMatch(mail -> mail.contains("Client CN \"stamp.afterword.example\""));
        }
    }

    @Test
    void isRaisedWhenItDoesNotTrustOurCertificate() throws Exception {
        try (Postfix postfix = start();
                MailReturn mailReturn = mailReturn(CertificateAuthority.create("Others"))) {
            ReturnResult result = mailReturn.send(
                    destination(postfix),
                    Envelope.of("", List.of("ben@fabrikam.example")),
                    message("Subject: no\r\n\r\nno\r\n"),
                    SendingLimit.usual());
            assertThat(result.setupFault()).as(result.toString()).contains(Cause.TLS_FAILED);
        }
    }

    private Postfix start() throws Exception {
        return Postfix.start(
                folder, SERVERS.issue(CertificateRequest.server("localhost")), STAMPS.asPem(), "fabrikam.example");
    }

    private static MailReturn mailReturn(CertificateAuthority authority) {
        IssuedCertificate ours = authority.issue(CertificateRequest.client("stamp.afterword.example"));
        return new MailReturn(
                "stamp.afterword.example",
                new TlsIdentity(ours.chain(), ours.key()),
                CertificateAuthority.trustManager(SERVERS));
    }

    private static SignedMessage message(String mail) {
        return new SignedMessage(RawMessage.of(mail.getBytes(ISO_8859_1)), EditList.NONE);
    }

    private static ReturnDestination destination(Postfix postfix) {
        return new ReturnDestination(TenantId.of("0f6c1e7a-1111-4222-8333-944444444444"), postfix.endpoint());
    }
}
