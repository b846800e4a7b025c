package org.afterword.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.SigningResult;
import org.afterword.engine.message.RawMessage;
import org.junit.jupiter.api.Test;

class CorpusCheckTest {
    private static final String HEAD = "From: Anna Keller <anna.keller@contoso.example>\r\nTo: you@fabrikam.example\r\n"
            + "Subject: Hi\r\nMIME-Version: 1.0\r\n";
    private static final String PLAIN = HEAD + "\r\nHello\r\n";
    private static final String WITH_FILE = HEAD + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            + "Content-Type: text/html\r\n\r\n<p>Hello</p>\r\n--b\r\n"
            + "Content-Type: application/pdf; name=plan.pdf\r\n\r\nThe plan\r\n--b--\r\n";

    private final CorpusCheck check = new CorpusCheck();

    @Test
    void findsNothingWrongWithMailThatIsSigned() throws IOException {
        assertThat(check.check(mail(PLAIN)).decision()).isEqualTo("signed as new");
        assertThat(check.check(mail(PLAIN)).breaches()).isEmpty();
        assertThat(check.check(mail(WITH_FILE)).decision()).isEqualTo("signed as new");
        assertThat(check.check(mail(WITH_FILE)).breaches()).isEmpty();
    }

    @Test
    void namesTheReasonWhyMailIsLeftAlone() throws IOException {
        CorpusCheck.Finding finding = check.check(mail("Auto-Submitted: auto-replied\r\n" + PLAIN));
        assertThat(finding.decision()).isEqualTo("AUTOMATIC");
        assertThat(finding.breaches()).isEmpty();
    }

    /** What comes out of another mail is the worst that a faulty engine could give. */
    @Test
    void seesThatTheResultIsNotThatOfTheMail() throws IOException {
        assertThat(check.compare(mail(WITH_FILE), signed(PLAIN.replace("Hi", "Something else")))
                        .breaches())
                .contains(
                        "undoing the edits does not give the input",
                        "a part of type text/html that was not edited is not the same",
                        "a header field that is not ours changed");
    }

    @Test
    void seesAChangedHeaderField() throws IOException {
        assertThat(check.compare(mail(PLAIN), signed(PLAIN.replace("Hi", "Ho"))).breaches())
                .containsExactly(
                        "undoing the edits does not give the input", "a header field that is not ours changed");
    }

    @Test
    void seesAChangedAttachment() throws IOException {
        assertThat(check.compare(mail(WITH_FILE), signed(WITH_FILE.replace("The plan", "Another one")))
                        .breaches())
                .containsExactly(
                        "undoing the edits does not give the input",
                        "a part of type application/pdf that was not edited is not the same");
    }

    private SigningResult signed(String text) throws IOException {
        return check.sign(new SignatureEngine().read(mail(text)));
    }

    private static RawMessage mail(String text) {
        return RawMessage.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
