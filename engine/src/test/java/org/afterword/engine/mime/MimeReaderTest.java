package org.afterword.engine.mime;

import static org.afterword.engine.TestMail.mail;
import static org.afterword.engine.TestMail.raw;
import static org.afterword.engine.TestMail.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.afterword.engine.message.RawMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MimeReaderTest {

    private static List<String> bodies(RawMessage message) throws IOException {
        Part root = MimeReader.read(message).orElseThrow();
        return root.walk()
                .filter(part -> part.parts().isEmpty())
                .map(part -> {
                    try {
                        return part.contentType().value() + "|" + text(message.bytes(part.bodyStart(), part.bodyEnd()));
                    } catch (IOException impossible) {
                        throw new IllegalStateException(impossible);
                    }
                })
                .toList();
    }

    @Test
    void findsTheBodyOfASimpleMail() throws IOException {
        assertThat(bodies(mail("Subject: a", "", "Hello", "there"))).containsExactly("text/plain|Hello\r\nthere\r\n");
    }

    @Test
    void findsThePartsOfNestedMultiparts() throws IOException {
        RawMessage message = mail(
                "Content-Type: multipart/mixed; boundary=\"out er\"",
                "",
                "preamble",
                "--out er",
                "Content-Type: multipart/alternative; boundary=inner",
                "",
                "--inner",
                "",
                "text",
                "--inner",
                "Content-Type: text/html",
                "",
                "<p>html",
                "--inner--",
                "epilogue",
                "--out er  ",
                "Content-Type: application/pdf",
                "",
                "pdf",
                "--out er--",
                "the end");
        assertThat(bodies(message)).containsExactly("text/plain|text", "text/html|<p>html", "application/pdf|pdf");
    }

    @Test
    void takesTheParentsDelimiterAsTheEndWhenTheOwnOneIsMissing() throws IOException {
        RawMessage message = mail(
                "Content-Type: multipart/mixed; boundary=a",
                "",
                "--a",
                "Content-Type: multipart/alternative; boundary=b",
                "",
                "--b",
                "",
                "one",
                "--a",
                "",
                "two");
        assertThat(bodies(message)).containsExactly("text/plain|one", "text/plain|two\r\n");
        assertThat(MimeReader.read(message).orElseThrow().closeDelimiter()).isEqualTo(-1);
    }

    @Test
    void tellsBoundariesApartThatBeginAlike() throws IOException {
        RawMessage message = mail(
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "Content-Type: multipart/alternative; boundary=b2",
                "",
                "--b2",
                "",
                "one",
                "--b22",
                "--b2--",
                "--b",
                "",
                "two",
                "--b--");
        assertThat(bodies(message)).containsExactly("text/plain|one\r\n--b22", "text/plain|two");
    }

    @Test
    void takesBareLineFeeds() throws IOException {
        RawMessage message = raw("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n\n--b--\n");
        assertThat(bodies(message)).containsExactly("text/plain|one", "text/plain|two\n");
    }

    @Test
    void takesAHeaderThatRunsIntoADelimiter() throws IOException {
        RawMessage message = mail(
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "Content-Type: text/html",
                "--b",
                "",
                "two",
                "--b--");
        assertThat(bodies(message)).containsExactly("text/html|", "text/plain|two");
    }

    @Test
    void doesNotLookIntoAttachedMessages() throws IOException {
        RawMessage message = mail(
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "Content-Type: message/rfc822",
                "",
                "Content-Type: text/html",
                "",
                "<p>inner",
                "--b--");
        assertThat(bodies(message)).containsExactly("message/rfc822|Content-Type: text/html\r\n\r\n<p>inner");
    }

    @Test
    void givesUpOnAStructureThatNobodyWrites() throws IOException {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        assertThat(MimeReader.read(raw(deep.toString()))).isEmpty();
    }

    @Test
    void findsDelimitersWhereverBlocksAreCut() throws IOException {
        for (int length = 64 * 1024 - 200; length < 64 * 1024 + 1200; length += 7) {
            String filler = "x".repeat(length);
            RawMessage message = mail(
                    "Content-Type: multipart/mixed; boundary=bound",
                    "",
                    "--bound",
                    "",
                    filler,
                    "--bound",
                    "",
                    "two",
                    "--bound--");
            assertThat(bodies(message)).containsExactly("text/plain|" + filler, "text/plain|two");
        }
    }

    @Test
    void readsAFileAsItReadsAnArray(@TempDir Path folder) throws IOException {
        RawMessage message = mail(
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "",
                "x\r\n".repeat(100_000),
                "--b",
                "",
                "two",
                "--b--");
        Path file = Files.write(folder.resolve("mail.eml"), message.bytes(0, message.size()));
        assertThat(bodies(RawMessage.ofFile(file))).isEqualTo(bodies(message));
    }

    @Test
    void readsParametersAsRealMailWritesThem() {
        assertThat(ContentType.parse("text/html; charset=\"utf-8\" (comment); Format=flowed;;x")
                        .parameters())
                .containsEntry("charset", "utf-8")
                .containsEntry("format", "flowed");
        assertThat(ContentType.parse("multipart/mixed; boundary*0=\"ab\"; boundary*1=cd")
                        .parameter("boundary"))
                .contains("abcd");
        assertThat(ContentType.parse("text/plain; charset=a; charset=b").ambiguous())
                .isTrue();
        assertThat(ContentType.parse("Text/HTML ; charset = utf-8").value()).isEqualTo("text/html");
    }

    @Test
    void endsAHeaderWithoutABlankLineAtTheNextDelimiter() throws IOException {
        RawMessage message = raw("Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                + ("--b\r\na: " + "x".repeat(20_000) + "\r\n").repeat(100) + "--b\r\n\r\nHello\r\n--b--\r\n");
        List<Part> parts = MimeReader.read(message).orElseThrow().parts();
        assertThat(parts).hasSize(101);
        assertThat(parts.subList(0, 100)).noneMatch(part -> part.header().terminated());
        assertThat(parts.getFirst().header().first("a")).hasValue("x".repeat(20_000));
        assertThat(bodies(message).getLast()).isEqualTo("text/plain|Hello");
    }

    @Test
    void readsNoMoreFieldsThanServersWrite() throws IOException {
        assertThat(MimeReader.read(raw("a: b\r\n".repeat(2_000) + "\r\n"))).isPresent();
        assertThat(MimeReader.read(raw("a: b\r\n".repeat(2_001) + "\r\n"))).isEmpty();
    }

    @Test
    void readsNoMoreFieldsInAllPartsThanProgramsWrite() throws IOException {
        String part = "--b\r\n" + "a: b\r\n".repeat(1_000) + "\r\n";
        String header = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
        assertThat(MimeReader.read(raw(header + part.repeat(19)))).isPresent();
        assertThat(MimeReader.read(raw(header + part.repeat(20)))).isEmpty();
    }

    @Test
    void readsHeadersUpToOneAndFourMebibytes() throws IOException {
        String part = "--b\r\na: " + "x".repeat(900_000) + "\r\n\r\n";
        String header = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
        assertThat(MimeReader.read(raw(header + part.repeat(4)))).isPresent();
        assertThat(MimeReader.read(raw(header + part.repeat(5)))).isEmpty();
        assertThat(MimeReader.read(raw("a: " + "x".repeat(1 << 20) + "\r\n\r\n")))
                .isEmpty();
    }

    @Test
    void readsNothingWhereParametersHideWhatAPartIs() throws IOException {
        String many = ";a=b".repeat(251);
        assertThat(MimeReader.read(mail("Content-Type: text/plain" + many, "", "x")))
                .isEmpty();
        assertThat(MimeReader.read(mail("Content-Disposition: inline" + many + "; filename=a.p7m", "", "x")))
                .isEmpty();
    }
}
