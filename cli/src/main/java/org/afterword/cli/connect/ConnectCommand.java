package org.afterword.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.afterword.functions.onboarding.manual.ConnectScript;
import org.afterword.functions.onboarding.manual.Organization;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.plan.Stamp;
import org.afterword.storage.tenant.RoutingCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./afterword connect}: signs in by a code, shows the plan, and does what the options ask for. */
@Command(
        name = "connect",
        description = {
            "Connects a Microsoft 365 organisation from the terminal.",
            "Shows a code, waits for the sign-in, shows the plan and what has changed since, and then does what is asked"
                    + " for. docs/connect.md tells more.",
            "With --stamp it writes the script for an organisation that cannot sign in by a code, and reads the"
                    + " organisation's routing code from standard input."
        })
public final class ConnectCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
    private static final Set<String> OWN_SERVERS = Set.of("send-on", "leave");
    private static final Set<String> UNFINISHED = Set.of("STARTING", "CODE", "READING", "WORKING");

    /** Where the plan comes from: a stamp's page, or nothing but the stamp's names. */
    private static final class Source {
        @Option(
                names = "--url",
                paramLabel = "URL",
                required = true,
                description = "The stamp's page, such as https://HOST/api/connect.")
        private @Nullable URI url;

        @Option(
                names = "--stamp",
                paramLabel = "DOMAIN",
                required = true,
                description = "AFTERWORD_STAMP_DOMAIN of the installation, to write the script without a sign-in.")
        private @Nullable String domain;
    }

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
            names = "--certificate",
            paramLabel = "NAME",
            description = "With --stamp: AFTERWORD_CERTIFICATE_NAME of the installation (default smtp.DOMAIN).")
    private @Nullable String certificate;

    @Option(
            names = "--organization",
            paramLabel = "DOMAIN",
            description =
                    "With --stamp: the organisation that the script is for, by its initial domain or another accepted one, such"
                            + " as contoso.onmicrosoft.com. The script stops in any other.")
    private @Nullable String organization;

    @Option(
            names = "--customer",
            paramLabel = "DOMAIN",
            description =
                    "With --url: sign in to the organisation that has this domain, and not to the account's own. For partners"
                            + " (GDAP) and guests.")
    private @Nullable String customer;

    @Option(
            names = "--pilot",
            paramLabel = "GROUP",
            description = "The address of a group; only mail of its members is signed.")
    private @Nullable String pilot;

    @Option(
            names = "--own-servers",
            paramLabel = "CHOICE",
            description =
                    "Where all mail for the outside goes through servers of your own: send-on has signed mail sent on to"
                            + " them, leave leaves its way to Exchange Online. --enable waits for one of them.")
    private @Nullable String ownServers;

    @Option(
            names = "--script",
            paramLabel = "FILE",
            description =
                    "Write the script that does the same in PowerShell. It holds the organisation's routing code.")
    private @Nullable Path script;

    @Option(names = "--create", description = "Create what is missing, with the rule switched off.")
    private boolean create;

    @Option(names = "--enable", description = "Switch the rule on: from now on mail is signed.")
    private boolean enable;

    @Option(names = "--disable", description = "Switch the rule off.")
    private boolean disable;

    @Option(
            names = "--change-code",
            description = "Give the organisation another routing code; mail with the old one is taken for a while.")
    private boolean changeCode;

    @Option(names = "--remove", description = "Remove everything that was created.")
    private boolean remove;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;
    private final InputStream in;
    private @Nullable HttpClient http;
    private URI page = URI.create("http://localhost");
    private Optional<String> cookie = Optional.empty();
    private int shownLines;

    /** @param in where a routing code is read from */
    public ConnectCommand(PrintStream out, InputStream in) {
        this.out = out;
        this.in = in;
    }

    @Override
    public Integer call() throws Exception {
        if (ownServers != null && !OWN_SERVERS.contains(ownServers)) {
            throw wrong("--own-servers must be send-on or leave");
        }
        if (source.domain != null && customer != null) {
            throw wrong("--customer is for --url; with --stamp it is --organization that names the organisation");
        }
        if (source.domain != null) {
            return scriptAlone(source.domain);
        }
        page = Objects.requireNonNull(source.url);
        http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
        JsonNode state = signIn();
        if (!state.path("problem").isMissingNode()) {
            return problem(state);
        }
        showPlan(state);
        showWaiting(state);
        if (script != null) {
            write(script, send("script", "GET", "").body(), initialDomain(state));
        }
        for (String order : orders()) {
            ObjectNode choices = state.path("choices").deepCopy();
            if (pilot != null) {
                choices.put("pilotGroup", pilot);
            }
            if (ownServers != null) {
                choices.put("ownServers", ownServers);
            }
            shownLines = 0;
            order(order, List.of("plan", "create").contains(order) ? choices.toString() : "");
            state = await();
            if (!state.path("problem").isMissingNode()) {
                return problem(state);
            }
            out.println("Done: " + order + ".");
            if (!order.equals("remove")) {
                showWaiting(state);
            }
        }
        order("cancel", "");
        return 0;
    }

    /** For organisations that cannot sign in by a code; the routing code comes by standard input, where nobody else sees it. */
    private int scriptAlone(String domain) throws IOException {
        if (script == null) {
            throw wrong("--stamp needs --script FILE, the file to write");
        }
        if (organization == null) {
            throw wrong(
                    "--stamp needs --organization DOMAIN, such as contoso.onmicrosoft.com: the script stops in any other");
        }
        out.println("The organisation's routing code:");
        String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        Optional<RoutingCode> code = Optional.ofNullable(line).flatMap(RoutingCode::parse);
        if (code.isEmpty()) {
            throw wrong("that is no routing code: it has 12 characters of 0-9 and a-z without i, l, o, u");
        }
        PlanOptions choices =
                pilot == null ? PlanOptions.usual() : PlanOptions.usual().withPilotGroup(pilot);
        if (ownServers != null) {
            choices = choices.withOwnServers(
                    ownServers.equals("send-on") ? PlanOptions.OwnServers.SEND_ON : PlanOptions.OwnServers.LEAVE);
        }
        Stamp stamp = new Stamp(domain, certificate == null ? "smtp." + domain : certificate);
        write(
                script,
                ConnectScript.text(
                                stamp,
                                code.get(),
                                choices,
                                new Organization(organization.toLowerCase(Locale.ROOT), Optional.empty()))
                        .getBytes(StandardCharsets.UTF_8),
                organization);
        return 0;
    }

    /** What is asked for, in the order in which it makes sense. */
    private Set<String> orders() {
        Set<String> orders = new LinkedHashSet<>();
        if (create) {
            orders.add("create");
        } else if (ownServers != null) {
            orders.add("plan"); // By which the choice is known when the rule is enabled.
        }
        if (enable) {
            orders.add("enable");
        }
        if (disable) {
            orders.add("disable");
        }
        if (changeCode) {
            orders.add("change-code");
        }
        if (remove) {
            orders.add("remove");
        }
        return orders;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** @param domain of the organisation that it is for */
    private void write(Path file, byte[] script, String domain) throws IOException {
        Files.write(file, script);
        out.println("Written: " + file + ". It is for the organisation of " + domain
                + " and stops in any other. It holds the secret code of the organisation.");
    }

    private static String initialDomain(JsonNode state) {
        String initial = state.path("initialDomain").asText();
        return initial.isEmpty() ? state.path("domains").path(0).asText() : initial;
    }

    private JsonNode signIn() throws IOException, InterruptedException {
        order(
                "sign-in",
                customer == null
                        ? ""
                        : JSON.createObjectNode().put("domain", customer).toString());
        boolean told = false;
        while (true) {
            JsonNode state = state();
            if (state.path("stage").asText().equals("CODE") && !told) {
                out.println("Open " + state.path("link").asText() + " and enter the code "
                        + state.path("code").asText());
                told = true;
            }
            if (!UNFINISHED.contains(state.path("stage").asText())) {
                return state;
            }
            Thread.sleep(POLL_INTERVAL);
        }
    }

    private JsonNode await() throws IOException, InterruptedException {
        while (true) {
            JsonNode state = state();
            // Until the order is taken, the console is still that of the order before.
            JsonNode console = state.path("busy").asBoolean() ? JSON.missingNode() : state.path("console");
            while (shownLines < console.size()
                    && !console.get(shownLines).path("state").asText().equals("running")) {
                out.println("  " + console.get(shownLines++).path("text").asText());
            }
            if (!state.path("busy").asBoolean()
                    && !UNFINISHED.contains(state.path("stage").asText())) {
                return state;
            }
            Thread.sleep(POLL_INTERVAL);
        }
    }

    private void showPlan(JsonNode state) {
        out.println("Signed in: " + state.path("account").asText() + ", "
                + state.path("organization").asText() + " ("
                + state.path("tenant").asText() + ")");
        state.path("notices").forEach(sentence -> out.println("! " + sentence.asText()));
        state.path("drift").forEach(sentence -> out.println("! " + sentence.asText()));
        for (JsonNode step : state.path("plan")) {
            String action = step.path("action").asText();
            out.println(
                    action.equals("warn")
                            ? "! " + step.path("why").asText()
                            : String.format(
                                    "%-7s %s (%s)",
                                    action,
                                    step.path("name").asText(),
                                    step.path("kind").asText()));
        }
    }

    /** What stands in the way of signing mail, after the plan and after each order. */
    private void showWaiting(JsonNode state) {
        boolean enabled = state.path("enabled").asBoolean();
        if (state.path("begun").asBoolean() && !enabled
                || state.path("disableFirst").asBoolean()) {
            state.path("waitsFor")
                    .forEach(sentence -> out.println((enabled ? "! " : "! Before --enable: ") + sentence.asText()));
        }
        if (state.path("disableFirst").asBoolean()) {
            out.println("! Switch the rule off first, with --disable: as long as it is on, mail cannot come back.");
        }
    }

    private int problem(JsonNode state) {
        out.println(state.path("problem").asText());
        out.println(state.path("advice").asText());
        return 1;
    }

    private JsonNode state() throws IOException, InterruptedException {
        JsonNode state = JSON.readTree(send("state", "GET", "").body());
        if (state.path("lost").asBoolean()) {
            throw new IOException(
                    "the stamp stopped working on this session: run the command again, it goes on where it stopped");
        }
        return state;
    }

    private void order(String order, String body) throws IOException, InterruptedException {
        send(order, "POST", body);
    }

    private HttpResponse<byte[]> send(String name, String method, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(page + "/" + name))
                .timeout(Duration.ofSeconds(30))
                .header("X-Afterword-Request", "1")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        cookie.ifPresent(value -> request.header("Cookie", value));
        HttpResponse<byte[]> response =
                Objects.requireNonNull(http).send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            String detail = response.body().length == 0
                    ? "answered " + response.statusCode()
                    : JSON.readTree(response.body()).path("detail").asText();
            throw new IOException(page + ": " + detail);
        }
        // It changes with the sign-in, so any answer may bring another.
        response.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = Optional.of(set.split(";")[0]));
        return response;
    }
}
