package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.standin.AzureStandIns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On Azurite. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BlobContentTest {
    private static final int HEAP = 1024 * 1024;

    private BlobClient blob;

    @BeforeEach
    void open() throws IOException {
        blob = AzureClients.mail(AzureStandIns.shared().settings()).getBlobClient(UUID.randomUUID() + ".eml");
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "1048575, false", "1048576, false", "1048577, true", "3000000, true"})
    void keepsAMailOfMoreThanOneMebibyteInAFile(int size, boolean inFile) throws IOException {
        byte[] mail = Samples.bytes(size);
        blob.upload(BinaryData.fromBytes(mail), true);
        blob.setMetadata(Map.of("job", "x"));

        try (BlobContent content = BlobContent.read(blob)) {
            assertThat(content.message().bytes(0, content.message().size())).isEqualTo(mail);
            assertThat(content.metadata()).containsEntry("job", "x");
            assertThat(content.file() != null).isEqualTo(inFile);
        }
    }

    @Test
    void deletesTheFileWhenItIsClosed() throws IOException {
        blob.upload(BinaryData.fromBytes(Samples.bytes(HEAP + 1)), true);
        BlobContent content = BlobContent.read(blob);
        assertThat(Objects.requireNonNull(content.file())).hasSize(HEAP + 1);

        content.close();

        assertThat(content.file()).doesNotExist();
        content.close();
    }

    @Test
    void isNotThereBeforeItIsCommitted() {
        assertThatThrownBy(() -> BlobContent.read(blob)).isInstanceOf(NoSuchFileException.class);

        blob.getBlockBlobClient().stageBlock("MDAwMDAwMDA=", new ByteArrayInputStream(new byte[10]), 10);

        assertThatThrownBy(() -> BlobContent.read(blob)).isInstanceOf(NoSuchFileException.class);
    }
}
