package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.afterword.storage.Stores;
import org.afterword.storage.document.DocumentPersonStore;
import org.afterword.storage.document.DocumentSignatureStore;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.onboarding.OnboardingStore;

/**
 * All stores in one folder of this machine, for one process at a time. Whatever they called stored survives the end of
 * the process and, save for the trace, of the machine.
 *
 * <p>A process that opens a folder several times shares one set of stores, which is closed with the last. Safe for use
 * by several threads.
 */
public final class FolderStores implements AutoCloseable {
    private static final Map<Path, Opened> OPEN = new HashMap<>();

    private final Opened opened;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FolderStores(Opened opened) {
        this.opened = opened;
    }

    /**
     * Opens the stores in {@code folder}, which is made if it is not there.
     *
     * @throws IOException if it cannot be written or another process uses it; the message says what to do
     */
    public static FolderStores open(Path folder) throws IOException {
        return open(folder, InstantSource.system());
    }

    static FolderStores open(Path folder, InstantSource clock) throws IOException {
        Path real = create(folder);
        synchronized (OPEN) {
            Opened opened = OPEN.get(real);
            if (opened == null) {
                opened = new Opened(real, clock);
                OPEN.put(real, opened);
            }
            opened.users++;
            return new FolderStores(opened);
        }
    }

    private static Path create(Path folder) throws IOException {
        try {
            return Files.createDirectories(folder).toRealPath();
        } catch (FileAlreadyExistsException file) {
            throw new IOException(
                    "The store needs a folder, and " + folder + " is a file. Name another in AFTERWORD_STORE.", file);
        } catch (IOException denied) {
            throw new IOException(
                    "The folder " + folder + " cannot be made (" + denied.getMessage()
                            + "). Name another in AFTERWORD_STORE, or make it and give this user the right to write.",
                    denied);
        }
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

    /** Gives the stores back; the last to do so closes them. */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        synchronized (OPEN) {
            if (--opened.users == 0) {
                OPEN.remove(opened.folder);
                opened.close();
            }
        }
    }

    /** The one set of stores of a folder in this process. */
    private static final class Opened {
        final Path folder;
        final Stores stores;
        final FolderQueues queues;
        final OnboardingStore onboarding;
        private final FolderLock lock;
        private final FolderMailSpool spool;
        private int users;

        Opened(Path folder, InstantSource clock) throws IOException {
            this.folder = folder;
            this.lock = FolderLock.take(folder);
            FolderQueues openQueues = null;
            FolderMailSpool openSpool = null;
            try {
                openQueues = new FolderQueues(folder.resolve("queues"), clock);
                openSpool = new FolderMailSpool(folder.resolve("mail"), clock);
                openSpool.removeUnacknowledged(queuedMail(openQueues));
                queues = openQueues;
                spool = openSpool;
                stores = new Stores(
                        spool,
                        new FolderSigningQueue(queues),
                        new FolderTenantStore(folder.resolve("tenants")),
                        new DocumentSignatureStore(new Documents(folder.resolve("signatures")), clock),
                        new DocumentPersonStore(new Documents(folder.resolve("people"))),
                        new FolderTraceStore(folder.resolve("trace"), clock));
                onboarding = new FolderOnboardingStore(folder.resolve("onboarding"), queues, clock);
            } catch (IOException | RuntimeException unusable) {
                if (openSpool != null) {
                    openSpool.close();
                }
                if (openQueues != null) {
                    openQueues.close();
                }
                lock.close();
                throw unusable;
            }
        }

        private static Set<SpoolName> queuedMail(FolderQueues queues) throws IOException {
            Set<SpoolName> names = new HashSet<>();
            for (String queue : List.of(SigningQueue.NAME, SigningQueue.POISON)) {
                for (String body : queues.bodies(queue)) {
                    try {
                        names.add(SigningJob.parse(body).spoolName());
                    } catch (IllegalArgumentException notAJob) {
                        // It names no mail, so it keeps none.
                    }
                }
            }
            return names;
        }

        void close() throws IOException {
            try (lock;
                    queues;
                    spool) {
                // Closed in reverse order: nothing may be written once the folder is free for others.
            }
        }
    }
}
