package org.afterword.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailViewTest {
    private static final String HTML_HEAD = "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
    private Path before;
    private Path after;

    @BeforeEach
    void files(@TempDir Path folder) {
        before = folder.resolve("before.eml");
        after = folder.resolve("after.eml");
    }

    @Test
    void marksTheElementThatWasPutIn() throws IOException {
        ObjectNode view = view(HTML_HEAD + "<p>Hello</p><p>Old</p>", HTML_HEAD + "<p>Hello</p><p>Anna</p><p>Old</p>");
        assertThat(view.at("/after/html").asText())
                .contains("<p>Hello</p><p style=\";outline:2px solid")
                .contains(">Anna</p><p>Old</p>");
        assertThat(view.at("/before/html").asText()).contains("<p>Hello</p><p>Old</p>");
    }

    @Test
    void marksWhatWasTakenOut() throws IOException {
        ObjectNode view =
                view(HTML_HEAD + "<p>Hello</p><div>Sent from my phone</div>", HTML_HEAD + "<p>Hello</p><b>Anna</b>");
        assertThat(view.at("/before/html").asText()).contains("line-through\">Sent from my phone");
    }

    @Test
    void showsPicturesOfTheMailAndNothingThatRuns() throws IOException {
        String mail = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
                + "Content-Type: text/html\r\n\r\n<script>x()</script><base href=x><img src=\"cid:logo\">\r\n--b\r\n"
                + "Content-Type: image/png\r\nContent-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + "iVBORw==\r\n--b--\r\n";
        String html = view(mail, mail).at("/after/html").asText();
        assertThat(html)
                .contains("src=\"data:image/png;base64,iVBORw==\"")
                .contains("Content-Security-Policy")
                .doesNotContain("<script", "<base");
    }

    @Test
    void marksLinesOfTextAndSource() throws IOException {
        ObjectNode view = view("Subject: a\r\n\r\nHello\r\n", "X-New: 1\r\nSubject: a\r\n\r\nHello\r\n-- \r\nAnna\r\n");
        assertThat(view.at("/after/text").toString()).isEqualTo("[[\"Hello\",0],[\"-- \",1],[\"Anna\",1]]");
        assertThat(view.at("/after/source/0").toString()).isEqualTo("[\"X-New: 1\",1]");
        assertThat(view.at("/after/source/1").toString()).isEqualTo("[\"Subject: a\",0]");
        assertThat(view.at("/after/html").isMissingNode()).isTrue();
    }

    @Test
    void namesAttachments() throws IOException {
        String mail = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHi\r\n--b\r\n"
                + "Content-Type: application/pdf; name=plan.pdf\r\n\r\nx\r\n--b--\r\n";
        assertThat(view(mail, mail).at("/after/attachments").toString()).isEqualTo("[\"plan.pdf, 1 bytes\"]");
    }

    private ObjectNode view(String earlier, String later) throws IOException {
        Files.writeString(before, earlier, StandardCharsets.UTF_8);
        Files.writeString(after, later, StandardCharsets.UTF_8);
        return MailView.of(before, after);
    }
}
