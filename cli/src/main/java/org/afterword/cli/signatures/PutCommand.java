package org.afterword.cli.signatures;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./afterword signatures put}: a folder to the stamp. */
@Command(
        name = "put",
        description = {
            "Brings the templates and rules of a folder to the stamp.",
            "What is the same on both sides stays; what changes is shown."
        })
final class PutCommand extends StampCommand {
    @Option(names = "--dir", paramLabel = "DIR", required = true, description = "The folder.")
    private Path folder;

    @Option(names = "--delete", description = "Delete the stamp's templates that the folder does not have.")
    private boolean delete;

    @Option(names = "--dry-run", description = "Say what would change, and change nothing.")
    private boolean dryRun;

    PutCommand(PrintStream out, Map<String, String> environment) {
        super(out, environment);
    }

    @Override
    int run(StampClient client, String tenant) throws IOException {
        new FolderSync(client, tenant, new SignatureFolder(folder), out).put(delete, dryRun);
        return 0;
    }
}
