package org.afterword.storage;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.afterword.storage.settings.SettingsReader;

/**
 * Where the stores are.
 *
 * @param folder the folder of the embedded stores
 */
public record StoreSettings(Path folder) {
    /** {@code folder:PATH}. */
    public static final String STORE = "AFTERWORD_STORE";

    private static final String FOLDER = "folder:";

    /** Reads the settings; what is missing or wrong is reported by the reader's {@link SettingsReader#finish}. */
    public static StoreSettings from(SettingsReader settings) {
        String store = settings.required(STORE);
        if (store.startsWith(FOLDER) && store.length() > FOLDER.length()) {
            try {
                return new StoreSettings(Path.of(store.substring(FOLDER.length())));
            } catch (InvalidPathException notAPath) {
                settings.problem(STORE + " names a folder that no file system could hold");
            }
        } else if (!store.isEmpty()) {
            settings.problem(STORE + " must be folder:PATH");
        }
        return new StoreSettings(Path.of(""));
    }
}
