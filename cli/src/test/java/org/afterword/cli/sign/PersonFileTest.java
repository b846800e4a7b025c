package org.afterword.cli.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.afterword.engine.model.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersonFileTest {
    @TempDir
    Path folder;

    private Person read(String json) throws IOException {
        return PersonFile.read(Files.writeString(folder.resolve("p.json"), json));
    }

    @Test
    void takesTheFieldsOfGraphsUser() throws IOException {
        Person anna = read("""
                {"mail": "Anna@Contoso.example", "displayName": "Anna Keller", "accountEnabled": true, "jobTitle": null,
                 "businessPhones": ["+41 44 1", "+41 44 2"], "otherMails": [],
                 "onPremisesExtensionAttributes": {"extensionAttribute1": "E1", "extensionAttribute2": null}}
                """);
        assertThat(anna.mail().address()).isEqualToIgnoringCase("anna@contoso.example");
        assertThat(anna.attributes())
                .containsEntry("displayName", "Anna Keller")
                .containsEntry("accountEnabled", "true")
                .containsEntry("businessPhones", "+41 44 1")
                .containsEntry("extensionAttribute1", "E1")
                .doesNotContainKeys("jobTitle", "otherMails", "extensionAttribute2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"mail\": | is not JSON: line 1",
                "[1] | must hold one JSON object",
                "{\"displayName\": \"A\"} | needs the field \"mail\"",
                "{\"mail\": \"nobody\"} | needs the field \"mail\"",
            })
    void namesTheFileAndWhatIsWrongWithIt(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("p.json")
                .hasMessageContaining(message);
    }

    @Test
    void namesAFileThatIsMissing() {
        Path missing = folder.resolve("none.json");
        assertThatThrownBy(() -> PersonFile.read(missing))
                .isInstanceOfAny(NoSuchFileException.class, FileNotFoundException.class)
                .hasMessageContaining("none.json");
    }
}
