package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Objects;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.jspecify.annotations.Nullable;

/** A mail on its way into the folder: in the heap as long as it is small, else in a file of its own. */
final class FolderIncoming extends MailSpool.Incoming {
    private static final int FIRST = 16 * 1024;

    private final FolderMailSpool spool;
    private final LargeMails largeMails;
    private final SpoolName name;
    private byte[] buffer = new byte[FIRST];
    private int buffered;
    private long spilled;
    private @Nullable FileChannel file;
    private boolean committed;

    FolderIncoming(FolderMailSpool spool, LargeMails largeMails, SpoolName name) {
        this.spool = spool;
        this.largeMails = largeMails;
        this.name = name;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] block, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, block.length);
        if (buffered + length > FolderMailSpool.LARGE) {
            spill();
        }
        if (length > FolderMailSpool.LARGE) {
            writeFully(ByteBuffer.wrap(block, offset, length));
            return;
        }
        if (buffered + length > buffer.length) {
            int wanted = Math.max(buffered + length, 2 * buffer.length);
            buffer = Arrays.copyOf(buffer, Math.min(FolderMailSpool.LARGE, wanted));
        }
        System.arraycopy(block, offset, buffer, buffered, length);
        buffered += length;
    }

    private void spill() throws IOException {
        if (file == null) {
            file = largeMails.create(name);
        }
        writeFully(ByteBuffer.wrap(buffer, 0, buffered));
        buffered = 0;
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        FileChannel target = Objects.requireNonNull(file, "spilled before");
        spilled += bytes.remaining();
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
    }

    @Override
    public void commit(SigningJob job) throws IOException {
        if (committed) {
            throw new IllegalStateException("this mail has been committed already");
        }
        if (file == null) {
            spool.commit(name, job, false, buffered, ByteBuffer.wrap(buffer, 0, buffered));
        } else {
            spill();
            largeMails.sync(file);
            spool.commit(name, job, true, spilled, ByteBuffer.allocate(0));
        }
        committed = true;
    }

    @Override
    public void close() throws IOException {
        FileChannel open = file;
        if (open != null) {
            file = null;
            open.close();
            if (!committed) {
                largeMails.remove(name);
            }
        }
    }
}
