package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;

/**
 * A record of the spool's log: what happened to which mail. After the name follow, where the kind has them, the job's
 * length and JSON, the mail's length, and its bytes unless they are in a file of their own.
 */
record SpoolRecord(byte kind, SpoolName name, ByteBuffer rest) {
    /** A mail with its job. */
    static final byte MAIL = 1;
    /** A mail whose bytes are in a file of their own, with its job. */
    static final byte LARGE_MAIL = 2;
    /** Another job for a mail that is there. */
    static final byte JOB = 3;
    /** The mail is gone. */
    static final byte GONE = 4;
    /** Somebody took the lease. */
    static final byte TAKEN = 5;
    /** The lease was given back. */
    static final byte GIVEN_BACK = 6;

    static SpoolRecord parse(ByteBuffer record) {
        byte kind = record.get();
        byte[] name = new byte[record.get()];
        record.get(name);
        return new SpoolRecord(kind, SpoolName.parse(new String(name, StandardCharsets.US_ASCII)), record);
    }

    /** The beginning of each record. */
    static ByteBuffer head(byte kind, SpoolName name) {
        byte[] text = name.toString().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(2 + text.length)
                .put(kind)
                .put((byte) text.length)
                .put(text)
                .flip();
    }

    /** The job's part of a record. */
    static ByteBuffer job(SigningJob job) {
        byte[] json = job.toJson().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + json.length)
                .putInt(json.length)
                .put(json)
                .flip();
    }

    /** What stands before the mail's bytes. */
    static ByteBuffer mailLength(long length) {
        return ByteBuffer.allocate(8).putLong(length).flip();
    }

    /** Reads the job, and leaves {@link #rest} at what follows it. */
    SigningJob readJob() throws IOException {
        byte[] json = new byte[rest.getInt()];
        rest.get(json);
        try {
            return SigningJob.parse(new String(json, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException damaged) {
            throw new IOException("the spool holds no usable job for " + name + ": " + damaged.getMessage(), damaged);
        }
    }

    /** Passes over the job. */
    void skipJob() {
        int length = rest.getInt();
        rest.position(rest.position() + length);
    }

    /** The bytes of a mail that are in the record itself, after {@link #readJob} or {@link #skipJob}. */
    byte[] readMail() {
        byte[] mail = new byte[Math.toIntExact(rest.getLong())];
        rest.get(mail);
        return mail;
    }
}
