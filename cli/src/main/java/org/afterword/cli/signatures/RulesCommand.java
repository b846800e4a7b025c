package org.afterword.cli.signatures;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code ./afterword signatures rules}: the rules as the stamp has them. */
@Command(name = "rules", description = "Prints the rules as JSON.")
final class RulesCommand extends StampCommand {
    RulesCommand(PrintStream out, Map<String, String> environment) {
        super(out, environment);
    }

    @Override
    int run(StampClient client, String tenant) throws IOException {
        out.println(client.get(tenant + "/rules").json().toPrettyString());
        return 0;
    }
}
