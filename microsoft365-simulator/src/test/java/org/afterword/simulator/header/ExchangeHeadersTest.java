package org.afterword.simulator.header;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExchangeHeadersTest {
    private static final UUID TENANT = UUID.fromString("0f6c1e7a-1111-4222-8333-944444444444");
    private static final UUID SUBMISSION = UUID.fromString("7c9a2b10-1111-4222-8333-000000000001");
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

    private final String fields = ExchangeHeaders.of(
            TENANT,
            "contoso.example",
            SUBMISSION,
            List.of(new MailHeader.Field("X-First", "1"), new MailHeader.Field("X-Second", "2")),
            NOW);

    @Test
    void saysWhoseMailItIsAndWhenItArrived() throws IOException {
        MailHeader header = header(fields);

        assertThat(header.first("X-MS-Exchange-CrossTenant-Id")).isEqualTo(TENANT.toString());
        assertThat(header.first("X-OriginatorOrg")).isEqualTo("contoso.example");
        assertThat(header.first("X-MS-Exchange-Organization-MessageDirectionality"))
                .isEqualTo("Originating");
        assertThat(header.first("X-MS-Exchange-CrossTenant-OriginalArrivalTime"))
                .isEqualTo("03 Feb 2026 04:05:06.7890 (UTC)");
        assertThat(header.values("Received"))
                .hasSize(2)
                .allSatisfy(value -> assertThat(value).endsWith("Tue, 3 Feb 2026 04:05:06 +0000"));
        assertThat(header.first(ExchangeHeaders.SUBMISSION)).isEqualTo(SUBMISSION.toString());
    }

    @Test
    void hasWhatTheRulesSetInTheirOrder() {
        assertThat(fields).contains("\r\nX-First: 1\r\nX-Second: 2\r\n");
    }

    @Test
    void isASectionOfWellFormedLines() {
        assertThat(fields).endsWith("\r\n").doesNotContain("\r\n\r\n", "$s", "null");
        assertThat(fields.split("\r\n"))
                .hasSizeGreaterThan(40)
                .allSatisfy(line -> assertThat(line).matches("[!-9;-~]+: ?.*|[ \t]\\S.*"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(998).doesNotContain("\n", "\r"));
    }

    @Test
    void makesAMessageIdOfTheSubmission() throws IOException {
        assertThat(header(ExchangeHeaders.messageId(SUBMISSION)).first("Message-ID"))
                .matches("<7C9A2B10111142228333000000000001@[A-Za-z0-9.]+\\.prod\\.outlook\\.com>");
    }

    private static MailHeader header(String fields) throws IOException {
        return MailHeader.read(new ByteArrayInputStream((fields + "\r\n").getBytes(US_ASCII)));
    }
}
