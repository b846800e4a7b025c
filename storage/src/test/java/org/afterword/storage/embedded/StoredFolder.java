package org.afterword.storage.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;

/** A folder with mail in it, and ways to hurt it while no process has it open. */
record StoredFolder(Path path) {
    static final int PAGE = 8192;

    /** Stores and queues so many mails of a size, and closes the folder. */
    List<SigningJob> fill(int mails, int size) throws IOException {
        try (EmbeddedStores stores = EmbeddedStores.open(path)) {
            return fill(stores, mails, size);
        }
    }

    static List<SigningJob> fill(EmbeddedStores stores, int mails, int size) throws IOException {
        List<SigningJob> jobs = new ArrayList<>();
        for (int i = 0; i < mails; i++) {
            SigningJob job = Samples.job(java.time.Instant.now());
            Samples.store(stores.stores().spool(), job, content(job.spoolName(), size));
            stores.stores().queue().send(job, java.time.Duration.ZERO);
            jobs.add(job);
        }
        return jobs;
    }

    /** Bytes that begin with the mail's name, so that it can be found in a file, and that no other mail has. */
    static byte[] content(SpoolName name, int size) {
        byte[] content = new byte[size];
        new Random(name.hashCode()).nextBytes(content);
        byte[] text = name.toString().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, content, 0, text.length);
        return content;
    }

    /** Takes every job out of the queue; the mails that are there and as they were stored. */
    static List<SigningJob> returnAll(EmbeddedStores stores, int size) throws IOException {
        List<SigningJob> returned = new ArrayList<>();
        returnAll(stores, size, returned);
        return returned;
    }

    /** The same for a store that may refuse in the middle. */
    static void returnAll(EmbeddedStores stores, int size, List<SigningJob> returned) throws IOException {
        for (SigningJob job : QueuedJobs.takeAll(stores.queues())) {
            if (stores.stores().spool().lease(job.spoolName()) instanceof Leased leased) {
                try (leased) {
                    if (Arrays.equals(Samples.mail(leased), content(job.spoolName(), size))) {
                        returned.add(job);
                    }
                    leased.delete();
                }
            }
        }
    }

    Path database() {
        return path.resolve("mail.db");
    }

    Path log() {
        return path.resolve("mail.db-wal");
    }

    /** Where a mail lies that is damaged and set aside. */
    Path damagedMail(SigningJob job) {
        return path.resolve("damaged").resolve(job.jobId() + ".eml");
    }

    /** A copy of the folder as it is now: what a power cut leaves, if it is open. */
    StoredFolder cutOff(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.toList()) {
                Path to = copy.resolve(path.relativize(file).toString());
                if (!Files.isDirectory(file)) {
                    Files.copy(file, to);
                } else if (!Files.isDirectory(to)) {
                    Files.createDirectory(to);
                }
            }
        }
        return new StoredFolder(copy);
    }

    /** Flips one bit of the byte at {@code offset}. */
    static void flip(Path file, long offset) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(offset);
            int value = open.read();
            open.seek(offset);
            open.write(value ^ 0x10);
        }
    }

    static void overwrite(Path file, long offset, byte[] bytes) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(offset);
            open.write(bytes);
        }
    }

    /** Where the text lies in the file; -1 if it does not. */
    static long find(Path file, String text) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).indexOf(text);
    }

    /** The first page of rows below the root page of a table (https://sqlite.org/fileformat.html, section 1.6). */
    static int leafOf(Path file, int root) throws IOException {
        byte[] all = Files.readAllBytes(file);
        int start = (root - 1) * PAGE;
        if (all[start] != 0x05) {
            throw new IllegalStateException("the table has one page only");
        }
        int cell = start + number(all, start + 12, 2);
        return number(all, cell, 4);
    }

    private static int number(byte[] bytes, int offset, int length) {
        int number = 0;
        for (int i = 0; i < length; i++) {
            number = number << 8 | bytes[offset + i] & 0xff;
        }
        return number;
    }
}
