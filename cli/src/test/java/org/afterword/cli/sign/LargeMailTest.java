package org.afterword.cli.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The heap does not grow with an attachment. */
class LargeMailTest {
    private static final int LINES = 150 * 1024 * 1024 / 78;

    @Test
    void signsTheLargestMailThatExchangeSendsInASmallHeap(@TempDir Path folder) throws Exception {
        Path mail = folder.resolve("large.eml");
        writeMail(mail);
        Path template = Files.writeString(folder.resolve("t.html"), "<p>The signature</p>");
        Path out = folder.resolve("out");

        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.afterword.cli.Afterword",
                "sign",
                "--template",
                template.toString(),
                "--in",
                mail.toString(),
                "--out",
                out.toString());
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor()).as(() -> text(log)).isZero();

        Path signed = out.resolve("large.eml");
        assertThat(Files.size(signed)).isGreaterThan(Files.size(mail));
        try (var lines = Files.lines(signed, StandardCharsets.ISO_8859_1)) {
            assertThat(lines.limit(30)).anyMatch(line -> line.contains("The signature"));
        }
        Path tail = tail(mail, folder.resolve("tail-before"));
        assertThat(Files.mismatch(tail(signed, folder.resolve("tail-after")), tail))
                .isEqualTo(-1);
    }

    private static void writeMail(Path file) throws IOException {
        byte[] line = ("A".repeat(76) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write(String.join(
                            "\r\n",
                            "From: Anna Keller <anna.keller@contoso.example>",
                            "Content-Type: multipart/mixed; boundary=b",
                            "",
                            "--b",
                            "Content-Type: text/html; charset=utf-8",
                            "",
                            "<p>See the attachment</p>",
                            "--b",
                            "Content-Type: application/zip; name=a.zip",
                            "Content-Transfer-Encoding: base64",
                            "",
                            "")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < LINES; i++) {
                out.write(line);
            }
            out.write("--b--\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** The attachment and what follows it. */
    private static Path tail(Path mail, Path target) throws IOException {
        long length = LINES * 78L + "--b--\r\n".length();
        try (var in = Files.newInputStream(mail);
                var out = Files.newOutputStream(target)) {
            in.skipNBytes(Files.size(mail) - length);
            in.transferTo(out);
        }
        return target;
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return "no output";
        }
    }
}
