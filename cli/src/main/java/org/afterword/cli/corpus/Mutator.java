package org.afterword.cli.corpus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes broken mail out of real mail: bytes lost, doubled, moved and replaced, and words put in that mean something to a
 * reader of MIME or HTML. The same seed makes the same mail.
 */
final class Mutator {
    private static final List<byte[]> WORDS = List.of(
                    "\r\n",
                    "\n",
                    "\r",
                    "\r\n\r\n",
                    "\0",
                    "=",
                    "=\r\n",
                    "=3D",
                    "=C3=A9",
                    "--",
                    "\r\n--",
                    "--\r\n",
                    "\"",
                    ";",
                    ":",
                    " ",
                    "\t",
                    "Content-Type: text/html\r\n",
                    "Content-Type: text/plain; charset=utf-16\r\n",
                    "Content-Type: multipart/mixed; boundary=b\r\n",
                    "Content-Transfer-Encoding: base64\r\n",
                    "Content-Transfer-Encoding: quoted-printable\r\n",
                    "charset=iso-2022-jp",
                    "charset=utf-7",
                    "boundary=",
                    "multipart/alternative",
                    "multipart/related",
                    "text/html",
                    "text/plain",
                    "Content-Disposition: attachment\r\n",
                    "X-Afterword-Auth: 0123456789ab\r\n",
                    "X-Afterword-MessageProcessed: true\r\n",
                    "Received: from a by b; now\r\n",
                    "<",
                    ">",
                    "</",
                    "<!--",
                    "-->",
                    "<div>",
                    "</div>",
                    "<blockquote>",
                    "<table>",
                    "<script>",
                    "<style>",
                    "</body>",
                    "<![CDATA[",
                    "&",
                    "&#x;",
                    "{EMAILSIGNATURE}",
                    "\r\n-- \r\n",
                    "\r\n> ",
                    "\r\nOn Monday somebody wrote:\r\n",
                    "\u00e9",
                    "\u001b$B",
                    "\u001b(B",
                    "+AGE-")
            .stream()
            .map(word -> word.getBytes(StandardCharsets.UTF_8))
            .toList();

    private final Random random;

    Mutator(long seed) {
        this.random = new Random(seed);
    }

    /** {@code mail} after one to eight changes; {@code other} is where foreign pieces come from. */
    byte[] mutate(byte[] mail, byte[] other) {
        byte[] result = mail;
        for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
            result = change(result, other);
        }
        return result;
    }

    private byte[] change(byte[] mail, byte[] other) {
        int at = random.nextInt(mail.length + 1);
        int end = Math.min(mail.length, at + 1 + random.nextInt(random.nextInt(10) == 0 ? 4_000 : 40));
        return switch (random.nextInt(8)) {
            case 0 -> replaced(mail, at, end, new byte[0]);
            case 1 -> replaced(mail, at, at, Arrays.copyOfRange(mail, at, end));
            case 2 -> replaced(mail, at, Math.min(mail.length, at + 1), new byte[] {(byte) random.nextInt(256)});
            case 3 -> replaced(mail, at, end, WORDS.get(random.nextInt(WORDS.size())));
            case 4 -> {
                int from = random.nextInt(other.length + 1);
                int to = Math.min(other.length, from + random.nextInt(500));
                yield replaced(mail, at, at, Arrays.copyOfRange(other, from, to));
            }
            case 5 -> random.nextInt(4) == 0 ? Arrays.copyOf(mail, at) : mail;
            default -> replaced(mail, at, at, WORDS.get(random.nextInt(WORDS.size())));
        };
    }

    private static byte[] replaced(byte[] mail, int start, int end, byte[] replacement) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(mail.length + replacement.length);
        out.write(mail, 0, start);
        out.writeBytes(replacement);
        out.write(mail, end, mail.length - end);
        return out.toByteArray();
    }
}
