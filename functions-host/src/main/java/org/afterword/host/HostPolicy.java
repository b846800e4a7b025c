package org.afterword.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;

/**
 * What {@code host.json} says about queues and HTTP (Azure Functions host.json reference, "queues" and "http").
 *
 * @param batchSize how many messages are taken at once
 * @param newBatchThreshold the next batch is taken when no more than this many are being worked on
 * @param maxDequeueCount how often a message is tried before it goes to {@code <queue>-poison}
 * @param visibilityTimeout how long a message whose function failed stays hidden before it is tried again
 * @param routePrefix the first segment of every HTTP route, empty for none
 */
public record HostPolicy(
        int batchSize, int newBatchThreshold, int maxDequeueCount, Duration visibilityTimeout, String routePrefix) {

    /** How long the host hides a message while its function runs; the host has no setting for it. */
    static final Duration HIDDEN_WHILE_RUNNING = Duration.ofMinutes(10);

    /** What holds where {@code host.json} is silent. */
    public static final HostPolicy DEFAULT = new HostPolicy(16, 8, 5, Duration.ZERO, "api");

    /**
     * Reads {@code host.json}.
     *
     * @throws IOException if the file cannot be read or is not JSON
     */
    public static HostPolicy ofHostJson(Path file) throws IOException {
        JsonNode extensions = new ObjectMapper().readTree(file.toFile()).path("extensions");
        JsonNode queues = extensions.path("queues");
        int batchSize = queues.path("batchSize").asInt(DEFAULT.batchSize);
        return new HostPolicy(
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
