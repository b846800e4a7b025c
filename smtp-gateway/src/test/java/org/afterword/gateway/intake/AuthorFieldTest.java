package org.afterword.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.afterword.engine.message.MailAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorFieldTest {
    private static final MailAddress ANNA = MailAddress.of("anna@contoso.example");

    private static final String[] PIECES = {
        "anna@contoso.example",
        "eve@fabrikam.example",
        "anna",
        "@",
        "contoso.example",
        "fabrikam.example",
        "<",
        ">",
        "<anna@contoso.example>",
        "<eve@fabrikam.example>",
        "(",
        ")",
        "\\",
        "\"",
        ",",
        ";",
        ":",
        ".",
        "..",
        "[",
        "]",
        "[192.0.2.1]",
        " ",
        "\t",
        "Anna",
        "Group:",
        "@a.example,@b.example:",
        "=?utf-8?q?Anna?=",
        "\u00e9",
        "\"a b\"",
        "'",
        "(x)",
        "\\(",
        "\\)",
        "\\\"",
        "%",
        "!"
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anna@contoso.example",
                "<anna@contoso.example>",
                "Anna Example <anna@contoso.example>",
                "Anna J. Example<anna@contoso.example>",
                "\"Example, Anna\" <anna@contoso.example>",
                "\"<eve@fabrikam.example>\" <anna@contoso.example>",
                "\"\\\"<eve@fabrikam.example>\\\"\" <anna@contoso.example>",
                "=?utf-8?q?Anna_J=C3=A4ger?= <anna@contoso.example>",
                "J\u00c3\u00a4ger <anna@contoso.example>",
                "(a (nested \\) one)) anna@contoso.example (eve@fabrikam.example)",
                "Anna (<eve@fabrikam.example>) <anna@contoso.example> (x)",
                "anna@CONTOSO.example"
            })
    void readsOnePlainMailbox(String field) {
        assertThat(AuthorField.mailbox(field)).contains(ANNA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nobody",
                "@contoso.example",
                "anna@",
                "anna@contoso.example, eve@fabrikam.example",
                "<anna@contoso.example>, <eve@fabrikam.example>",
                "<anna@contoso.example> <eve@fabrikam.example>",
                "<anna@contoso.example> eve@fabrikam.example",
                "eve@fabrikam.example <anna@contoso.example>",
                "<eve@fabrikam.example,anna@contoso.example>",
                "<<anna@contoso.example>>",
                "<anna@contoso.example",
                "anna@contoso.example>",
                "Group: anna@contoso.example;",
                "Group:;",
                "<@fabrikam.example:anna@contoso.example>",
                "<eve@fabrikam.example@contoso.example>",
                "eve%fabrikam.example@@contoso.example",
                "anna@[192.0.2.1]",
                "anna @contoso.example",
                "anna@ contoso.example",
                "anna(x)@contoso.example",
                "anna..b@contoso.example",
                ".anna@contoso.example",
                "anna@contoso.example.",
                "(anna@contoso.example",
                "(\\) <anna@contoso.example>) <eve@fabrikam.example>x",
                "(\\",
                "\"anna@contoso.example",
                "\"\\",
                "\"\\\" <anna@contoso.example>",
                "Anna \\<anna@contoso.example>",
                "anna\u0000@contoso.example"
            })
    void doesNotGuess(String field) {
        assertThat(AuthorField.mailbox(field)).isEmpty();
    }

    @Test
    void readsThroughAnyDepthAndLengthWithoutRecursion() {
        assertThat(AuthorField.mailbox("\"" + "a".repeat(1900) + "\" <anna@contoso.example>"))
                .contains(ANNA);
        assertThat(AuthorField.mailbox("(".repeat(900) + ")".repeat(900) + "anna@contoso.example"))
                .contains(ANNA);
        for (String piece : new String[] {"\"", "(", ")", "\\", "<", "@", "a", "\"\\", "[", ",", "a@b,"}) {
            assertThat(AuthorField.mailbox(piece.repeat(500_000) + "<anna@contoso.example>"))
                    .isEmpty();
        }
    }

    /** Whatever is read here, a second reader of the same grammar reads it so too; the other way round need not hold. */
    @Test
    void neverReadsAnotherMailboxThanAngusDoes() {
        Random random = new Random(20260501);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder field = new StringBuilder();
            for (int pieces = 1 + random.nextInt(9); pieces > 0; pieces--) {
                field.append(PIECES[random.nextInt(PIECES.length)]);
            }
            Optional<MailAddress> mailbox = AuthorField.mailbox(field.toString());
            if (mailbox.isPresent()) {
                read++;
                assertThat(angus(field.toString())).as(field.toString()).isEqualTo(mailbox);
            }
        }
        assertThat(read).isGreaterThan(1000);
    }

    private static Optional<MailAddress> angus(String field) {
        try {
            InternetAddress[] all = InternetAddress.parse(field, true);
            return all.length == 1 && !all[0].isGroup() ? MailAddress.parse(all[0].getAddress()) : Optional.empty();
        } catch (AddressException refused) {
            throw new AssertionError("Angus refuses " + field + ": " + Arrays.toString(field.toCharArray()), refused);
        }
    }
}
