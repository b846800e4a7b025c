package org.afterword.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailPartsTest {
    @TempDir
    Path folder;

    private MailParts read(String mail) throws IOException {
        return MailParts.read(Files.writeString(folder.resolve("m.eml"), mail, StandardCharsets.ISO_8859_1));
    }

    private static String mixed(String... parts) {
        StringBuilder mail =
                new StringBuilder("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n");
        for (String part : parts) {
            mail.append("--b\r\n").append(part).append("\r\n");
        }
        return mail.append("--b--\r\n").toString();
    }

    @Test
    void showsTheFirstTextOfEachFormAndListsTheOthers() throws IOException {
        MailParts parts = read(mixed(
                "Content-Type: text/plain\r\n\r\nOne",
                "Content-Type: text/html\r\n\r\n<p>One</p>",
                "Content-Type: text/html\r\n\r\n<p>Two</p>"));
        assertThat(parts.text()).isEqualTo("One");
        assertThat(parts.html()).isEqualTo("<p>One</p>");
        assertThat(parts.attachments()).containsExactly("text/html, 10 bytes");
    }

    @Test
    void takesATextWithANameOrADispositionForAnAttachment() throws IOException {
        MailParts parts = read(mixed(
                "Content-Type: text/plain; name=notes.txt\r\n\r\nNotes",
                "Content-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n<p>x</p>"));
        assertThat(parts.text()).isNull();
        assertThat(parts.html()).isNull();
        assertThat(parts.attachments()).containsExactly("notes.txt, 5 bytes", "text/html, 8 bytes");
    }

    @Test
    void hasPicturesByTheirContentId() throws IOException {
        MailParts parts = read(mixed(
                "Content-Type: image/png; name=logo.png\r\nContent-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + "iVBORw==",
                "Content-Type: image/png; name=photo.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw=="));
        assertThat(parts.picture("logo")).isEqualTo("data:image/png;base64,iVBORw==");
        assertThat(parts.picture("photo.png")).isNull();
        assertThat(parts.attachments()).hasSize(1).first().asString().startsWith("photo.png, ");
    }

    @Test
    void decodesByTheCharsetAndTakesAnUnknownOneForLatin1() throws IOException {
        assertThat(read("Content-Type: text/plain; charset=windows-1252\r\n\r\n\u0080 1")
                        .text())
                .isEqualTo("€ 1");
        assertThat(read("Content-Type: text/plain; charset=no-such\r\n\r\nZ\u00fcrich")
                        .text())
                .isEqualTo("Zürich");
    }

    @Test
    void showsWhatItCanOfABrokenMail() throws IOException {
        assertThat(read("Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nHello\r\n--b--\r\n")
                        .text())
                .isEqualTo("Hello");
        MailParts parts = read("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\nNo part\r\n");
        assertThat(parts.text()).isNull();
        assertThat(parts.attachments()).containsExactly("(the rest of this mail could not be read for display)");
    }
}
