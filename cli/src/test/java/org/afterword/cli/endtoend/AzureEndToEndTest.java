package org.afterword.cli.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.afterword.storage.standin.AzureStandIns;

/** On Azurite and the stand-in for Cosmos. */
class AzureEndToEndTest extends EndToEndContract {
    @Override
    Map<String, String> store(Path folder) throws IOException {
        return AzureStandIns.shared().environment();
    }
}
