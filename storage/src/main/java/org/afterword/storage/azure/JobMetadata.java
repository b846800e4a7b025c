package org.afterword.storage.azure;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;

/**
 * The job of a mail, as metadata of its blob: base64 of its JSON, since metadata are ASCII. All metadata of a blob hold
 * 8 KB; a larger job is in a second blob, and the metadata say so. The metadata are written last, so that they
 * never name a blob that does not exist.
 */
final class JobMetadata {
    private static final String JOB = "job";
    private static final String IN_SECOND_BLOB = "beside";
    private static final String SUFFIX = ".job";
    /** In characters of base64; the rest of the 8 KB is for the metadata's names. */
    private static final int AT_MOST = 8000;

    private final BlobContainerClient container;

    JobMetadata(BlobContainerClient container) {
        this.container = container;
    }

    static boolean fits(SigningJob job) {
        return encoded(job).length() <= AT_MOST;
    }

    /** Whether a blob of the container is a mail, and not the job of one. */
    static boolean isMail(String blobName) {
        return !blobName.endsWith(SUFFIX);
    }

    /** The metadata for a blob with this job; the second blob, if there is one, is written before this returns. */
    Map<String, String> write(SpoolName name, SigningJob job) throws IOException {
        String encoded = encoded(job);
        if (encoded.length() <= AT_MOST) {
            return Map.of(JOB, encoded);
        }
        AzureCall.run("store a job", () -> secondBlob(name).upload(BinaryData.fromString(job.toJson()), true));
        return Map.of(JOB, IN_SECOND_BLOB);
    }

    /**
     * The job that the metadata of a mail lead to.
     *
     * @throws IOException if the store does not give it, or it tells nobody to whom the mail goes
     */
    SigningJob read(SpoolName name, Map<String, String> metadata) throws IOException {
        String encoded = metadata.getOrDefault(JOB, "");
        try {
            String json = encoded.equals(IN_SECOND_BLOB)
                    ? AzureCall.get(
                            "give a job",
                            () -> secondBlob(name).downloadContent().toString())
                    : new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return SigningJob.parse(name, json);
        } catch (IllegalArgumentException damaged) {
            throw new IOException("the spool holds no usable job for " + name + ": " + damaged.getMessage(), damaged);
        }
    }

    /** Removes the second blob of a deleted mail, if its metadata named one. */
    void delete(SpoolName name, Map<String, String> metadata) throws IOException {
        if (IN_SECOND_BLOB.equals(metadata.get(JOB))) {
            AzureCall.run("delete a job", () -> secondBlob(name).deleteIfExists());
        }
    }

    private BlobClient secondBlob(SpoolName name) {
        return container.getBlobClient(name + SUFFIX);
    }

    private static String encoded(SigningJob job) {
        return Base64.getEncoder().encodeToString(job.toJson().getBytes(StandardCharsets.UTF_8));
    }
}
