package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.afterword.storage.Stores;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.onboarding.OnboardingStore;

/**
 * All stores in one folder of this machine, for one process at a time. Whatever they called stored survives the end of
 * the process and, save for the trace and the sessions, of the machine.
 *
 * <p>A process that opens a folder several times shares one set of stores, which is closed with the last. Safe for use
 * by several threads.
 */
public final class EmbeddedStores implements AutoCloseable {
    private static final Map<Path, OpenFolder> OPEN = new HashMap<>();

    private final OpenFolder opened;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedStores(OpenFolder opened) {
        this.opened = opened;
    }

    /**
     * Opens the stores in {@code folder}, which is made if it is not there.
     *
     * @throws IOException if it cannot be used; the message says why and what to do
     */
    public static EmbeddedStores open(Path folder) throws IOException {
        return open(folder, InstantSource.system(), ProcessTime.start());
    }

    /** @param time by which leases and queues go */
    static EmbeddedStores open(Path folder, InstantSource clock, InstantSource time) throws IOException {
        StoreFolder found = StoreFolder.create(folder);
        synchronized (OPEN) {
            OpenFolder opened = OPEN.get(found.path());
            if (opened == null) {
                opened = OpenFolder.open(found, DiskSpace.of(found.path()), clock, time);
                OPEN.put(found.path(), opened);
            }
            opened.users++;
            return new EmbeddedStores(opened);
        }
    }

    /**
     * Writes a copy of the stores of {@code folder} to {@code target}, which must not be there: a folder that can be opened
     * in the place of the first. The stores may be in use meanwhile, by this process or another.
     *
     * @throws IOException if that cannot be done; the message says why, and {@code target} is not there
     */
    public static void backup(Path folder, Path target) throws IOException {
        new Backup(folder, target).run();
    }

    public Stores stores() {
        return opened.stores;
    }

    public OnboardingStore onboarding() {
        return opened.onboarding;
    }

    /** The queues as the triggers see them. */
    public TriggerQueues queues() {
        return opened.queues;
    }

    OpenFolder opened() {
        return opened;
    }

    /** Gives the stores back; the last to do so closes them. */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        synchronized (OPEN) {
            if (--opened.users == 0) {
                OPEN.remove(opened.path());
                opened.close();
            }
        }
    }
}
