package org.afterword.cli.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which stamp and which tenant a command is about. A key is never an option's value, since others can see those. */
final class StampOptions {
    static final String KEY = "AFTERWORD_ADMIN_KEY";
    private static final String STAMP = "AFTERWORD_STAMP";
    private static final String HERE = "http://localhost:7071";

    @Option(
            names = "--stamp",
            paramLabel = "URL",
            description = "The address of the stamp (default: " + STAMP + " of the environment, else " + HERE + ").")
    private @Nullable String stamp;

    @Option(
            names = "--tenant",
            paramLabel = "ID",
            description = "The organisation; not needed where the stamp has only one.")
    private @Nullable String tenant;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "A file with a function key of the stamp (default: the key in " + KEY + " of the environment).")
    private @Nullable Path keyFile;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private final Map<String, String> environment;

    StampOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    StampClient client() throws IOException {
        String text = (stamp == null ? environment.getOrDefault(STAMP, HERE) : stamp).replaceFirst("/+$", "");
        URI address;
        try {
            address = URI.create(text);
        } catch (IllegalArgumentException noAddress) {
            throw wrong("--stamp must be an address, such as https://afterword.contoso.example");
        }
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (address.getHost() == null || !scheme.matches("https?")) {
            throw wrong("--stamp must be an address, such as https://afterword.contoso.example");
        }
        Optional<String> key = key();
        if (scheme.equals("http")
                && key.isPresent()
                && !address.getHost().matches("localhost|127\\.0\\.0\\.1|\\[::1\\]")) {
            throw wrong("the key is not sent over http: use https in --stamp");
        }
        return new StampClient(address, key);
    }

    private Optional<String> key() throws IOException {
        if (keyFile != null) {
            return Optional.of(Files.readString(keyFile).strip());
        }
        return Optional.ofNullable(environment.get(KEY)).map(String::strip).filter(key -> !key.isEmpty());
    }

    /** The address of the tenant; where the stamp has only one, it need not be named. */
    String tenantPath(StampClient client) throws IOException {
        if (tenant != null) {
            return "/api/tenants/" + StampClient.part(tenant);
        }
        List<String> found = new ArrayList<>();
        for (JsonNode item : client.get("/api/tenants").json().path("items")) {
            found.add(item.path("id").asText() + "  " + item.path("name").asText());
        }
        if (found.size() == 1) {
            return "/api/tenants/" + found.getFirst().split(" ", 2)[0];
        }
        throw wrong(
                found.isEmpty()
                        ? "the stamp has no tenant yet; connect one first"
                        : "the stamp has several tenants; name one with --tenant:\n  " + String.join("\n  ", found));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
