package org.afterword.cli.signatures;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Speaks to the admin API of one stamp. Safe for use by several threads. */
final class StampClient {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofMinutes(4);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
    private final URI stamp;
    private final Optional<String> key;

    /** What a stamp answered. */
    record Answer(int status, String body, Optional<String> etag) {
        JsonNode json() throws IOException {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException strange) {
                throw new IOException("the stamp answered something other than JSON: is its address right?", strange);
            }
        }
    }

    /**
     * @param stamp its address, without {@code /api}
     * @param key a function key; a stamp on this machine asks for none
     */
    StampClient(URI stamp, Optional<String> key) {
        this.stamp = stamp;
        this.key = key;
    }

    Answer get(String path) throws IOException {
        return send("GET", path, Map.of(), Optional.empty());
    }

    /** Empty if there is nothing at that address. */
    Optional<Answer> find(String path) throws IOException {
        try {
            return Optional.of(get(path));
        } catch (StampException failed) {
            if (failed.status() == 404) {
                return Optional.empty();
            }
            throw failed;
        }
    }

    Answer get(String path, String accept) throws IOException {
        return send("GET", path, Map.of("Accept", accept), Optional.empty());
    }

    /** @param etag of what was read; empty for something that was not there */
    Answer put(String path, JsonNode body, Optional<String> etag) throws IOException {
        return send("PUT", path, precondition(etag), Optional.of(body.toString()));
    }

    Answer patch(String path, JsonNode body, String etag) throws IOException {
        return send("PATCH", path, precondition(Optional.of(etag)), Optional.of(body.toString()));
    }

    void delete(String path, String etag) throws IOException {
        send("DELETE", path, precondition(Optional.of(etag)), Optional.empty());
    }

    Answer post(String path, String contentType, String accept, String body) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", contentType);
        headers.put("Accept", accept);
        return send("POST", path, headers, Optional.of(body));
    }

    /** A part of an address, such as a mail address. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Map<String, String> precondition(Optional<String> etag) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", "application/json");
        if (etag.isPresent()) {
            headers.put("If-Match", etag.get());
        } else {
            headers.put("If-None-Match", "*");
        }
        return headers;
    }

    private Answer send(String method, String path, Map<String, String> headers, Optional<String> body)
            throws IOException {
        // With its length stated: the Functions host gives no body to the app where it is sent in chunks.
        HttpRequest.BodyPublisher publisher = body.isPresent()
                ? HttpRequest.BodyPublishers.ofByteArray(body.get().getBytes(StandardCharsets.UTF_8))
                : HttpRequest.BodyPublishers.noBody();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stamp + path))
                .method(method, publisher)
                .timeout(TIMEOUT);
        headers.forEach(request::header);
        key.ifPresent(value -> request.header("x-functions-key", value));
        HttpResponse<byte[]> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (ConnectException | HttpTimeoutException unavailable) {
            throw new IOException(
                    "no stamp answers at " + stamp + ": is it running? --stamp says where it is", unavailable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while waiting for the stamp", stopped);
        }
        Answer answer = new Answer(
                response.statusCode(),
                new String(response.body(), StandardCharsets.UTF_8),
                response.headers().firstValue("etag"));
        if (answer.status() >= 300) {
            throw failure(answer);
        }
        return answer;
    }

    private StampException failure(Answer answer) {
        if (answer.status() == 401) {
            return new StampException(
                    401, "the stamp wants a function key: name its file with --key-file, or set " + StampOptions.KEY);
        }
        StringBuilder text = new StringBuilder();
        try {
            JsonNode problem = JSON.readTree(answer.body());
            text.append(problem.path("detail").asText());
            for (JsonNode error : problem.path("errors")) {
                text.append("\n  ").append(error.path("pointer").asText());
                if (error.has("line")) {
                    text.append(" line ")
                            .append(error.path("line").asInt())
                            .append(", column ")
                            .append(error.path("column").asInt());
                }
                text.append(": ").append(error.path("detail").asText());
            }
        } catch (JsonProcessingException noProblem) {
            // Said below, by its number.
        }
        if (text.isEmpty()) {
            text.append("the stamp answered ")
                    .append(answer.status())
                    .append("; is the address right? ")
                    .append(stamp);
        }
        return new StampException(answer.status(), text.toString());
    }
}
