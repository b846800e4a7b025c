package org.afterword.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** The mails that go round. */
final class Mails {
    private Mails() {}

    /** Who sends this mail: its author, where that is somebody of the tenant. */
    static String sender(byte[] mail) {
        String from = SimpleMime.read(mail).field("From").orElse("");
        String address = from.replaceFirst("(?s).*<([^>]*)>.*", "$1");
        return address.endsWith("@contoso.example") ? address : "anna.keller@contoso.example";
    }

    /** A mail with an attachment of about so many octets in base64. */
    static byte[] withAttachment(int bytes) throws IOException {
        ByteArrayOutputStream mail = new ByteArrayOutputStream(bytes + 2048);
        mail.write(latin("""
                        From: Anna Keller <anna.keller@contoso.example>
                        To: partner@fabrikam.example
                        Subject: Drawings
                        MIME-Version: 1.0
                        Content-Type: multipart/mixed; boundary="large"

                        --large
                        Content-Type: text/plain; charset=us-ascii

                        The drawings are attached.
                        --large
                        Content-Type: application/octet-stream; name=drawings.bin
                        Content-Transfer-Encoding: base64

                        """.replace("\n", "\r\n")));
        byte[] line = new byte[78];
        Random random = new Random(7);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        while (mail.size() < bytes) {
            for (int i = 0; i < 76; i++) {
                line[i] = (byte) alphabet.charAt(random.nextInt(64));
            }
            line[76] = '\r';
            line[77] = '\n';
            mail.write(line);
        }
        mail.write(latin("--large--\r\n"));
        return mail.toByteArray();
    }

    /** A mail of the class path. */
    static byte[] resource(String name) throws IOException {
        try (InputStream mail = Mails.class.getResourceAsStream(name)) {
            assertThat(mail).as(name).isNotNull();
            return mail.readAllBytes();
        }
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
