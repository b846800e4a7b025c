package org.afterword.storage.azure;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;

/**
 * A mail on its way into a blob: up to 1 MiB in one call at the commit, else in blocks of that size while it comes in.
 * Blocks that are not committed cannot be seen, and Blob storage removes them after a week.
 */
final class BlobIncoming extends MailSpool.Incoming {
    private static final int BLOCK = 1024 * 1024;
    private static final int FIRST = 64 * 1024;

    private final BlockBlobClient blob;
    private final SpoolName name;
    private final JobMetadata jobs;
    private final List<String> blocks = new ArrayList<>();
    private byte[] buffer = new byte[FIRST];
    private int buffered;

    BlobIncoming(BlockBlobClient blob, SpoolName name, JobMetadata jobs) {
        this.blob = blob;
        this.name = name;
        this.jobs = jobs;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int done = 0;
        while (done < length) {
            if (buffered == BLOCK) {
                stage();
            }
            int count = Math.min(length - done, BLOCK - buffered);
            if (buffered + count > buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.min(BLOCK, Math.max(buffered + count, 2 * buffer.length)));
            }
            System.arraycopy(bytes, offset + done, buffer, buffered, count);
            buffered += count;
            done += count;
        }
    }

    private void stage() throws IOException {
        // Ids of one length within a blob, as Blob storage wants them.
        String id = Base64.getEncoder()
                .encodeToString("%08d".formatted(blocks.size()).getBytes(StandardCharsets.US_ASCII));
        AzureCall.run("take a part of a mail", () -> blob.stageBlock(id, content()));
        blocks.add(id);
        buffered = 0;
    }

    @Override
    public void commit(SigningJob job) throws IOException {
        Map<String, String> metadata = jobs.write(name, job);
        if (blocks.isEmpty()) {
            AzureCall.run(
                    "take a mail",
                    () -> blob.uploadWithResponse(
                            new BlockBlobSimpleUploadOptions(content()).setMetadata(metadata),
                            AzureClients.BY_TRIES,
                            Context.NONE));
        } else {
            stage();
            AzureCall.run(
                    "take a mail",
                    () -> blob.commitBlockListWithResponse(
                            new BlockBlobCommitBlockListOptions(blocks).setMetadata(metadata),
                            AzureClients.BY_TRIES,
                            Context.NONE));
        }
    }

    private BinaryData content() {
        return BinaryData.fromByteBuffer(ByteBuffer.wrap(buffer, 0, buffered));
    }

    @Override
    public void close() {
        buffer = new byte[0];
        buffered = 0;
    }
}
