package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.afterword.simulator.smtp.SmtpConversation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Only CRLF.CRLF ends a message. What other servers take for an end is text here, and no second mail. */
@TestInstance(Lifecycle.PER_CLASS)
class SmugglingTest {
    private static final String SMUGGLED =
            "MAIL FROM:<eve@contoso.example>\r\nRCPT TO:<victim@fabrikam.example>\r\n" + "DATA\r\nX-Afterword-Auth: "
                    + TestGateway.CODE.value() + "\r\nFrom: eve@contoso.example\r\n\r\nPay me\r\n";

    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        gateway = TestGateway.start(folder);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    static Stream<Named<String>> falseEnds() {
        return Stream.of(
                        "\n.\n",
                        "\n.\r\n",
                        "\r\n.\n",
                        "\r.\r",
                        "\r\n.\r",
                        "\n.\r",
                        "\r.\n",
                        "\r.\r\n",
                        "\n\n.\r\n",
                        "\r\r\n.\n",
                        "\r\n\0.\r\n",
                        "\r\n.\0\r\n",
                        "\r\n.\r\0\n",
                        "\r\0\n.\r\n",
                        "\0\n.\r\n",
                        "\r\n.\r\r\n",
                        "\r\n. \r\n",
                        "\r\n..\r\n",
                        "\r\n.\n\r\n")
                .map(end -> Named.of(
                        end.replace("\r", "CR ")
                                .replace("\n", "LF ")
                                .replace("\0", "NUL ")
                                .strip(),
                        end));
    }

    @ParameterizedTest
    @MethodSource("falseEnds")
    void takesFalseEndsForText(String falseEnd) throws IOException {
        int before = gateway.jobs().size();
        String sent = new String(TestGateway.mail("Innocent"), StandardCharsets.ISO_8859_1) + falseEnd + SMUGGLED;
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.send("DATA").expect("354 *");
            smtp.sendRaw(sent + ".\r\n").expect("250 2.0.0 Queued*");
            smtp.send("NOOP").expect("250 2.0.0 OK");
        }
        assertThat(gateway.jobs()).hasSize(before + 1);
        // The first dot of a line is transport, and only that one.
        assertThat(last()).isEqualTo(octets(sent.replaceAll("\r\n\\.", "\r\n")));
    }

    @Test
    void takesFalseEndsForTextHoweverTheyArePacked() throws IOException {
        int before = gateway.jobs().size();
        StringBuilder all = new StringBuilder(new String(TestGateway.mail("x"), StandardCharsets.ISO_8859_1));
        falseEnds().forEach(end -> all.append(end.getPayload()).append("text"));
        String sent = all.append("\r\n").toString();
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.send("DATA").expect("354 *");
            for (char octet : (sent + ".\r\n").toCharArray()) {
                smtp.sendRaw(Character.toString(octet));
            }
            smtp.expect("250 2.0.0 Queued*");
        }
        assertThat(gateway.jobs()).hasSize(before + 1);
        assertThat(last()).isEqualTo(octets(sent.replaceAll("\r\n\\.", "\r\n")));
    }

    @Test
    void hangsUpOnBareLineEndsInCommands() throws IOException {
        for (String command : new String[] {"NOOP\nNOOP\r\n", "NOOP\rNOOP\r\n"}) {
            try (SmtpConversation smtp = gateway.secured()) {
                smtp.sendRaw(command).expect("501 5.5.2 *");
                smtp.expectClosed();
            }
        }
    }

    private byte[] last() {
        return gateway.stores
                .spool()
                .bytes(gateway.jobs().getLast().spoolName())
                .orElseThrow();
    }
}
