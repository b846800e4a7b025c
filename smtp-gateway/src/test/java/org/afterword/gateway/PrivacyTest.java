package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.afterword.simulator.smtp.SmtpConversation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivacyTest {
    private static final String[] SECRETS = {
        "private-sender", "private-recipient", "Private subject", "private text", TestGateway.CODE.value()
    };

    @TempDir
    private Path folder;

    @Test
    void logsNothingOfTheMailWhateverHappensToIt() throws IOException {
        List<String> log;
        try (RecordedLog recorded = new RecordedLog();
                TestGateway gateway = TestGateway.start(folder)) {
            send(gateway, "X-Afterword-Auth: " + TestGateway.CODE.value() + "\r\n");
            send(gateway, "X-Afterword-Auth: 000000000000\r\n");
            gateway.stores.spool().failNextCommit(1);
            send(gateway, "X-Afterword-Auth: " + TestGateway.CODE.value() + "\r\n");
            try (SmtpConversation smtp = gateway.secured()) {
                begin(smtp);
                smtp.send("DATA").expect("354 *");
                smtp.sendRaw("private text").finishSending();
                smtp.expect("421 *");
            }
            try (SmtpConversation smtp = gateway.secured()) {
                smtp.sendRaw("MAIL FROM:<private-sender@contoso.example\n>\r\n").expect("501 *");
            }
            log = recorded.records();
        }
        assertThat(log).anyMatch(line -> line.contains("accepted job="));
        assertThat(log).anyMatch(line -> line.contains("refused job="));
        assertThat(log).noneMatch(line -> line.contains("@"));
        for (String secret : SECRETS) {
            assertThat(log).noneMatch(line -> line.contains(secret));
        }
    }

    private static void send(TestGateway gateway, String header) throws IOException {
        try (SmtpConversation smtp = gateway.secured()) {
            begin(smtp);
            smtp.data(octets(header + "From: private-sender@contoso.example\r\nSubject: Private subject\r\n\r\n"
                    + "private text\r\n"));
        }
    }

    private static void begin(SmtpConversation smtp) throws IOException {
        smtp.send("MAIL FROM:<private-sender@contoso.example>").expect("250 *");
        smtp.send("RCPT TO:<private-recipient@fabrikam.example>").expect("250 *");
    }
}
