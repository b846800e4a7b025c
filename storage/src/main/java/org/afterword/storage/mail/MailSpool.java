package org.afterword.storage.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.afterword.engine.message.RawMessage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps each mail from the moment we acknowledge it until its tenant has taken it back. Safe for use by several threads.
 *
 * <p>The policy: a mail is stored together with its job. A worker holds its lease, so that no two work on it at once. Each
 * step is noted on the mail under the lease before its effect can be seen elsewhere; so the note, and not the queue's copy,
 * is the state of a job. A lease that expired belongs to a worker that failed: its mail is queued again.
 *
 * <p>A mail that could be neither returned nor reported is kept aside: its job says so ({@link SigningJob#keptAside}), and all
 * else is as with any mail.
 *
 * <p>A mail ends by {@link Leased#delete} alone: nothing is ever removed for its age, since no store can know whether its
 * gateway had still said 250 before it died. A job that this version does not understand is read as
 * {@link SigningJob#parse(SpoolName, String)} says.
 */
public interface MailSpool {

    /**
     * Begins to store a mail. Nothing of it can be seen before {@link Incoming#commit}.
     *
     * @throws IOException if the spool is unavailable or full
     */
    Incoming receive(SpoolName name) throws IOException;

    /**
     * Takes the lease of a mail, for 60 s from now. Its bytes are not waited for: see {@link Leased#message}.
     *
     * @throws IOException if the spool does not answer, or nobody can tell from the mail's job to whom it goes
     */
    Lease lease(SpoolName name) throws IOException;

    /**
     * As {@link #lease}, for somebody who does not need the mail's bytes: they are not read, and {@link Leased#message} must not be
     * asked for.
     */
    Lease leaseUnread(SpoolName name) throws IOException;

    /**
     * The job of a mail as last noted, whoever holds its lease, and may note another now; empty if the mail is not there.
     *
     * @throws IOException as {@link #lease} has it
     */
    Optional<SigningJob> noted(SpoolName name) throws IOException;

    /**
     * Looks at all mail. One that cannot be read never hides another.
     *
     * @param quiet how long nothing may have happened to a mail before it counts as forgotten
     * @param unbegun how long a mail may wait for its first lease before it counts as never leased
     * @throws IOException if the spool does not answer
     */
    Unattended unattended(Duration quiet, Duration unbegun) throws IOException;

    /**
     * Mail that no worker is seeing through. Nothing here tells that a mail was never acknowledged, so none may be removed.
     *
     * @param crashed the jobs, as last noted, of all mail whose lease expired without being released
     * @param forgotten the jobs of all mail that nobody holds and nobody has touched, where the spool cannot tell that a
     *     message waits for it: it was queued and its message was lost, or it was never queued
     * @param keptAside the jobs of what would be forgotten, were it not kept aside
     * @param neverLeased the jobs of all mail that is surely as it was stored, has had no lease for the time asked for, and is not
     *     forgotten; where the spool can tell that a message waits for it, that does not count either
     * @param unreadable of all, the mail whose job tells nobody to whom it goes
     * @param oldest when the oldest mail came in that is not kept aside, whoever works on it; empty if there is none
     */
    record Unattended(
            List<SigningJob> crashed,
            List<SigningJob> forgotten,
            List<SigningJob> keptAside,
            List<SigningJob> neverLeased,
            List<Unreadable> unreadable,
            Optional<Instant> oldest) {
        public Unattended {
            crashed = List.copyOf(crashed);
            forgotten = List.copyOf(forgotten);
            keptAside = List.copyOf(keptAside);
            neverLeased = List.copyOf(neverLeased);
            unreadable = List.copyOf(unreadable);
        }

        /** @param untouched the jobs of all mail that is forgotten or kept aside */
        public static Unattended of(
                List<SigningJob> crashed,
                List<SigningJob> untouched,
                List<SigningJob> neverLeased,
                List<Unreadable> unreadable,
                Optional<Instant> oldest) {
            Map<Boolean, List<SigningJob>> byAside = untouched.stream()
                    .collect(Collectors.partitioningBy(job -> job.keptAside().isPresent()));
            return new Unattended(
                    crashed,
                    byAside.getOrDefault(false, List.of()),
                    byAside.getOrDefault(true, List.of()),
                    neverLeased,
                    unreadable,
                    oldest);
        }
    }

    /** @param why says where the fault is, and repeats no value */
    record Unreadable(SpoolName name, String why) {}

    /** A mail on its way in: written in blocks, then committed; closed without a commit, it was never there. */
    abstract class Incoming extends OutputStream {
        /**
         * Makes the mail and its job durable: when this returns they survive the end of the process.
         *
         * @throws IOException if that is not sure; then the mail must not be acknowledged
         */
        public abstract void commit(SigningJob job) throws IOException;

        /** Removes what was not committed. */
        @Override
        public abstract void close() throws IOException;
    }

    /** The result of asking for a lease. */
    sealed interface Lease permits Leased, Busy, Gone {}

    /** Another worker holds the lease. */
    record Busy() implements Lease {}

    /** It is not there: it has been returned already. */
    record Gone() implements Lease {}

    /** A lease has ended, and another worker may hold it by now: whoever had it can change nothing any more. */
    final class LeaseLostException extends IOException {
        private static final long serialVersionUID = 1L;

        public LeaseLostException(SpoolName mail, @Nullable Throwable cause) {
            super("the lease of " + mail + " was lost", cause);
        }
    }

    /** A mail is too large for what the disk has free now, and is to be asked for again later; nothing is wrong with it. */
    final class NoDiskRoomException extends IOException {
        private static final long serialVersionUID = 1L;

        /** @param full the failure by which it was seen that the disk is full; null where other mails have taken the room */
        public NoDiskRoomException(@Nullable IOException full) {
            super("there is no room on the disk for a mail", full);
        }

        /** Whether the disk is full, of whatever it may be: then waiting for other mails may not help. */
        public boolean diskFull() {
            return getCause() != null;
        }
    }

    /**
     * A mail that this worker has leased until {@link #close}, or until 60 s after the last {@link #renew}. Used by one thread,
     * save {@link #renew}.
     */
    non-sealed interface Leased extends Lease, AutoCloseable {
        /**
         * The mail, read at the first call. A large one may take longer than a lease lasts, and so is to be renewed meanwhile.
         *
         * @throws NoDiskRoomException if it has to wait for room
         * @throws IOException if it cannot be read, or not in time
         */
        RawMessage message() throws IOException;

        /** The size of the mail in bytes, where the mail need not be read for that. @throws IOException as {@link #message} does */
        default long size() throws IOException {
            return message().size();
        }

        /** The job as last noted. */
        SigningJob job();

        /**
         * Holds the lease for another 60 s.
         *
         * @throws LeaseLostException if it was lost, which is so for good
         * @throws IOException if that is not known
         */
        void renew() throws IOException;

        /** Notes what is left to do, durably. @throws LeaseLostException if the lease was lost; then nothing was noted */
        void note(SigningJob job) throws IOException;

        /** Removes the mail: it has been returned. @throws LeaseLostException if the lease was lost */
        void delete() throws IOException;

        /** Releases the lease, unless the mail was deleted. */
        @Override
        void close() throws IOException;
    }
}
