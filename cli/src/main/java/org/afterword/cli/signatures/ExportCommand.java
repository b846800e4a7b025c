package org.afterword.cli.signatures;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./afterword signatures export}: people from the stamp to a file. */
@Command(name = "export", description = "Writes all people as a table.")
final class ExportCommand extends StampCommand {
    @Option(names = "--people", paramLabel = "FILE.csv", required = true, description = "The file to write.")
    private Path file;

    ExportCommand(PrintStream out, Map<String, String> environment) {
        super(out, environment);
    }

    @Override
    int run(StampClient client, String tenant) throws IOException {
        Files.writeString(file, client.get(tenant + "/people", "text/csv").body());
        out.println("People: " + file);
        return 0;
    }
}
