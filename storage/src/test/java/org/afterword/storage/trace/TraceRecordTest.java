package org.afterword.storage.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.json.StoredJson;
import org.junit.jupiter.api.Test;

class TraceRecordTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123Z");

    @Test
    void comesBackFromItsJson() throws IOException {
        TraceRecord record = Samples.trace(Samples.tenantId(), AT);
        assertThat(StoredJson.read(StoredJson.text(record), TraceRecord.class)).isEqualTo(record);
    }

    @Test
    void whatAnEarlierVersionDidNotWriteIsEmpty() throws IOException {
        String json = StoredJson.text(Samples.trace(Samples.tenantId(), AT))
                .replaceAll("\"(client|audience|confidence)\":\"[^\"]*\",", "")
                .replaceAll("\"(rules|replaced|evidence)\":\\[[^]]*],", "");
        assertThat(json).doesNotContain("mobile", "everybody", "thread");
        TraceRecord earlier = StoredJson.read(json, TraceRecord.class);
        assertThat(earlier.client()).isEmpty();
        assertThat(earlier.audience()).isEmpty();
        assertThat(earlier.confidence()).isEmpty();
        assertThat(earlier.rules()).isEmpty();
        assertThat(earlier.replaced()).isEmpty();
        assertThat(earlier.evidence()).isEmpty();
        assertThat(earlier.decision()).isEqualTo("signed");
    }
}
