package org.afterword.functions.console.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer with the headers that every answer of the page has. */
public record ConsoleResponse(int status, Map<String, String> headers, byte[] body) {
    /** Scripts, styles and requests of this origin only, no frames, nothing inline. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static ConsoleResponse of(int status, String type, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        headers.put("Content-Security-Policy", POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cache-Control", "no-store");
        return new ConsoleResponse(status, headers, body);
    }

    static ConsoleResponse json(JsonNode body) {
        return of(200, "application/json; charset=utf-8", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A refusal in words for people. */
    static ConsoleResponse problem(int status, String words) {
        return of(
                status,
                "application/problem+json; charset=utf-8",
                new ObjectMapper()
                        .createObjectNode()
                        .put("status", status)
                        .put("detail", words)
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
    }

    ConsoleResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ConsoleResponse(status, more, body);
    }
}
