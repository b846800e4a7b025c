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
import java.time.Duration;
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
 * processes the host has called for mail: where the host runs those apart, this one knows nothing of them but what they wrote down.
 */
public final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final Supplier<AppStart.State<Sources>> sources;

    /** Where the answer comes from. Anybody may ask, so the store is asked once in five seconds. Safe for use by several threads. */
    static final class Sources {
        private static final Duration FRESH = Duration.ofSeconds(5);

        private final Supplier<Map<String, Long>> counts;
        private final WorkerRecords workers;
        private final InstantSource clock;
        private Instant askedAt = Instant.MIN;
        private Optional<List<Workers>> seen = Optional.empty();

        Sources(Supplier<Map<String, Long>> counts, WorkerRecords workers, InstantSource clock) {
            this.counts = counts;
            this.workers = workers;
            this.clock = clock;
        }

        /** Those that are alive; empty if that could not be read. */
        private synchronized Optional<List<Workers>> alive() {
            Instant now = clock.instant();
            if (askedAt.plus(FRESH).isAfter(now)) {
                return seen;
            }
            askedAt = now;
            try {
                seen = Optional.of(workers(workers.heartbeats(), now));
            } catch (IOException unavailable) {
                LOG.warn("who works on mail cannot be read: {}", unavailable.getMessage());
                seen = Optional.empty();
            }
            return seen;
        }
    }

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
        told.put("counts", there.counts.get());
        told.put("version", Version.text());
        there.alive().ifPresent(workers -> told.put("workers", workers));
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
                .filter(heartbeat -> heartbeat.worksOnMail(now))
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
