package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.afterword.engine.message.RawMessage;
import org.afterword.storage.embedded.SegmentLog.Place;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.jspecify.annotations.Nullable;

/**
 * The spool in a log: a mail and its job are one record, and one sync makes many of them durable. A mail above 256 KiB
 * lies in a file of its own, to which its record points.
 *
 * <p>Leases are held in this process. That somebody holds one is written down too, without waiting for it, so that the
 * next process knows whose work was cut off.
 */
final class FolderMailSpool implements MailSpool, SegmentLog.Owner, AutoCloseable {
    /** Up to this size a mail goes through the heap and into the log. */
    static final int LARGE = 256 * 1024;

    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final int SEGMENT = 8 * 1024 * 1024;

    private final InstantSource clock;
    private final SegmentLog log;
    private final LargeMails largeMails;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<SpoolName, Mail> mails = new HashMap<>();

    /** What is known of a mail without reading it. Guarded by the spool's lock. */
    private static final class Mail {
        final boolean large;
        Place mail;
        Place job;
        boolean everLeased;

        @Nullable HeldLease holder;
        /** While somebody holds the lease, or held it when the last process ended. */
        @Nullable Instant leasedUntil;

        Mail(boolean large, Place place) {
            this.large = large;
            this.mail = place;
            this.job = place;
        }
    }

    FolderMailSpool(Path folder, InstantSource clock) throws IOException {
        this(folder, clock, SEGMENT);
    }

    FolderMailSpool(Path folder, InstantSource clock, int segmentSize) throws IOException {
        this.clock = clock;
        this.largeMails = new LargeMails(folder.resolve("large"));
        this.log = new SegmentLog(folder, segmentSize);
        log.open(this);
        Set<String> kept =
                mails.keySet().stream().map(name -> name.job().toString()).collect(Collectors.toSet());
        largeMails.removeAllBut(kept);
    }

    @Override
    public void replay(Place place, ByteBuffer bytes) {
        SpoolRecord record = SpoolRecord.parse(bytes);
        SpoolName name = record.name();
        Mail known = mails.get(name);
        switch (record.kind()) {
            case SpoolRecord.MAIL, SpoolRecord.LARGE_MAIL -> {
                Mail mail = new Mail(record.kind() == SpoolRecord.LARGE_MAIL, place);
                log.retain(place);
                log.retain(place);
                if (known != null) { // This is the copy, the first is about to be freed.
                    mail.everLeased = known.everLeased;
                    mail.leasedUntil = known.leasedUntil;
                    log.release(known.mail);
                    log.release(known.job);
                }
                mails.put(name, mail);
            }
            case SpoolRecord.JOB -> {
                if (known != null) {
                    log.retain(place);
                    log.release(known.job);
                    known.job = place;
                }
            }
            case SpoolRecord.GONE -> {
                if (mails.remove(name) != null && known != null) {
                    log.release(known.mail);
                    log.release(known.job);
                }
            }
            case SpoolRecord.TAKEN -> {
                if (known != null) {
                    known.everLeased = true;
                    known.leasedUntil = Instant.MIN;
                }
            }
            case SpoolRecord.GIVEN_BACK -> {
                if (known != null) {
                    known.leasedUntil = null;
                }
            }
            default -> throw new IllegalStateException("a later version has written this spool; use that version");
        }
    }

    @Override
    public void relocate(Place place, ByteBuffer bytes) throws IOException {
        SpoolRecord record = SpoolRecord.parse(bytes);
        lock.lock();
        try {
            Mail mail = mails.get(record.name());
            if (mail == null) {
                return;
            }
            if (mail.mail.is(place)) {
                copyMail(mail, record);
            } else if (mail.job.is(place)) {
                copyJob(mail, record);
            }
        } finally {
            lock.unlock();
        }
    }

    private void copyMail(Mail mail, SpoolRecord record) throws IOException {
        SigningJob job = record.readJob();
        if (mail.job != mail.mail) {
            if (!log.isDurable(mail.job)) {
                return; // Its turn comes again.
            }
            job = SpoolRecord.parse(log.read(mail.job)).readJob();
        }
        // The job goes with it: replayed after its own record, the copy would bring the first job back.
        Place copy =
                log.append(SpoolRecord.head(record.kind(), record.name()), SpoolRecord.job(job), copyOf(record.rest()));
        log.retain(copy);
        log.release(mail.mail);
        log.release(mail.job);
        mail.mail = copy;
        mail.job = copy;
        noteLeaseAgain(mail, record.name());
    }

    private void copyJob(Mail mail, SpoolRecord record) throws IOException {
        Place copy = log.append(SpoolRecord.head(SpoolRecord.JOB, record.name()), copyOf(record.rest()));
        log.release(mail.job);
        mail.job = copy;
    }

    private void noteLeaseAgain(Mail mail, SpoolName name) throws IOException {
        if (mail.everLeased) {
            log.release(log.appendLazily(SpoolRecord.head(SpoolRecord.TAKEN, name)));
        }
        if (mail.everLeased && mail.leasedUntil == null) {
            log.release(log.appendLazily(SpoolRecord.head(SpoolRecord.GIVEN_BACK, name)));
        }
    }

    private static ByteBuffer copyOf(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    @Override
    public Incoming receive(SpoolName name) {
        return new FolderIncoming(this, largeMails, name);
    }

    /** Writes the record of a mail that has come in and makes it known when it is durable. */
    void commit(SpoolName name, SigningJob job, boolean large, long length, ByteBuffer bytes) throws IOException {
        byte kind = large ? SpoolRecord.LARGE_MAIL : SpoolRecord.MAIL;
        Place place =
                log.append(SpoolRecord.head(kind, name), SpoolRecord.job(job), SpoolRecord.mailLength(length), bytes);
        try {
            log.await(place);
        } catch (IOException unsure) {
            log.release(place);
            throw unsure;
        }
        lock.lock();
        try {
            if (mails.containsKey(name)) {
                log.release(place);
                throw new IOException("there is a mail already under the name " + name);
            }
            log.retain(place);
            mails.put(name, new Mail(large, place));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Lease lease(SpoolName name) throws IOException {
        Mail mail;
        Place mailPlace;
        Place jobPlace;
        HeldLease lease;
        lock.lock();
        try {
            mail = mails.get(name);
            if (mail == null) {
                return new Gone();
            }
            if (mail.holder != null && mail.leasedUntil != null && mail.leasedUntil.isAfter(clock.instant())) {
                return new Busy();
            }
            lease = new HeldLease(name, mail);
            log.release(log.appendLazily(SpoolRecord.head(SpoolRecord.TAKEN, name)));
            mail.everLeased = true;
            mail.holder = lease;
            mail.leasedUntil = clock.instant().plus(LEASE);
            mailPlace = mail.mail;
            jobPlace = mail.job;
            log.retain(mailPlace);
            log.retain(jobPlace);
        } finally {
            lock.unlock();
        }
        try {
            lease.read(mailPlace, jobPlace);
            return lease;
        } catch (IOException | RuntimeException unreadable) {
            lease.close();
            throw unreadable;
        } finally {
            log.release(mailPlace);
            log.release(jobPlace);
        }
    }

    @Override
    public List<SigningJob> abandoned() throws IOException {
        List<Place> places = new ArrayList<>();
        lock.lock();
        try {
            Instant now = clock.instant();
            for (Mail mail : mails.values()) {
                if (mail.leasedUntil != null && !mail.leasedUntil.isAfter(now)) {
                    log.retain(mail.job);
                    places.add(mail.job);
                }
            }
        } finally {
            lock.unlock();
        }
        List<SigningJob> jobs = new ArrayList<>();
        try {
            for (Place place : places) {
                jobs.add(SpoolRecord.parse(log.read(place)).readJob());
            }
        } finally {
            places.forEach(log::release);
        }
        return jobs;
    }

    /**
     * Removes what the last process stored and never queued: mail that was not acknowledged, so that its sender has sent
     * it again. For one day it is kept all the same.
     *
     * @param queued the mail that a queue still names
     */
    void removeUnacknowledged(Set<SpoolName> queued) throws IOException {
        LocalDate yesterday =
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1);
        removeNeverLeased(yesterday, queued);
    }

    @Override
    public int removeNeverLeased(LocalDate day) throws IOException {
        return removeNeverLeased(day, Set.of());
    }

    private int removeNeverLeased(LocalDate day, Set<SpoolName> kept) throws IOException {
        List<SpoolName> names;
        lock.lock();
        try {
            names = mails.entrySet().stream()
                    .filter(entry -> !entry.getValue().everLeased)
                    .map(Map.Entry::getKey)
                    .filter(name -> name.day().isBefore(day) && !kept.contains(name))
                    .toList();
        } finally {
            lock.unlock();
        }
        for (SpoolName name : names) {
            remove(name, Optional.empty());
        }
        return names.size();
    }

    private void remove(SpoolName name, Optional<HeldLease> by) throws IOException {
        Mail mail;
        Place tombstone;
        lock.lock();
        try {
            if (by.isPresent()) {
                by.get().checkHeld();
            }
            mail = mails.get(name);
            if (mail == null) {
                return;
            }
            tombstone = log.append(SpoolRecord.head(SpoolRecord.GONE, name));
            log.release(tombstone);
            mails.remove(name);
            log.release(mail.mail);
            log.release(mail.job);
        } finally {
            lock.unlock();
        }
        log.await(tombstone);
        if (mail.large) {
            largeMails.remove(name);
        }
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    private final class HeldLease implements Leased {
        private final SpoolName name;
        private final Mail mail;
        private @Nullable RawMessage message;
        private @Nullable SigningJob job;

        HeldLease(SpoolName name, Mail mail) {
            this.name = name;
            this.mail = mail;
        }

        void read(Place mailPlace, Place jobPlace) throws IOException {
            SpoolRecord record = SpoolRecord.parse(log.read(mailPlace));
            if (jobPlace.is(mailPlace)) {
                job = record.readJob();
            } else {
                record.skipJob();
                job = SpoolRecord.parse(log.read(jobPlace)).readJob();
            }
            message = mail.large ? largeMails.read(name, record.rest().getLong()) : RawMessage.of(record.readMail());
        }

        @Override
        public RawMessage message() {
            return known(message);
        }

        @Override
        public SigningJob job() {
            return known(job);
        }

        private static <T> T known(@Nullable T value) {
            if (value == null) {
                throw new IllegalStateException("the mail has not been read");
            }
            return value;
        }

        @Override
        public void renew() throws IOException {
            lock.lock();
            try {
                checkHeld();
                mail.leasedUntil = clock.instant().plus(LEASE);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void note(SigningJob newJob) throws IOException {
            Place before;
            Place place;
            lock.lock();
            try {
                checkHeld();
                before = mail.job;
                place = log.append(SpoolRecord.head(SpoolRecord.JOB, name), SpoolRecord.job(newJob));
                mail.job = place;
            } finally {
                lock.unlock();
            }
            try {
                log.await(place);
            } catch (IOException unsure) {
                takeBack(place, before);
                throw unsure;
            }
            log.release(before);
            job = newJob;
        }

        private void takeBack(Place place, Place before) {
            lock.lock();
            try {
                if (mail.job == place) {
                    mail.job = before;
                    log.release(place);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void delete() throws IOException {
            remove(name, Optional.of(this));
        }

        @Override
        public void close() throws IOException {
            lock.lock();
            try {
                if (mail.holder == this) {
                    mail.holder = null;
                    mail.leasedUntil = null;
                    if (mails.get(name) == mail) {
                        log.release(log.appendLazily(SpoolRecord.head(SpoolRecord.GIVEN_BACK, name)));
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        private void checkHeld() throws IOException {
            boolean held = mails.get(name) == mail
                    && mail.holder == this
                    && mail.leasedUntil != null
                    && mail.leasedUntil.isAfter(clock.instant());
            if (!held) {
                throw new IOException("the lease of " + name + " was lost");
            }
        }
    }
}
