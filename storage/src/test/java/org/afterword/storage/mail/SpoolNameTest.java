package org.afterword.storage.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolNameTest {
    private static final TenantId TENANT = TenantId.of("0f6c1e7a-1111-4222-8333-944444444444");
    private static final UUID JOB = UUID.fromString("019352d9-0c00-7abc-8def-0123456789ab");
    private static final String NAME = TENANT + "/2026-01-31/" + JOB + ".eml";

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T00:00:00Z, 2026-01-31",
        "2026-01-31T23:59:59.999Z, 2026-01-31",
        "2026-02-01T00:00:00Z, 2026-02-01"
    })
    void hasTheDayInUtc(Instant receivedAt, LocalDate day) {
        assertThat(SpoolName.of(TENANT, receivedAt, JOB)).isEqualTo(new SpoolName(TENANT, day, JOB));
    }

    @Test
    void comesBackFromItsText() throws IOException {
        SpoolName name = SpoolName.of(TENANT, Instant.parse("2026-01-31T12:00:00Z"), JOB);

        assertThat(name).hasToString(NAME);
        assertThat(SpoolName.parse(NAME)).isEqualTo(name);
        assertThat(StoredJson.text(name)).isEqualTo('"' + NAME + '"');
        assertThat(StoredJson.read('"' + NAME + '"', SpoolName.class)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/" + NAME_BELOW,
                "../" + NAME_BELOW,
                "0f6c1e7a-1111-4222-8333-944444444444/2026-01-31/019352d9-0c00-7abc-8def-0123456789ab",
                "0f6c1e7a-1111-4222-8333-944444444444/2026-01-31/../../x.eml",
                "0f6c1e7a-1111-4222-8333-944444444444/2026-1-31/019352d9-0c00-7abc-8def-0123456789ab.eml",
                "0f6c1e7a-1111-4222-8333-944444444444\\2026-01-31\\019352d9-0c00-7abc-8def-0123456789ab.eml",
                "0f6c1e7a-1111-4222-8333-944444444444/2026-01-31/019352d9-0c00-7abc-8def-0123456789ab.eml.job",
                "------------------------------------/2026-01-31/019352d9-0c00-7abc-8def-0123456789ab.eml"
            })
    void refusesEveryOtherForm(String name) {
        assertThatThrownBy(() -> SpoolName.parse(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isFoundInATextOfAnyKind() {
        String noDay = NAME_BELOW.replace("2026-01-31", "2026-02-31");
        assertThat(SpoolName.findIn("{\"old\":\"" + noDay + "\",\"spoolName\":\"" + NAME_BELOW + "\"}"))
                .contains(SpoolName.parse(NAME_BELOW));
        assertThat(SpoolName.findIn(noDay)).isEmpty();
        assertThat(SpoolName.findIn("")).isEmpty();
    }

    private static final String NAME_BELOW =
            "0f6c1e7a-1111-4222-8333-944444444444/2026-01-31/019352d9-0c00-7abc-8def-0123456789ab.eml";
}
