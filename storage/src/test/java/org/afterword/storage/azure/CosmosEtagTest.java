package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;

class CosmosEtagTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "\"0000d826-0000-0700-0000-5f8f7b1d0000\", 0000d826-0000-0700-0000-5f8f7b1d0000",
                "0000d826, ~0000d826",
                "\"~x\", ~x",
                "\", ~\"",
                "\"\", ``"
            })
    void losesItsQuotationMarksAndIsMarkedIfItHadNone(String cosmos, String ours) {
        assertThat(CosmosEtag.fromCosmos(cosmos)).isEqualTo(ours);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"\"0000d826-0000\"", "0000d826-0000", "1"})
    void comesBackAsItWas(String cosmos) {
        String ours = CosmosEtag.fromCosmos(cosmos);

        assertThat(ours).doesNotContain("\"");
        assertThat(CosmosEtag.toCosmos(ours)).isEqualTo(cosmos);
    }

    @ParameterizedTest
    @NullAndEmptySource
    void isNeverAbsent(@Nullable String etag) {
        assertThatThrownBy(() -> CosmosEtag.fromCosmos(etag)).isInstanceOf(IllegalStateException.class);
    }
}
