package org.afterword.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;

/**
 * What {@code host.json} says about calls, queues and HTTP (Azure Functions host.json reference, "functionTimeout", "queues" and
 * "http").
 *
 * @param functionTimeout how long a call may take before the worker is ended with all its calls
 * @param batchSize how many messages are taken at once
 * @param newBatchThreshold the next batch is taken when no more than this many are being worked on
 * @param maxDequeueCount how often a message is tried before it goes to {@code <queue>-poison}
 * @param visibilityTimeout how long a message whose function failed stays hidden before it is tried again
 * @param routePrefix the first segment of every HTTP route, empty for none
 */
public record HostPolicy(
        Duration functionTimeout,
        int batchSize,
        int newBatchThreshold,
        int maxDequeueCount,
        Duration visibilityTimeout,
        String routePrefix) {

    /** How long the host hides a message while its function runs; the host has no setting for it. */
    static final Duration HIDDEN_WHILE_RUNNING = Duration.ofMinutes(10);

    /** How long a message lives that the host puts into a poison queue; it has no setting either (webjobs-sdk-extensions#891). */
    static final Duration POISON_LIFE = Duration.ofDays(7);

    /** What holds where {@code host.json} is silent, on the Flex Consumption plan. */
    public static final HostPolicy DEFAULT = new HostPolicy(Duration.ofMinutes(30), 16, 8, 5, Duration.ZERO, "api");

    /**
     * Reads {@code host.json}.
     *
     * @throws IOException if the file cannot be read or is not JSON
     */
    public static HostPolicy ofHostJson(Path file) throws IOException {
        JsonNode host = new ObjectMapper().readTree(file.toFile());
        JsonNode extensions = host.path("extensions");
        JsonNode queues = extensions.path("queues");
        int batchSize = queues.path("batchSize").asInt(DEFAULT.batchSize);
        return new HostPolicy(
                duration(host.path("functionTimeout").asText("00:30:00")),
                batchSize,
                queues.path("newBatchThreshold").asInt(batchSize / 2),
                queues.path("maxDequeueCount").asInt(DEFAULT.maxDequeueCount),
                duration(queues.path("visibilityTimeout").asText("00:00:00")),
                extensions.path("http").path("routePrefix").asText(DEFAULT.routePrefix));
    }

    private static Duration duration(String hoursMinutesSeconds) {
        return Duration.between(LocalTime.MIDNIGHT, LocalTime.parse(hoursMinutesSeconds));
    }
}
