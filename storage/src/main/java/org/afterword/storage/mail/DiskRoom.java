package org.afterword.storage.mail;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Room on a small disk for the mails that are being worked on: each takes its bytes before it is written, or comes again. Nobody
 * waits here. One that is larger than all the room gets all of it, alone. Safe for use by several threads.
 *
 * <p>Where many small ones come and go there is never much room at one moment. So a mail that wants more than half of it and
 * finds too little has a claim: until it comes again, or for a little longer than it is hidden at most, no other begins.
 */
public final class DiskRoom {
    /** Longer than a mail is hidden that found no room, which is never for longer than {@link SigningQueue#SOON}. */
    private static final Duration CLAIM = SigningQueue.SOON.plusSeconds(20);

    private final long all;
    private final LongSupplier nanoTime;
    private long taken;
    private @Nullable SpoolName claimant;
    private long claimedAt;

    /** @param bytes how much there is */
    public DiskRoom(long bytes) {
        this(bytes, System::nanoTime);
    }

    DiskRoom(long bytes, LongSupplier nanoTime) {
        this.all = Math.max(1, bytes);
        this.nanoTime = nanoTime;
    }

    /** Room that is taken until it is closed; closing it twice does nothing more. */
    public final class Taken implements AutoCloseable {
        private final long bytes;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Taken(long bytes) {
            this.bytes = bytes;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                giveBack(bytes);
            }
        }
    }

    /** Takes room for the bytes of a mail; empty if there is too little now. */
    public synchronized Optional<Taken> take(SpoolName mail, long bytes) {
        long count = Math.clamp(bytes, 1, all);
        if (claimant != null && nanoTime.getAsLong() - claimedAt > CLAIM.toNanos()) {
            claimant = null;
        }
        boolean itsTurn = claimant == null || claimant.equals(mail);
        if (itsTurn && count <= all - taken) {
            claimant = null;
            taken += count;
            return Optional.of(new Taken(count));
        }
        if (itsTurn && count > all / 2) {
            claimant = mail;
            claimedAt = nanoTime.getAsLong();
        }
        return Optional.empty();
    }

    private synchronized void giveBack(long bytes) {
        taken -= bytes;
    }
}
