package org.afterword.cli.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command about one tenant of one stamp. */
abstract class StampCommand implements Callable<Integer> {
    final PrintStream out;

    @Mixin
    private final StampOptions options;

    StampCommand(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.options = new StampOptions(environment);
    }

    @Override
    public final Integer call() throws IOException {
        StampClient client = options.client();
        return run(client, options.tenantPath(client));
    }

    /**
     * Does what the command is for.
     *
     * @param tenant the address of the tenant at the stamp
     * @return the exit code
     */
    abstract int run(StampClient client, String tenant) throws IOException;

    static String lower(JsonNode node, String field) {
        return node.path(field).asText().toLowerCase(Locale.ROOT);
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
