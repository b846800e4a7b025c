package org.afterword.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.afterword.storage.settings.SettingsException;
import org.afterword.storage.settings.SettingsReader;
import org.junit.jupiter.api.Test;

class StoreSettingsTest {
    @Test
    void readsAFolder() {
        assertThat(read(Map.of("AFTERWORD_STORE", "folder:/var/lib/afterword")))
                .isEqualTo(new StoreSettings(Path.of("/var/lib/afterword")));
    }

    @Test
    void saysWhatIsMissingOrWrong() {
        assertThatThrownBy(() -> read(Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("AFTERWORD_STORE is missing");
        assertThatThrownBy(() -> read(Map.of("AFTERWORD_STORE", "s3:bucket")))
                .hasMessageContaining("AFTERWORD_STORE must be folder:PATH");
        assertThatThrownBy(() -> read(Map.of("AFTERWORD_STORE", "folder:")))
                .hasMessageContaining("AFTERWORD_STORE must be folder:PATH");
    }

    private static StoreSettings read(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment);
        StoreSettings settings = StoreSettings.from(reader);
        reader.finish();
        return settings;
    }
}
