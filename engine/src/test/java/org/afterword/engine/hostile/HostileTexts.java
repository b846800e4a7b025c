package org.afterword.engine.hostile;

import java.util.List;

/** Too much of what bodies are made of. */
final class HostileTexts {
    private HostileTexts() {}

    static List<HostileMail> all() {
        return List.of(new HostileMail("pre of many texts", HostileTexts::preOfTexts));
    }

    private static byte[] preOfTexts(int size) {
        return html("<pre>" + "x<b></b>".repeat(size / 8) + "</pre>");
    }

    private static byte[] html(String body) {
        return HostileStructures.mail("Content-Type: text/html; charset=utf-8\r\n", body);
    }
}
