package org.afterword.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.afterword.process.settings.SettingsException;
import org.afterword.process.settings.SettingsReader;
import org.junit.jupiter.api.Test;

class StoreSettingsTest {
    @Test
    void readsAFolder() {
        assertThat(read(Map.of("AFTERWORD_STORE", "folder:/var/lib/afterword")))
                .isEqualTo(new StoreSettings.Folder(Path.of("/var/lib/afterword")));
    }

    @Test
    void saysWhatIsMissingOrWrong() {
        assertThatThrownBy(() -> read(Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("AFTERWORD_STORE is missing");
        assertThatThrownBy(() -> read(Map.of("AFTERWORD_STORE", "s3:bucket")))
                .hasMessageContaining("AFTERWORD_STORE must be folder:PATH or azure");
        assertThatThrownBy(() -> read(Map.of("AFTERWORD_STORE", "folder:")))
                .hasMessageContaining("AFTERWORD_STORE must be folder:PATH or azure");
    }

    @Test
    void readsAStampReachedByItsManagedIdentity() {
        StoreSettings settings = read(Map.of(
                "AFTERWORD_STORE", "azure",
                "AFTERWORD_BLOB_ENDPOINT", "https://mail.blob.core.windows.net",
                "AFTERWORD_QUEUE_ENDPOINT", "https://mail.queue.core.windows.net",
                "AFTERWORD_COSMOS_ENDPOINT", "https://stamp.documents.azure.com",
                "AFTERWORD_CLIENT_ID", "0f6c1e7a-1111-4222-8333-944444444444"));
        assertThat(settings)
                .isEqualTo(new StoreSettings.Azure(
                        new StoreSettings.Endpoints(
                                URI.create("https://mail.blob.core.windows.net"),
                                URI.create("https://mail.queue.core.windows.net")),
                        URI.create("https://stamp.documents.azure.com"),
                        Optional.empty(),
                        Optional.of("0f6c1e7a-1111-4222-8333-944444444444")));
    }

    @Test
    void readsKeysAndDoesNotShowThem() {
        StoreSettings settings = read(Map.of(
                "AFTERWORD_STORE", "azure",
                "AFTERWORD_STORAGE_CONNECTION", "AccountKey=secret-one",
                "AFTERWORD_COSMOS_ENDPOINT", "http://127.0.0.1:3000",
                "AFTERWORD_COSMOS_KEY", "secret-two"));
        assertThat(settings).isInstanceOf(StoreSettings.Azure.class);
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @Test
    void namesAllThatAStampLacks() {
        assertThatThrownBy(() -> read(Map.of("AFTERWORD_STORE", "azure", "AFTERWORD_COSMOS_ENDPOINT", "stamp")))
                .hasMessageContaining("AFTERWORD_BLOB_ENDPOINT is missing")
                .hasMessageContaining("AFTERWORD_QUEUE_ENDPOINT is missing")
                .hasMessageContaining("AFTERWORD_COSMOS_ENDPOINT must be an address");
    }

    private static StoreSettings read(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment);
        StoreSettings settings = StoreSettings.from(reader);
        reader.finish();
        return settings;
    }
}
