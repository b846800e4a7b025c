package org.afterword.cli.signatures;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./afterword signatures get}: the stamp to a folder. */
@Command(name = "get", description = "Writes the templates and rules of the stamp into a folder.")
final class GetCommand extends StampCommand {
    @Option(names = "--dir", paramLabel = "DIR", required = true, description = "The folder.")
    private Path folder;

    GetCommand(PrintStream out, Map<String, String> environment) {
        super(out, environment);
    }

    @Override
    int run(StampClient client, String tenant) throws IOException {
        new FolderSync(client, tenant, new SignatureFolder(folder), out).get();
        return 0;
    }
}
