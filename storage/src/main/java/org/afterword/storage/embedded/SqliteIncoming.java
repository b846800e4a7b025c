package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import org.afterword.storage.embedded.database.PlainFiles;
import org.afterword.storage.embedded.database.Sha256;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.jspecify.annotations.Nullable;

/** A mail on its way in: in the heap as long as it is small, else in a file of its own. For one thread. */
final class SqliteIncoming extends MailSpool.Incoming {
    private static final int FIRST = 16 * 1024;

    private final SqliteMailSpool spool;
    private final LargeMailFiles largeMails;
    private final SpoolName name;
    private final MessageDigest digest = Sha256.start();
    private byte[] buffer = new byte[FIRST];
    private int buffered;
    private long written;
    private @Nullable FileChannel file;
    private boolean committed;

    SqliteIncoming(SqliteMailSpool spool, LargeMailFiles largeMails, SpoolName name) {
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
        digest.update(block, offset, length);
        if (buffered + length > SqliteMailSpool.LARGE) {
            spill();
        }
        if (length > SqliteMailSpool.LARGE) {
            writeToFile(ByteBuffer.wrap(block, offset, length));
            return;
        }
        if (buffered + length > buffer.length) {
            int wanted = Math.max(buffered + length, 2 * buffer.length);
            buffer = Arrays.copyOf(buffer, Math.min(SqliteMailSpool.LARGE, wanted));
        }
        System.arraycopy(block, offset, buffer, buffered, length);
        buffered += length;
    }

    private void spill() throws IOException {
        if (file == null) {
            file = largeMails.create(name.job());
        }
        writeToFile(ByteBuffer.wrap(buffer, 0, buffered));
        buffered = 0;
    }

    private void writeToFile(ByteBuffer bytes) throws IOException {
        written += bytes.remaining();
        PlainFiles.writeFully(Objects.requireNonNull(file, "spilled before"), bytes);
    }

    @Override
    public void commit(SigningJob job) throws IOException {
        if (committed) {
            throw new IllegalStateException("this mail has been committed already");
        }
        FileChannel open = file;
        if (open == null) {
            spool.store(name, job, Arrays.copyOf(buffer, buffered), digest.digest());
        } else {
            spill();
            spool.checkIntake();
            largeMails.keep(name.job(), open);
            spool.storeLarge(name, job, written, digest.digest());
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
                largeMails.remove(name.job());
            }
        }
    }
}
