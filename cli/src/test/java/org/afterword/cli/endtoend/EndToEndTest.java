package org.afterword.cli.endtoend;

import java.nio.file.Path;
import java.util.Map;
import org.afterword.storage.StoreSettings;

/** On the embedded stores. */
class EndToEndTest extends EndToEndContract {
    @Override
    Map<String, String> store(Path folder) {
        return Map.of(StoreSettings.STORE, "folder:" + folder);
    }
}
