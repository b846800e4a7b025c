package org.afterword.storage.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingCodeTest {
    @ParameterizedTest
    @CsvSource({"0123456789ab", "K7MWQ2HDX4VT", "'  k7mwq2hdx4vt '"})
    void readsAHeadersValueWhateverItsCase(String value) {
        assertThat(RoutingCode.parse(value))
                .map(RoutingCode::value)
                .contains(value.strip().toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789a",
                "0123456789abc",
                "0123456789ai",
                "0123456789al",
                "0123456789ao",
                "0123456789au",
                "0123456789a-",
                "0123456789a\u0660",
                "012345 6789ab"
            })
    void refusesAnotherFormWithoutRepeatingIt(String value) {
        assertThat(RoutingCode.parse(value)).isEmpty();
        assertThatThrownBy(() -> new RoutingCode(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("0123456789");
    }

    @Test
    void isRandom() {
        SecureRandom random = new SecureRandom();
        Set<RoutingCode> codes = new HashSet<>();
        StringBuilder characters = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            RoutingCode code = RoutingCode.random(random);
            codes.add(code);
            characters.append(code.value());
        }

        assertThat(codes).hasSize(500);
        assertThat(characters.chars().distinct().count()).isEqualTo(32);
    }

    @Test
    void isStoredAsItsHash() {
        RoutingCode code = new RoutingCode("0123456789AB");

        assertThat(code.hash())
                .isEqualTo(new RoutingCode("0123456789ab").hash())
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(new RoutingCode("0123456789ac").hash());
    }

    @Test
    void doesNotShowItselfAsText() {
        assertThat(new RoutingCode("0123456789ab").toString()).doesNotContain("0123456789ab");
    }
}
