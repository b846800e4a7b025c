package org.afterword.gateway.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderBufferTest {
    @ParameterizedTest
    @ValueSource(strings = {"From: a@b.example\r\n\r\nText", "From: a@b.example\n\nText", "\r\nText", "\nText"})
    void isCompleteAtTheBlankLine(String mail) {
        byte[] bytes = mail.getBytes(ISO_8859_1);
        for (int size = 1; size <= bytes.length; size++) {
            HeaderBuffer buffer = new HeaderBuffer();
            boolean complete = false;
            for (int i = 0; i < bytes.length; i += size) {
                complete = buffer.add(bytes, i, Math.min(size, bytes.length - i));
            }
            assertThat(complete).as("in blocks of %d", size).isTrue();
            assertThat(new String(buffer.bytes(), 0, buffer.length(), ISO_8859_1))
                    .isEqualTo(mail);
        }
    }

    @Test
    void isNotCompleteBefore() {
        HeaderBuffer buffer = new HeaderBuffer();
        byte[] bytes = "From: a@b.example\r\nSubject: x\r\n".getBytes(ISO_8859_1);
        assertThat(buffer.add(bytes, 0, bytes.length)).isFalse();
    }

    @Test
    void isJudgedByWhatThereIsWhenItIsTooLong() {
        HeaderBuffer buffer = new HeaderBuffer();
        byte[] line = ("X: " + "x".repeat(1019) + "\r\n").getBytes(ISO_8859_1);
        assertThat(line).hasSize(1024);
        for (int i = 0; i < HeaderBuffer.MAX_BYTES / 1024; i++) {
            assertThat(buffer.add(line, 0, line.length)).isFalse();
        }
        assertThat(buffer.add(line, 0, line.length)).isTrue();
    }
}
