package org.afterword.cli.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.open.OpenStores;

/** On the embedded store, which dies with the stamp. */
class KillTest extends KillContract {
    @Override
    int kills() {
        return 24;
    }

    @Override
    Map<String, String> store() {
        return Map.of("AFTERWORD_STORE", "folder:" + folder.resolve("store"));
    }

    /** Looks into a copy, since opening a store recovers it. */
    @Override
    Set<UUID> inSpool(Set<UUID> jobs) throws IOException {
        Path copy = folder.resolve("copy");
        copy(folder.resolve("store"), copy);
        Set<UUID> there = new HashSet<>();
        try (OpenStores stores = OpenStores.open(new StoreSettings.Folder(copy))) {
            for (UUID job : jobs) {
                if (isThere(stores.stores().spool(), job)) {
                    there.add(job);
                }
            }
        }
        delete(copy);
        return there;
    }

    private static boolean isThere(MailSpool spool, UUID job) throws IOException {
        for (SpoolName name : names(job)) {
            if (spool.lease(name) instanceof MailSpool.Leased leased) {
                leased.close();
                return true;
            }
        }
        return false;
    }

    @Override
    void endWaiting() {}

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
