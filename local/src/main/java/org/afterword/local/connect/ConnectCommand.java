package org.afterword.local.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.afterword.local.Command;
import org.afterword.local.Options;

/** {@code ./afterword connect}: signs in by a code, shows the plan, and does what the options ask for. */
public final class ConnectCommand implements Command {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Set<String> STILL = Set.of("STARTING", "CODE", "READING", "WORKING");

    private final PrintStream out;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private URI page = URI.create("http://localhost");
    private Optional<String> cookie = Optional.empty();
    private int shownLines;

    public ConnectCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public int run(List<String> words) throws Exception {
        Options options = Options.parse(
                words, Set.of("--url", "--pilot", "--script"), Set.of(), Set.of("--create", "--enable", "--remove"));
        page = URI.create(options.required("--url"));
        JsonNode state = signIn();
        if (!state.path("problem").isMissingNode()) {
            return problem(state);
        }
        showPlan(state);
        if (options.value("--script").isPresent()) {
            Path file = Path.of(options.value("--script").get());
            Files.write(file, send("script", "GET", "").body());
            out.println("Written: " + file + ". It holds the secret code of your organisation.");
        }
        for (String order : List.of("create", "enable", "remove")) {
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
            JsonNode console = state.path("console");
            while (shownLines < console.size()
                    && !console.get(shownLines).path("state").asText().equals("running")) {
                out.println("  " + console.get(shownLines++).path("text").asText());
            }
            if (state.path("lost").asBoolean()) {
                throw new IOException("the worker is gone: run the command again, it goes on where it stopped");
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
        return JSON.readTree(send("state", "GET", "").body());
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
