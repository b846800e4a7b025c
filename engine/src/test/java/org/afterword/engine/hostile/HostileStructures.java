package org.afterword.engine.hostile;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Too much of what MIME and header fields are made of. */
final class HostileStructures {
    private HostileStructures() {}

    static List<HostileMail> all() {
        return List.of(new HostileMail("Content-Type of semicolons", HostileStructures::semicolons));
    }

    private static byte[] semicolons(int size) {
        return mail("Content-Type: text/plain" + ";".repeat(size) + "\r\n", "Hello");
    }

    /** @param fields whole header lines */
    static byte[] mail(String fields, String body) {
        return ("From: Anna <anna@contoso.example>\r\nTo: Ben <ben@fabrikam.example>\r\nSubject: Hello\r\n"
                        + "MIME-Version: 1.0\r\n" + fields + "\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
