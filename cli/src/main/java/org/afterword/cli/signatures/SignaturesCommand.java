package org.afterword.cli.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.afterword.cli.command.Command;
import org.afterword.cli.command.Options;
import org.afterword.cli.command.UsageException;

/** {@code ./afterword signatures}: who gets which signature, at a stamp that runs. */
public final class SignaturesCommand implements Command {
    private final PrintStream out;
    private final Map<String, String> environment;

    public SignaturesCommand(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.environment = environment;
    }

    @Override
    public int run(List<String> words) throws UsageException, IOException {
        String verb = words.isEmpty() ? "" : words.getFirst();
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        return switch (verb) {
            case "list" -> list(rest);
            case "put" -> put(rest);
            case "get" -> get(rest);
            case "preview" -> preview(rest);
            case "explain" -> explain(rest);
            case "import" -> importPeople(rest);
            case "export" -> exportPeople(rest);
            case "rules" -> rules(rest);
            case "traces" -> traces(rest);
            case "state" -> state(rest);
            default ->
                throw new UsageException(
                        "say what to do: list, put, get, preview, explain, import, export, rules, traces or state");
        };
    }

    private int list(List<String> words) throws UsageException, IOException {
        Target target = target(words, Set.of(), Set.of(), Set.of());
        new Listing(target.client, target.tenant, out).all();
        return 0;
    }

    private int put(List<String> words) throws UsageException, IOException {
        Target target = target(words, Set.of("--dir"), Set.of(), Set.of("--delete", "--dry-run"));
        sync(target).put(target.options.has("--delete"), target.options.has("--dry-run"));
        return 0;
    }

    private int get(List<String> words) throws UsageException, IOException {
        Target target = target(words, Set.of("--dir"), Set.of(), Set.of());
        sync(target).get();
        return 0;
    }

    private FolderSync sync(Target target) throws UsageException {
        SignatureFolder folder = new SignatureFolder(Path.of(target.options.required("--dir")));
        return new FolderSync(target.client, target.tenant, folder, out);
    }

    private int preview(List<String> words) throws UsageException, IOException {
        Target target = target(words, Set.of("--template", "--person", "--out"), Set.of(), Set.of());
        new Trials(target.client, target.tenant, out)
                .preview(
                        target.options.required("--template"),
                        target.options.required("--person"),
                        target.options.value("--out").map(Path::of));
        return 0;
    }

    private int explain(List<String> words) throws UsageException, IOException {
        Target target =
                target(words, Set.of("--mail", "--facts", "--at", "--signed"), Set.of("--recipients"), Set.of());
        Options options = target.options;
        if (options.has("--mail") == options.has("--facts")) {
            throw new UsageException("one of --mail FILE.eml and --facts FILE.json is needed");
        }
        Trials trials = new Trials(target.client, target.tenant, out);
        ObjectNode request = options.has("--mail")
                ? Trials.mail(Path.of(options.required("--mail")))
                : Trials.facts(Path.of(options.required("--facts")));
        options.value("--at").ifPresent(at -> request.put("at", at));
        if (options.has("--recipients")) {
            options.list("--recipients").forEach(request.withArray("recipients")::add);
        }
        trials.explain(request, options.value("--signed").map(Path::of));
        return 0;
    }

    private int importPeople(List<String> words) throws UsageException, IOException {
        Target target = target(words, Set.of("--people"), Set.of(), Set.of());
        return new PeopleFiles(target.client, target.tenant, out)
                        .importAll(Path.of(target.options.required("--people")))
                ? 0
                : 1;
    }

    private int exportPeople(List<String> words) throws UsageException, IOException {
        Target target = target(words, Set.of("--people"), Set.of(), Set.of());
        new PeopleFiles(target.client, target.tenant, out).exportAll(Path.of(target.options.required("--people")));
        return 0;
    }

    private int rules(List<String> words) throws UsageException, IOException {
        Target target = target(words, Set.of(), Set.of(), Set.of());
        out.println(target.client.get(target.tenant + "/rules").json().toPrettyString());
        return 0;
    }

    private int traces(List<String> words) throws UsageException, IOException {
        Target target =
                target(words, Set.of("--sender", "--message-id", "--from", "--until", "--limit"), Set.of(), Set.of());
        ObjectNode search = StampClient.JSON.createObjectNode();
        search.put("limit", target.options.number("--limit", 20, 1, 500));
        target.options.value("--sender").ifPresent(value -> search.put("sender", value));
        target.options.value("--message-id").ifPresent(value -> search.put("messageId", value));
        target.options.value("--from").ifPresent(value -> search.put("from", value));
        target.options.value("--until").ifPresent(value -> search.put("until", value));
        new Listing(target.client, target.tenant, out).traces(search);
        return 0;
    }

    private int state(List<String> words) throws UsageException, IOException {
        Target target = target(words, Set.of("--set"), Set.of(), Set.of());
        StampClient.Answer there = target.client.get(target.tenant);
        JsonNode tenant = there.json();
        if (target.options.has("--set")) {
            String wanted = target.options.required("--set").toUpperCase(Locale.ROOT);
            tenant = target.client
                    .patch(
                            target.tenant,
                            StampClient.JSON.createObjectNode().put("state", wanted),
                            there.etag().orElse(""))
                    .json();
        }
        out.println(tenant.path("name").asText() + ": "
                + tenant.path("state").asText().toLowerCase(Locale.ROOT));
        return 0;
    }

    /** What a command is about. */
    private record Target(Options options, StampClient client, String tenant) {}

    private Target target(List<String> words, Set<String> single, Set<String> lists, Set<String> flags)
            throws UsageException, IOException {
        Set<String> names = new HashSet<>(single);
        names.addAll(StampOptions.NAMES);
        Options options = Options.parse(words, names, lists, flags);
        StampClient client = StampOptions.client(options, environment);
        return new Target(options, client, StampOptions.tenantPath(options, client));
    }
}
