package org.afterword.process.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    private static List<String> problems(SettingsReader reader) {
        return catchThrowableOfType(SettingsException.class, reader::finish).problems();
    }

    @Test
    void readsWhatIsThere(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("key.pem"));
        SettingsReader reader = new SettingsReader(
                Map.of("TEXT", "  text ", "NUMBER", "7", "SECONDS", "90", "FLAG", "true", "FILE", file.toString()));
        assertThat(reader.required("TEXT")).isEqualTo("text");
        assertThat(reader.optional("TEXT")).contains("text");
        assertThat(reader.number("NUMBER", 1, 1, 10)).isEqualTo(7);
        assertThat(reader.seconds("SECONDS", Duration.ofMinutes(5), 1, 100)).isEqualTo(Duration.ofSeconds(90));
        assertThat(reader.flag("FLAG", false)).isTrue();
        assertThat(reader.requiredFile("FILE")).isEqualTo(file);
        assertThat(reader.optionalFile("FILE")).contains(file);
        assertThatCode(reader::finish).doesNotThrowAnyException();
    }

    @Test
    void takesAnEmptyValueForAbsent() {
        SettingsReader reader = new SettingsReader(Map.of("TEXT", " ", "NUMBER", "", "FLAG", "", "FILE", ""));
        assertThat(reader.optional("TEXT", "standard")).isEqualTo("standard");
        assertThat(reader.number("NUMBER", 3, 1, 10)).isEqualTo(3);
        assertThat(reader.seconds("NONE", Duration.ofMinutes(5), 1, 600)).isEqualTo(Duration.ofMinutes(5));
        assertThat(reader.flag("FLAG", true)).isTrue();
        assertThat(reader.optionalFile("FILE")).isEmpty();
        assertThatCode(reader::finish).doesNotThrowAnyException();
    }

    @Test
    void namesAllThatIsWrongAtOnceAndReadsOn(@TempDir Path folder) {
        Path missing = folder.resolve("missing.pem");
        SettingsReader reader = new SettingsReader(Map.of("FLAG", "yes", "NUMBER", "11", "FILE", missing.toString()));
        assertThat(reader.required("TEXT")).isEmpty();
        assertThat(reader.flag("FLAG", true)).isTrue();
        assertThat(reader.number("NUMBER", 3, 1, 10)).isEqualTo(3);
        assertThat(reader.requiredFile("FILE")).isEqualTo(missing);
        reader.problem("FOUND by the caller");
        assertThat(problems(reader))
                .containsExactly(
                        "TEXT is missing",
                        "FLAG must be true or false",
                        "NUMBER must be a whole number from 1 to 10",
                        "FILE names a file that does not exist: " + missing,
                        "FOUND by the caller");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "-1", "1.5", "seven", "99999999999", "0x1"})
    void refusesNumbersOutOfRange(String text) {
        SettingsReader reader = new SettingsReader(Map.of("NUMBER", text));
        assertThat(reader.number("NUMBER", 3, 1, 10)).isEqualTo(3);
        assertThat(problems(reader)).containsExactly("NUMBER must be a whole number from 1 to 10");
    }

    @Test
    void refusesAFolderInPlaceOfAFile(@TempDir Path folder) {
        SettingsReader reader = new SettingsReader(Map.of("FILE", folder.toString()));
        assertThat(reader.optionalFile("FILE")).contains(folder);
        assertThat(problems(reader)).containsExactly("FILE names a file that does not exist: " + folder);
    }
}
