package org.afterword.storage.embedded.database;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the folder can be trusted, and whether it may take more mail. Safe for use by several threads. */
public final class StoreHealth {
    private static final Logger LOG = LoggerFactory.getLogger(StoreHealth.class);

    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable String> damage = new AtomicReference<>();
    private final AtomicReference<@Nullable String> fault = new AtomicReference<>();
    private volatile @Nullable String shortage;

    /** Nothing can be stored any more until a restart: what is written may not be there afterwards. */
    public void fail(String sentence) {
        if (failure.compareAndSet(null, sentence)) {
            LOG.error("the store has stopped: {}", sentence);
        }
    }

    /** A part cannot be read. What was taken is still worked on; nothing new is taken until a restart has set it aside. */
    public void damaged(String sentence) {
        if (damage.compareAndSet(null, sentence)) {
            LOG.error("no more mail is taken: {}", sentence);
        }
    }

    /** A change could not be written, and nobody was told that it was. Nothing new is taken until one can be written again. */
    public void unwritable(String sentence) {
        if (fault.compareAndSet(null, sentence)) {
            LOG.error("no more mail is taken: {}", sentence);
        }
    }

    public boolean isUnwritable() {
        return fault.get() != null;
    }

    /** A change has been written. */
    public void written() {
        if (fault.get() != null && fault.getAndSet(null) != null) {
            LOG.info("the store can be written again");
        }
    }

    /** No more mail is taken while this holds. @param sentence null if there is room again */
    public void shortOfSpace(@Nullable String sentence) {
        String before = shortage;
        shortage = sentence;
        if (sentence != null && before == null) {
            LOG.error("no more mail is taken: {}", sentence);
        } else if (sentence == null && before != null) {
            LOG.info("there is room on the disk again");
        }
    }

    public boolean isDamaged() {
        return damage.get() != null;
    }

    /** @throws IOException if the store has stopped */
    public void check() throws IOException {
        refuse(failure.get());
    }

    /** @throws IOException if nothing new may be taken */
    public void checkIntake() throws IOException {
        check();
        refuse(damage.get());
        refuse(fault.get());
        refuse(shortage);
    }

    private static void refuse(@Nullable String sentence) throws IOException {
        if (sentence != null) {
            throw new IOException(sentence);
        }
    }
}
