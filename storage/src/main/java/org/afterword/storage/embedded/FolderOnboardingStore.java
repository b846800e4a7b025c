package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.afterword.storage.onboarding.OnboardingKey;
import org.afterword.storage.onboarding.OnboardingStore;
import org.afterword.storage.port.Precondition;

/** Onboarding's documents as files, sessions deleted a day after their last change, and its jobs among the folder's queues. */
final class FolderOnboardingStore implements OnboardingStore {
    private static final Duration SESSION = Duration.ofDays(1);

    /** The documents are not divided. */
    private static final String ALL = "";

    private final Path folder;
    private final Documents documents;
    private final FolderQueues queues;
    private final InstantSource clock;

    private record Document(String json) {}

    FolderOnboardingStore(Path folder, FolderQueues queues, InstantSource clock) throws IOException {
        this.folder = folder;
        this.documents = new Documents(folder);
        this.queues = queues;
        this.clock = clock;
        removeOldSessions();
    }

    @Override
    public Optional<String> find(OnboardingKey key) throws IOException {
        return documents.find(ALL, key.name(), Document.class).map(Document::json);
    }

    @Override
    public synchronized Optional<String> update(OnboardingKey key, UnaryOperator<Optional<String>> change)
            throws IOException {
        Optional<String> changed = change.apply(find(key));
        if (changed.isPresent()) {
            documents.put(ALL, key.name(), new Document(changed.get()), new Precondition.Any());
        } else {
            documents.delete(ALL, key.name(), new Precondition.Any());
        }
        return changed;
    }

    @Override
    public void enqueue(String job) throws IOException {
        queues.send(QUEUE, job, Duration.ZERO);
    }

    private void removeOldSessions() throws IOException {
        Instant oldest = clock.instant().minus(SESSION);
        try (DirectoryStream<Path> sessions = Files.newDirectoryStream(folder, "session-*.json")) {
            for (Path session : sessions) {
                if (isOlder(session, oldest)) {
                    Files.deleteIfExists(session);
                }
            }
        }
    }

    private static boolean isOlder(Path file, Instant oldest) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(oldest);
        } catch (NoSuchFileException gone) {
            return false;
        }
    }
}
