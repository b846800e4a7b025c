package org.afterword.engine;

import java.nio.charset.StandardCharsets;
import org.afterword.engine.message.RawMessage;

/** Mail written down in a test: one string a line, ended with CRLF, each character one byte. */
public final class TestMail {
    private TestMail() {}

    public static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    public static RawMessage mail(String... lines) {
        return raw(lines(lines));
    }

    public static RawMessage raw(String latin1) {
        return RawMessage.of(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
