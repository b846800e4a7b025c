package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobStorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.afterword.storage.standin.AzureStandIns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AzureCallTest {
    @Test
    void givesWhatTheCallGives() throws IOException {
        List<String> done = new ArrayList<>();

        assertThat(AzureCall.get("count", () -> 42)).isEqualTo(42);
        AzureCall.run("act", () -> done.add("acted"));

        assertThat(done).containsExactly("acted");
    }

    @Test
    void namesTheStatusThatTheStoreAnsweredAndNotItsText() throws IOException {
        BlobClient missing =
                AzureClients.mail(AzureStandIns.shared().settings()).getBlobClient("secret.eml");
        BlobStorageException refused = catchThrowableOfType(BlobStorageException.class, missing::getProperties);

        assertThat(AzureCall.status(refused)).isEqualTo(404);
        assertThatThrownBy(() -> AzureCall.run("give a mail", missing::getProperties))
                .isInstanceOf(IOException.class)
                .hasMessage("the store did not give a mail: it answered 404")
                .hasCauseInstanceOf(BlobStorageException.class);
    }

    @Test
    void namesTheKindOfAFailureWithoutAnAnswer() {
        RuntimeException failed = new IllegalStateException("secret");

        assertThat(AzureCall.status(failed)).isZero();
        assertThatThrownBy(() -> AzureCall.get("give a mail", () -> {
                    throw failed;
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the store did not give a mail: IllegalStateException")
                .hasCause(failed);
    }

    @Test
    void leavesAnIoExceptionAsItIs() {
        IOException failed = new FileNotFoundException("gone");

        assertThatThrownBy(() -> AzureCall.run("give a mail", () -> {
                    throw failed;
                }))
                .isSameAs(failed);
    }
}
