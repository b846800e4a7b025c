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
import java.util.Set;
import org.afterword.cli.command.Options;
import org.afterword.cli.command.UsageException;

/** Which stamp and which tenant a command is about. A key is never an option's value, since others can see those. */
final class StampOptions {
    static final String KEY = "AFTERWORD_ADMIN_KEY";
    static final Set<String> NAMES = Set.of("--stamp", "--tenant", "--key-file");
    private static final String STAMP = "AFTERWORD_STAMP";
    private static final String HERE = "http://localhost:7071";

    private StampOptions() {}

    static StampClient client(Options options, Map<String, String> environment) throws UsageException, IOException {
        String text = options.value("--stamp")
                .orElse(environment.getOrDefault(STAMP, HERE))
                .replaceFirst("/+$", "");
        URI stamp;
        try {
            stamp = URI.create(text);
        } catch (IllegalArgumentException noAddress) {
            throw new UsageException("--stamp must be an address, such as https://afterword.contoso.example");
        }
        String scheme = String.valueOf(stamp.getScheme()).toLowerCase(Locale.ROOT);
        if (stamp.getHost() == null || !scheme.matches("https?")) {
            throw new UsageException("--stamp must be an address, such as https://afterword.contoso.example");
        }
        Optional<String> key = key(options, environment);
        if (scheme.equals("http")
                && key.isPresent()
                && !stamp.getHost().matches("localhost|127\\.0\\.0\\.1|\\[::1\\]")) {
            throw new UsageException("the key is not sent over http: use https in --stamp");
        }
        return new StampClient(stamp, key);
    }

    private static Optional<String> key(Options options, Map<String, String> environment) throws IOException {
        Optional<String> file = options.value("--key-file");
        if (file.isPresent()) {
            return Optional.of(Files.readString(Path.of(file.get())).strip());
        }
        return Optional.ofNullable(environment.get(KEY)).map(String::strip).filter(key -> !key.isEmpty());
    }

    /** The address of the tenant; where the stamp has but one, it need not be named. */
    static String tenantPath(Options options, StampClient client) throws UsageException, IOException {
        Optional<String> named = options.value("--tenant");
        if (named.isPresent()) {
            return "/api/tenants/" + StampClient.part(named.get());
        }
        List<String> found = new ArrayList<>();
        for (JsonNode tenant : client.get("/api/tenants").json().path("items")) {
            found.add(tenant.path("id").asText() + "  " + tenant.path("name").asText());
        }
        if (found.size() == 1) {
            return "/api/tenants/" + found.getFirst().split(" ", 2)[0];
        }
        throw new UsageException(
                found.isEmpty()
                        ? "the stamp has no tenant yet; connect one first"
                        : "the stamp has several tenants; name one with --tenant:\n  " + String.join("\n  ", found));
    }
}
