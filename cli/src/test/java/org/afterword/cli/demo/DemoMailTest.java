package org.afterword.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoMailTest {

    private static DemoMail mail(String header) {
        return DemoMail.of(
                "My Mail.eml",
                (header + "\r\n\r\nHello\r\n").getBytes(StandardCharsets.UTF_8),
                Optional.empty(),
                List.of());
    }

    @Test
    void isSentByItsAuthorIfTheyBelongToTheTenant() {
        DemoMail mail = mail("From: =?utf-8?q?J=C3=BCrg?= <jw@contoso.example>\r\nTo: a@b.example, c@d.example\r\n"
                + "Cc: a@b.example\r\nSubject: Grüezi");
        assertThat(mail.sender()).isEqualTo("jw@contoso.example");
        assertThat(mail.authorName()).isEqualTo("Jürg");
        assertThat(mail.recipients()).containsExactly("a@b.example", "c@d.example");
        assertThat(mail.subject()).isEqualTo("Grüezi");
        assertThat(mail.slug()).isEqualTo("my-mail");
    }

    @Test
    void isSentBySomebodyOfTheTenantIfItsAuthorIsFromElsewhere() {
        DemoMail mail = mail("From: x@elsewhere.example");
        assertThat(mail.sender()).isEqualTo("anna.keller@contoso.example");
        assertThat(mail.authorName()).isEqualTo("x@elsewhere.example");
        assertThat(mail.recipients()).containsExactly("partner@fabrikam.example");
    }

    @Test
    void hasNoAuthorWhereFromCannotBeRead() {
        DemoMail mail = mail("From: <<>>\r\nTo: not an address");
        assertThat(mail.author()).isEmpty();
        assertThat(mail.recipients()).containsExactly("partner@fabrikam.example");
    }

    @Test
    void takesSenderAndRecipientsOfTheEnvelopeFirst(@TempDir Path folder) throws IOException {
        byte[] content =
                "From: jw@contoso.example\r\nTo: a@b.example\r\n\r\nHi\r\n".getBytes(StandardCharsets.US_ASCII);
        DemoMail mail = DemoMail.of("x", content, Optional.of(""), List.of("b@b.example"));
        assertThat(mail.sender()).isEmpty();
        assertThat(mail.recipients()).containsExactly("b@b.example");
        Path file = Files.write(folder.resolve("From a file.eml"), content);
        assertThat(DemoMail.ofFile(file).title()).isEqualTo("From a file.eml");
        assertThat(DemoMail.ofFile(file).slug()).isEqualTo("from-a-file");
    }
}
