package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.CODE;
import static org.afterword.gateway.TestGateway.mail;
import static org.afterword.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.simulator.smtp.ServerReply;
import org.afterword.simulator.smtp.SmtpConversation;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.tenant.Tenant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TakingMailTest {
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
    void storesAndQueuesWhatItAcknowledges() throws IOException {
        byte[] mail = mail("Hello Ben\r\n..two dots\r\n");
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.data(mail);
            smtp.send("QUIT").expect("221 2.0.0 *");
        }

        assertThat(gateway.onlyMail()).isEqualTo(mail);
        SigningJob job = gateway.jobs().getFirst();
        assertThat(job.tenantId()).isEqualTo(TestGateway.TENANT);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.inbound())
                .isEqualTo(gateway.stores.tenants().find(TestGateway.TENANT).map(Tenant::inbound));
        assertThat(job.envelope().reversePath()).contains(MailAddress.of("anna@contoso.example"));
        assertThat(job.envelope().recipients()).hasSize(1);
        assertThat(gateway.stores.spool().job(job.spoolName())).contains(job);
    }

    @Test
    void takesTheSameMailByChunks() throws IOException {
        byte[] mail = mail("bare\nline feed and a .\r\n.\r\n");
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.sendRaw("BDAT 10\r\n")
                    .sendRaw(java.util.Arrays.copyOf(mail, 10))
                    .expect("250 2.0.0 10 octets*");
            smtp.bdat(java.util.Arrays.copyOfRange(mail, 10, mail.length), false);
            smtp.send("BDAT 0 LAST").expect("250 2.0.0 Queued*");
        }
        assertThat(gateway.onlyMail()).isEqualTo(mail);
    }

    @Test
    void takesSeveralMailsInOneSession() throws IOException {
        try (SmtpConversation smtp = gateway.secured()) {
            for (int i = 0; i < 3; i++) {
                TestGateway.begin(smtp);
                assertThat(smtp.data(mail("Number " + i + "\r\n")).code()).isEqualTo(250);
            }
        }
        assertThat(gateway.jobs()).hasSize(3);
        assertThat(gateway.jobs()).extracting(SigningJob::jobId).doesNotHaveDuplicates();
    }

    @Test
    void takesALargeMailInPiecesOfAnySize() throws IOException {
        byte[] body = new byte[3_000_000];
        byte[] alphabet = octets("\r\n..ab");
        Random random = new Random(7);
        for (int i = 0; i < body.length; i++) {
            body[i] = alphabet[random.nextInt(alphabet.length)];
        }
        String text = new String(body, java.nio.charset.StandardCharsets.ISO_8859_1) + "\r\n";
        byte[] mail = mail(text);
        try (SmtpConversation smtp = gateway.inTransaction()) {
            assertThat(smtp.data(mail).code()).isEqualTo(250);
        }
        assertThat(gateway.onlyMail()).isEqualTo(mail);
    }

    @Test
    void keepsAllEsmtpParametersKnownOrNot() throws IOException {
        try (SmtpConversation smtp = gateway.secured()) {
            smtp.send("MAIL FROM:<anna@contoso.example> SIZE=500 BODY=8BITMIME RET=HDRS ENVID=a+3Db "
                            + "XOORG=contoso.example AUTH=<> SMTPUTF8 X-NEW")
                    .expect("250 2.1.0 *");
            smtp.send("RCPT TO:<ben@fabrikam.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;ben@fabrikam.example")
                    .expect("250 2.1.5 *");
            smtp.data(mail("Hi\r\n"));
        }
        Envelope envelope = gateway.jobs().getFirst().envelope();
        assertThat(envelope.parameters().values())
                .isEqualTo(Map.of(
                        "SIZE", "500",
                        "BODY", "8BITMIME",
                        "RET", "HDRS",
                        "ENVID", "a+3Db",
                        "XOORG", "contoso.example",
                        "AUTH", "<>",
                        "SMTPUTF8", "",
                        "X-NEW", ""));
        assertThat(envelope.recipients().getFirst().parameters().values())
                .isEqualTo(Map.of("NOTIFY", "SUCCESS,FAILURE", "ORCPT", "rfc822;ben@fabrikam.example"));
    }

    @Test
    void takesAddressesThatRealMailHas() throws IOException {
        try (SmtpConversation smtp = gateway.secured()) {
            smtp.send("MAIL FROM: <a..b.@contoso.example>").expect("250 2.1.0 *");
            smtp.send("RCPT TO:<\"quoted > part\"@fabrikam.example>").expect("250 2.1.5 *");
            smtp.send("RCPT TO:<@relay.example,@other.example:routed@fabrikam.example>")
                    .expect("250 2.1.5 *");
            smtp.send("RCPT TO:<jürgen@fabrikam.example>").expect("250 2.1.5 *");
            smtp.data(mail("Hi\r\n"));
        }
        assertThat(gateway.jobs().getFirst().envelope().recipients())
                .extracting(recipient -> recipient.address().local())
                .containsExactly("\"quoted > part\"", "routed", "jürgen");
    }

    @Test
    void takesNullSendersByTheirAuthor() throws IOException {
        try (SmtpConversation smtp = gateway.secured()) {
            smtp.send("MAIL FROM:<>").expect("250 2.1.0 *");
            smtp.send("RCPT TO:<ben@fabrikam.example>").expect("250 2.1.5 *");
            smtp.data(mail("I am away\r\n"));
        }
        assertThat(gateway.jobs().getFirst().envelope().reversePath()).isEqualTo(Optional.empty());
    }

    @Test
    void answersPipelinedCommandsInOrder() throws IOException {
        byte[] mail = mail("Pipelined\r\n");
        try (SmtpConversation smtp = gateway.secured()) {
            smtp.send(
                    "MAIL FROM:<anna@contoso.example>",
                    "RCPT TO:<ben@fabrikam.example>",
                    "RCPT TO:<>",
                    "RCPT TO:<carl@fabrikam.example>",
                    "DATA");
            smtp.expect("250 2.1.0 *");
            smtp.expect("250 2.1.5 *");
            smtp.expect("501 5.1.3 *");
            smtp.expect("250 2.1.5 *");
            smtp.expect("354 *");
            smtp.sendRaw(mail).sendRaw(".\r\nNOOP\r\nMAIL FROM:<anna@contoso.example>\r\nRSET\r\nQUIT\r\n");
            smtp.expect("250 2.0.0 Queued*");
            smtp.expect("250 2.0.0 *");
            smtp.expect("250 2.1.0 *");
            smtp.expect("250 2.0.0 *");
            smtp.expect("221 2.0.0 *");
        }
        assertThat(gateway.onlyMail()).isEqualTo(mail);
    }

    @Test
    void offersWhatItCanDo() throws IOException {
        try (SmtpConversation smtp = gateway.connect()) {
            ServerReply plain = smtp.send("EHLO mail.example").expect("250*");
            assertThat(plain.lines())
                    .containsExactly(
                            "250-smtp.stamp.example",
                            "250-SIZE 157286400",
                            "250-PIPELINING",
                            "250-DSN",
                            "250-ENHANCEDSTATUSCODES",
                            "250-8BITMIME",
                            "250-CHUNKING",
                            "250-SMTPUTF8",
                            "250 STARTTLS");
            smtp.startTls(gateway.exchangeTls());
            assertThat(smtp.send("EHLO mail.example").expect("250*").offers("STARTTLS"))
                    .isFalse();
        }
    }

    @Test
    void doesNotShowTheRoutingCodeInItsReplies() throws IOException {
        try (SmtpConversation smtp = gateway.inTransaction()) {
            assertThat(smtp.data(mail("x\r\n")).toString()).doesNotContain(CODE.value());
        }
    }
}
