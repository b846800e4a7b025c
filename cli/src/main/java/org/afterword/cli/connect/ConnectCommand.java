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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.afterword.cli.command.Command;
import org.afterword.cli.command.Options;
import org.afterword.cli.command.UsageException;
import org.afterword.functions.onboarding.manual.ConnectScript;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.plan.Stamp;
import org.afterword.storage.tenant.RoutingCode;

/** {@code ./afterword connect}: signs in by a code, shows the plan, and does what the options ask for. */
public final class ConnectCommand implements Command {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Set<String> STILL = Set.of("STARTING", "CODE", "READING", "WORKING");

    private final PrintStream out;
    private final InputStream in;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private URI page = URI.create("http://localhost");
    private Optional<String> cookie = Optional.empty();
    private int shownLines;

    public ConnectCommand(PrintStream out) {
        this(out, System.in);
    }

    ConnectCommand(PrintStream out, InputStream in) {
        this.out = out;
        this.in = in;
    }

    @Override
    public int run(List<String> words) throws Exception {
        Options options = Options.parse(
                words,
                Set.of("--url", "--pilot", "--script", "--stamp", "--certificate"),
                Set.of(),
                Set.of("--create", "--enable", "--disable", "--remove"));
        if (options.value("--stamp").isPresent()) {
            return scriptAlone(options);
        }
        page = URI.create(options.required("--url"));
        JsonNode state = signIn();
        if (!state.path("problem").isMissingNode()) {
            return problem(state);
        }
        showPlan(state);
        if (options.value("--script").isPresent()) {
            write(
                    Path.of(options.value("--script").get()),
                    send("script", "GET", "").body());
        }
        for (String order : List.of("create", "enable", "disable", "remove")) {
            if (options.has("--" + order)) {
                ObjectNode choices = state.path("choices").deepCopy();
                options.value("--pilot").ifPresent(group -> choices.put("pilotGroup", group));
                shownLines = 0;
                order(order, order.equals("create") ? choices.toString() : "");
                state = await();
                if (!state.path("problem").isMissingNode()) {
                    return problem(state);
                }
                out.println("Done: " + order + ".");
            }
        }
        order("cancel", "");
        return 0;
    }

    /** For organisations that cannot sign in by a code; the routing code comes by standard input, where nobody else sees it. */
    private int scriptAlone(Options options) throws IOException, UsageException {
        String domain = options.required("--stamp");
        Path file = Path.of(options.required("--script"));
        out.println("The organisation's routing code:");
        String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        Optional<RoutingCode> code = Optional.ofNullable(line).flatMap(RoutingCode::parse);
        if (code.isEmpty()) {
            throw new UsageException("that is no routing code: it has 12 characters of 0-9 and a-z without i, l, o, u");
        }
        PlanOptions choices = options.value("--pilot")
                .map(group -> PlanOptions.usual().withPilotGroup(group))
                .orElse(PlanOptions.usual());
        Stamp stamp = new Stamp(domain, options.value("--certificate").orElse("smtp." + domain));
        write(file, ConnectScript.text(stamp, code.get(), choices).getBytes(StandardCharsets.UTF_8));
        return 0;
    }

    private void write(Path file, byte[] script) throws IOException {
        Files.write(file, script);
        out.println("Written: " + file + ". It holds the secret code of the organisation.");
    }

    private JsonNode signIn() throws IOException, InterruptedException {
        order("sign-in", "");
        boolean told = false;
        while (true) {
            JsonNode state = state();
            if (state.path("stage").asText().equals("CODE") && !told) {
                out.println("Open " + state.path("link").asText() + " and enter the code "
                        + state.path("code").asText());
                told = true;
            }
            if (!STILL.contains(state.path("stage").asText())) {
                return state;
            }
            Thread.sleep(LOOK);
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
                    && !STILL.contains(state.path("stage").asText())) {
                return state;
            }
            Thread.sleep(LOOK);
        }
    }

    private void showPlan(JsonNode state) {
        out.println("Signed in: " + state.path("account").asText() + ", "
                + state.path("organization").asText() + " ("
                + state.path("tenant").asText() + ")");
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

    private int problem(JsonNode state) {
        out.println(state.path("problem").asText());
        out.println(state.path("advice").asText());
        return 1;
    }

    private JsonNode state() throws IOException, InterruptedException {
        JsonNode state = JSON.readTree(send("state", "GET", "").body());
        if (state.path("lost").asBoolean()) {
            throw new IOException("the worker is gone: run the command again, it goes on where it stopped");
        }
        return state;
    }

    private void order(String order, String body) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(order, "POST", body);
        response.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = Optional.of(set.split(";")[0]));
    }

    private HttpResponse<byte[]> send(String name, String method, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(page + "/" + name))
                .timeout(Duration.ofSeconds(30))
                .header("X-Afterword-Request", "1")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        cookie.ifPresent(value -> request.header("Cookie", value));
        HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            String detail = response.body().length == 0
                    ? "answered " + response.statusCode()
                    : JSON.readTree(response.body()).path("detail").asText();
            throw new IOException(page + ": " + detail);
        }
        return response;
    }
}
