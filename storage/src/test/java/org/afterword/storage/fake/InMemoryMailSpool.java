package org.afterword.storage.fake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.afterword.engine.message.RawMessage;
import org.afterword.storage.mail.DiskRoom;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.jspecify.annotations.Nullable;

/** The spool in the heap. */
public final class InMemoryMailSpool implements MailSpool {
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final InstantSource clock;
    private final Knobs knobs = new Knobs();
    private final Map<SpoolName, Mail> mails = new ConcurrentHashMap<>();
    private volatile DiskRoom room = new DiskRoom(Long.MAX_VALUE);
    private volatile int withoutRoom;

    public InMemoryMailSpool() {
        this(InstantSource.system());
    }

    public InMemoryMailSpool(InstantSource clock) {
        this.clock = clock;
    }

    /** Makes {@link MailSpool#receive} fail so many times. */
    public InMemoryMailSpool failNextReceive(int times) {
        knobs.fail("receive", times);
        return this;
    }

    /** Makes the writing of a block fail. */
    public InMemoryMailSpool failNextWrite(int times) {
        knobs.fail("write", times);
        return this;
    }

    public InMemoryMailSpool failNextCommit(int times) {
        knobs.fail("commit", times);
        return this;
    }

    public InMemoryMailSpool failNextLease(int times) {
        knobs.fail("lease", times);
        return this;
    }

    public InMemoryMailSpool failNextRenew(int times) {
        knobs.fail("renew", times);
        return this;
    }

    public InMemoryMailSpool failNextNote(int times) {
        knobs.fail("note", times);
        return this;
    }

    public InMemoryMailSpool failNextDelete(int times) {
        knobs.fail("delete", times);
        return this;
    }

    public InMemoryMailSpool failNextUnattended(int times) {
        knobs.fail("unattended", times);
        return this;
    }

    /** Makes {@link MailSpool#lease} fail when it has taken the lease and not yet read the mail: nobody gives it back. */
    public InMemoryMailSpool failNextLeaseHalfWay(int times) {
        knobs.fail("read", times);
        return this;
    }

    /** Puts other JSON in the place of a mail's job. */
    public void replaceJob(SpoolName name, String json) {
        Objects.requireNonNull(mails.get(name), "it is not there").replaceJob(json);
    }

    /** Lets each commit take that long. */
    public InMemoryMailSpool delayCommits(Duration delay) {
        knobs.delay("commit", delay);
        return this;
    }

    /** Lets each lease take that long. */
    public InMemoryMailSpool delayLeases(Duration delay) {
        knobs.delay("lease", delay);
        return this;
    }

    /** Lets each renewal take that long. */
    public InMemoryMailSpool delayRenewals(Duration delay) {
        knobs.delay("renew", delay);
        return this;
    }

    /** Has each renewal do this first. */
    public InMemoryMailSpool onRenew(Knobs.Step step) {
        knobs.on("renew", step);
        return this;
    }

    /** Has each asking for a lease do this first. */
    public InMemoryMailSpool onLease(Knobs.Step step) {
        knobs.on("lease", step);
        return this;
    }

    /** Has each that has taken a lease do this first. */
    public InMemoryMailSpool onLeased(Knobs.Step step) {
        knobs.on("read", step);
        return this;
    }

    /** Has each reading of a mail's bytes do this first. */
    public InMemoryMailSpool onMessage(Knobs.Step step) {
        knobs.on("message", step);
        return this;
    }

    /** Lets mail of more than so many bytes be read only where it gets room. */
    public InMemoryMailSpool room(DiskRoom forLargeMail, int largerThan) {
        room = forLargeMail;
        withoutRoom = largerThan;
        return this;
    }

    /** The names of all mail that is there. */
    public List<SpoolName> names() {
        return List.copyOf(mails.keySet());
    }

    /** The bytes of a mail, if it is there. */
    public Optional<byte[]> bytes(SpoolName name) {
        return Optional.ofNullable(mails.get(name)).map(mail -> mail.bytes.clone());
    }

    /** The job of a mail as last noted, if it is there. */
    public Optional<SigningJob> job(SpoolName name) {
        return Optional.ofNullable(mails.get(name)).map(mail -> SigningJob.parse(mail.job));
    }

    @Override
    public Incoming receive(SpoolName name) throws IOException {
        knobs.meet("receive");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new Incoming() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] block, int offset, int length) throws IOException {
                knobs.meet("write");
                bytes.write(block, offset, length);
            }

            @Override
            public void commit(SigningJob job) throws IOException {
                knobs.meet("commit");
                mails.put(name, new Mail(bytes.toByteArray(), job, clock.instant()));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Lease lease(SpoolName name) throws IOException {
        knobs.meet("lease");
        Mail mail = mails.get(name);
        if (mail == null) {
            return new Gone();
        }
        HeldLease lease = new HeldLease(name, mail);
        if (!mail.take(lease, clock.instant())) {
            return new Busy();
        }
        knobs.meet("read");
        try {
            lease.job = mail.job(name);
            return lease;
        } catch (IOException noEnvelope) {
            lease.close();
            throw noEnvelope;
        }
    }

    @Override
    public Lease leaseUnread(SpoolName name) throws IOException {
        Lease lease = lease(name);
        if (lease instanceof HeldLease held) {
            held.unread = true;
        }
        return lease;
    }

    @Override
    public Optional<SigningJob> noted(SpoolName name) throws IOException {
        knobs.meet("noted");
        Mail mail = mails.get(name);
        return mail == null ? Optional.empty() : Optional.of(mail.job(name));
    }

    @Override
    public Unattended unattended(Duration quiet, Duration unbegun) throws IOException {
        knobs.meet("unattended");
        Instant now = clock.instant();
        List<SigningJob> crashed = new ArrayList<>();
        List<SigningJob> forgotten = new ArrayList<>();
        List<SigningJob> neverLeased = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        List<Instant> inHand = new ArrayList<>();
        mails.forEach((name, mail) -> {
            boolean isForgotten = mail.forgotten(now.minus(quiet));
            boolean isCrashed = mail.crashed(now);
            boolean isNeverLeased = !isForgotten && mail.neverLeased(now.minus(unbegun));
            try {
                SigningJob job = mail.job(name);
                if (isForgotten || isCrashed || isNeverLeased) {
                    (isForgotten ? forgotten : isCrashed ? crashed : neverLeased).add(job);
                }
                if (job.keptAside().isEmpty()) {
                    inHand.add(job.receivedAt());
                }
            } catch (IOException noEnvelope) {
                if (isForgotten || isCrashed || isNeverLeased) {
                    unreadable.add(new Unreadable(name, String.valueOf(noEnvelope.getMessage())));
                }
            }
        });
        return Unattended.of(
                crashed, forgotten, neverLeased, unreadable, inHand.stream().min(Comparator.naturalOrder()));
    }

    private static final class Mail {
        final byte[] bytes;
        private String job;
        private @Nullable Leased holder;
        private Instant leasedUntil = Instant.MIN;
        private Instant touched;
        private boolean leasedOnce;

        Mail(byte[] bytes, SigningJob job, Instant now) {
            this.bytes = bytes;
            this.job = job.toJson();
            this.touched = now;
        }

        /** @throws IOException if it tells nobody to whom the mail goes */
        synchronized SigningJob job(SpoolName name) throws IOException {
            try {
                return SigningJob.parse(name, job);
            } catch (IllegalArgumentException unusable) {
                throw new IOException("no usable job: " + unusable.getMessage());
            }
        }

        synchronized void replaceJob(String json) {
            job = json;
        }

        synchronized boolean take(Leased lease, Instant now) {
            if (holder != null && leasedUntil.isAfter(now)) {
                return false;
            }
            holder = lease;
            leasedOnce = true;
            leasedUntil = now.plus(LEASE);
            return true;
        }

        synchronized boolean crashed(Instant now) {
            return holder != null && !leasedUntil.isAfter(now);
        }

        synchronized boolean forgotten(Instant quietSince) {
            return holder == null && touched.isBefore(quietSince);
        }

        synchronized boolean neverLeased(Instant unbegunSince) {
            return !leasedOnce && touched.isBefore(unbegunSince);
        }

        synchronized boolean heldBy(Leased lease, Instant now) {
            return holder == lease && leasedUntil.isAfter(now);
        }

        synchronized void prolong(Instant now) {
            leasedUntil = now.plus(LEASE);
        }

        synchronized void note(SigningJob newJob, Instant now) {
            job = newJob.toJson();
            touched = now;
        }

        synchronized void giveBack(Leased lease, Instant now) {
            if (holder == lease) {
                holder = null;
                touched = now;
            }
        }
    }

    private final class HeldLease implements Leased {
        private final SpoolName name;
        private final Mail mail;
        private @Nullable SigningJob job;
        private boolean unread;
        private DiskRoom.@Nullable Taken taken;

        HeldLease(SpoolName name, Mail mail) {
            this.name = name;
            this.mail = mail;
        }

        @Override
        public RawMessage message() throws IOException {
            if (unread) {
                throw new IllegalStateException("leased unread");
            }
            knobs.meet("message");
            if (taken == null && mail.bytes.length > withoutRoom) {
                taken = room.take(name, mail.bytes.length).orElseThrow(() -> new NoDiskRoomException(null));
            }
            return RawMessage.of(mail.bytes);
        }

        @Override
        public SigningJob job() {
            return Objects.requireNonNull(job, "leased");
        }

        @Override
        public void renew() throws IOException {
            knobs.meet("renew");
            checkHeld();
            mail.prolong(clock.instant());
        }

        @Override
        public void note(SigningJob newJob) throws IOException {
            knobs.meet("note");
            checkHeld();
            mail.note(newJob, clock.instant());
            job = newJob;
        }

        @Override
        public void delete() throws IOException {
            knobs.meet("delete");
            checkHeld();
            mails.remove(name, mail);
        }

        @Override
        public void close() {
            if (taken != null) {
                taken.close();
            }
            mail.giveBack(this, clock.instant());
        }

        private void checkHeld() throws IOException {
            if (mails.get(name) != mail || !mail.heldBy(this, clock.instant())) {
                throw new LeaseLostException(name, null);
            }
        }
    }
}
