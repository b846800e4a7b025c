package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.storage.blob.BlobContainerClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.afterword.engine.message.Envelope;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.standin.AzureStandIns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On Azurite. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class JobMetadataTest {
    private BlobContainerClient container;
    private JobMetadata metadata;

    @BeforeEach
    void open() throws IOException {
        container = AzureClients.mail(AzureStandIns.shared().settings());
        container.createIfNotExists();
        metadata = new JobMetadata(container);
    }

    @Test
    void keepsASmallJobInTheMetadata() throws IOException {
        SigningJob job = job(3);

        Map<String, String> written = metadata.write(job.spoolName(), job);

        assertThat(JobMetadata.fits(job)).isTrue();
        assertThat(written).hasSize(1);
        assertThat(written.toString()).matches("[ -~]+").hasSizeLessThan(8192).doesNotContain("fabrikam");
        assertThat(metadata.read(job.spoolName(), written)).isEqualTo(job);
        assertThat(secondBlobExists(job)).isFalse();
    }

    @Test
    void keepsALargeJobInASecondBlobUntilTheMailIsDeleted() throws IOException {
        SigningJob job = job(300);

        Map<String, String> written = metadata.write(job.spoolName(), job);

        assertThat(JobMetadata.fits(job)).isFalse();
        assertThat(written.toString()).hasSizeLessThan(100);
        assertThat(secondBlobExists(job)).isTrue();
        assertThat(metadata.read(job.spoolName(), written)).isEqualTo(job);

        metadata.delete(job.spoolName(), written);
        assertThat(secondBlobExists(job)).isFalse();
        metadata.delete(job.spoolName(), written);
    }

    @Test
    void replacesALargeJob() throws IOException {
        SigningJob job = job(300);
        metadata.write(job.spoolName(), job);
        SigningJob again = job.again(job.envelope());

        Map<String, String> written = metadata.write(job.spoolName(), again);

        assertThat(metadata.read(job.spoolName(), written)).isEqualTo(again);
        metadata.delete(job.spoolName(), written);
    }

    @Test
    void drawsTheLineWhereTheMetadataWouldBeTooLarge() throws IOException {
        List<SigningJob> jobs =
                IntStream.rangeClosed(1, 300).mapToObj(JobMetadataTest::job).toList();
        SigningJob largest = jobs.stream().filter(JobMetadata::fits).toList().getLast();

        Map<String, String> written = metadata.write(largest.spoolName(), largest);

        int size = written.entrySet().stream()
                .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
                .sum();
        assertThat(size).isBetween(7_500, 8_100);
        assertThat(jobs).anyMatch(job -> !JobMetadata.fits(job));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "eA==", "bnVsbA=="})
    void saysWhichMailHasNoUsableJob(String damaged) {
        SigningJob job = job(1);

        assertThatThrownBy(() -> metadata.read(job.spoolName(), Map.of("job", damaged)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the spool holds no usable job for " + job.spoolName());
        assertThatThrownBy(() -> metadata.read(job.spoolName(), Map.of())).isInstanceOf(IOException.class);
    }

    @Test
    void repeatsNothingOfADamagedJob() {
        SigningJob job = job(1);
        String json = job.toJson().replace("ben0@fabrikam.example", "secret");
        String damaged = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        assertThat(json).contains("secret");

        assertThatThrownBy(() -> metadata.read(job.spoolName(), Map.of("job", damaged)))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({"t/2026-01-01/j.eml, true", "t/2026-01-01/j.eml.job, false"})
    void tellsAMailFromAJob(String blob, boolean expected) {
        assertThat(JobMetadata.isMail(blob)).isEqualTo(expected);
    }

    private boolean secondBlobExists(SigningJob job) {
        return container.getBlobClient(job.spoolName() + ".job").exists();
    }

    private static SigningJob job(int recipients) {
        SigningJob sample = Samples.job(Instant.parse("2026-01-01T00:00:00Z"));
        List<String> addresses = IntStream.range(0, recipients)
                .mapToObj(i -> "ben" + i + "@fabrikam.example")
                .toList();
        return new SigningJob(
                sample.jobId(),
                sample.tenantId(),
                sample.spoolName(),
                sample.receivedAt(),
                1,
                Envelope.of("anna@contoso.example", addresses));
    }
}
