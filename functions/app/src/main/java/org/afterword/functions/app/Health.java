package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.afterword.functions.mail.capacity.ProcessHealth;
import org.afterword.process.settings.Version;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.worker.Heartbeat;
import org.afterword.storage.worker.WorkerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET api/health}: whether the app has what it needs to work on mail, what became of mail in this process, and which
 * processes work on mail: where the host runs those apart, this one knows nothing of them but what they wrote down.
 */
public final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final Supplier<AppStart.State<Sources>> sources;

    /** Where the answer comes from. */
    record Sources(Supplier<Map<String, Long>> counts, WorkerRecords workers, InstantSource clock) {}

    public Health() {
        this(() -> FunctionApp.current(FunctionApp::health));
    }

    Health(Supplier<AppStart.State<Sources>> sources) {
        this.sources = sources;
    }

    @FunctionName("Health")
    public HttpResponseMessage run(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            route = "health",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        try {
            return switch (sources.get()) {
                case AppStart.Ready<Sources>(Sources there) ->
                    answer(request, HttpStatus.OK, StoredJson.text(told(there)));
                case AppStart.NotYet<Sources> notYet -> notReady(request);
            };
        } catch (RuntimeException | Error fault) {
            ProcessHealth.examine(fault);
            LOG.error(
                    "the health of the function app cannot be told: {}",
                    fault.getClass().getName());
            return notReady(request);
        }
    }

    private static SortedMap<String, Object> told(Sources there) {
        SortedMap<String, Object> told = new TreeMap<>();
        told.put("status", "ok");
        told.put("counts", there.counts().get());
        told.put("version", Version.text());
        try {
            told.put(
                    "workers",
                    workers(there.workers().heartbeats(), there.clock().instant()));
        } catch (IOException unavailable) {
            LOG.warn("who works on mail cannot be read: {}", unavailable.getMessage());
        }
        return told;
    }

    /**
     * Those that were alive a moment ago, by their version.
     *
     * @param version of the program
     * @param alive how many processes
     * @param lastMail when one of them last was done with a mail, in ISO 8601; empty if none had one yet
     */
    record Workers(String version, int alive, String lastMail) {}

    private static List<Workers> workers(List<Heartbeat> heartbeats, Instant now) {
        Map<String, List<Heartbeat>> byVersion = heartbeats.stream()
                .filter(heartbeat -> heartbeat.worksOnMail() && heartbeat.lives(now))
                .collect(Collectors.groupingBy(Heartbeat::version, TreeMap::new, Collectors.toList()));
        return byVersion.entrySet().stream()
                .map(version -> new Workers(
                        version.getKey(),
                        version.getValue().size(),
                        version.getValue().stream()
                                .flatMap(heartbeat -> heartbeat.lastMailAt().stream())
                                .max(Comparator.naturalOrder())
                                .map(Instant::toString)
                                .orElse("")))
                .toList();
    }

    private static HttpResponseMessage notReady(HttpRequestMessage<Optional<String>> request) {
        return answer(request, HttpStatus.SERVICE_UNAVAILABLE, "{\"status\":\"not ready, see the log\"}");
    }

    private static HttpResponseMessage answer(
            HttpRequestMessage<Optional<String>> request, HttpStatus status, String body) {
        return request.createResponseBuilder(status)
                .header("Content-Type", "application/json")
                .body(body)
                .build();
    }
}
