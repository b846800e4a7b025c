package org.afterword.simulator.header;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailHeaderTest {
    @Test
    void findsFieldsWhateverTheirCase() throws IOException {
        MailHeader header = header("Subject: one\r\nSUBJECT: two\r\nTo:\r\n\r\n");

        assertThat(header.first("subject")).isEqualTo("one");
        assertThat(header.values("Subject")).containsExactly("one", "two");
        assertThat(header.first("To")).isEmpty();
        assertThat(header.first("Cc")).isNull();
        assertThat(header.values("Cc")).isEmpty();
    }

    @Test
    void unfoldsValues() throws IOException {
        MailHeader header = header("Subject: a\r\n long\r\n\tsubject: with colon\r\nTo: x\r\n\r\n");

        assertThat(header.first("Subject")).isEqualTo("a long\tsubject: with colon");
        assertThat(header.first("To")).isEqualTo("x");
    }

    @Test
    void endsAtTheEmptyLine() throws IOException {
        for (String end : new String[] {"\r\n", "\n"}) {
            MailHeader header = header("A: 1" + end + end + "B: 2" + end);

            assertThat(header.first("A")).isEqualTo("1");
            assertThat(header.first("B")).isNull();
            assertThat(header.mentions("B")).isFalse();
        }
    }

    @Test
    void isEmptyWhereTheMailBeginsWithAnEmptyLine() throws IOException {
        assertThat(header("\r\nSubject: body\r\n").values("Subject")).isEmpty();
    }

    @Test
    void leavesTheBodyUnread() throws IOException {
        InputStream mail = new ByteArrayInputStream("A: 1\r\n\r\nbody".getBytes(ISO_8859_1));

        MailHeader.read(mail);

        assertThat(new String(mail.readAllBytes(), ISO_8859_1)).isEqualTo("body");
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void readsNoMoreThanItsLimit() throws IOException {
        InputStream endless = new InputStream() {
            private long count;

            @Override
            public int read() {
                count++;
                assertThat(count).isLessThan(2L * MailHeader.LONGEST);
                return 'x';
            }
        };

        assertThat(MailHeader.read(endless).mentions("xxx")).isTrue();
    }

    @Test
    void mentionsWhatStandsInANameOrAValue() throws IOException {
        MailHeader header = header("X-k7mwq2hdx4vt: a\r\nReceived: by smtp\r\n for 1cc4\r\n\r\nsecret");

        assertThat(header.mentions("k7mwq2hdx4vt")).isTrue();
        assertThat(header.mentions("1cc4")).isTrue();
        assertThat(header.mentions("secret")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "X-Afterword-MessageProcessed: true, true",
        "x-afterword-messageprocessed: TRUE, true",
        "'X-Afterword-MessageProcessed: true; 1.0', true",
        "X-Afterword-MessageProcessed: false, false",
        "X-Afterword-MessageProcessed:, false",
        "X-Other: true, false"
    })
    void isMarkedAsProcessedAsTheTransportRuleTests(String field, boolean expected) throws IOException {
        assertThat(header(field + "\r\n\r\n").isMarkedAsProcessed()).isEqualTo(expected);
    }

    @Test
    void readsAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mail.eml"), "Subject: \u00e9\r\n\r\n", ISO_8859_1);

        assertThat(MailHeader.read(file).first("Subject")).isEqualTo("\u00e9");
    }

    private static MailHeader header(String octets) throws IOException {
        return MailHeader.read(new ByteArrayInputStream(octets.getBytes(ISO_8859_1)));
    }
}
