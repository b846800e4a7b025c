package org.afterword.cli.stamp;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.afterword.storage.embedded.EmbeddedStores;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./afterword backup}: a copy of an embedded store, also while it is in use. */
@Command(
        name = "backup",
        description = {
            "Copies the store of one folder to another, also while it is in use.",
            "The copy is checked and can be opened in place of the first. Copying the files by other means gives a store that"
                    + " cannot be read."
        })
public final class BackupCommand implements Callable<Integer> {
    @Option(
            names = "--store",
            required = true,
            paramLabel = "FOLDER",
            description = "The folder of the store: what AFTERWORD_STORE names after folder:.")
    private Path store;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "A folder that is not there yet.")
    private Path out;

    private final PrintStream console;

    public BackupCommand(PrintStream console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        EmbeddedStores.backup(store, out);
        console.println("The store in " + store + " was copied to " + out + ".");
        return 0;
    }
}
