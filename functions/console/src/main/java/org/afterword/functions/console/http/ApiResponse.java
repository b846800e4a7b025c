package org.afterword.functions.console.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.afterword.storage.json.StoredJson;

/** An answer, with the headers that every answer has. */
public record ApiResponse(int status, Map<String, String> headers, byte[] body) {
    private static final String POLICY = "Content-Security-Policy";
    private static final String NOTHING_RUNS =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
    /** Scripts, styles and requests of this origin only, no frames, nothing inline. */
    private static final String OURS_RUNS =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static ApiResponse of(int status, String type, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        headers.put(POLICY, NOTHING_RUNS);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cache-Control", "no-store");
        return new ApiResponse(status, headers, body);
    }

    /** @param value a tree, or a record of ours */
    public static ApiResponse json(int status, Object value) {
        return of(status, "application/json; charset=utf-8", StoredJson.bytes(value));
    }

    public static ApiResponse empty() {
        return of(204, "application/json; charset=utf-8", new byte[0]);
    }

    /** The reader has what is there already. */
    public static ApiResponse notModified(String etag) {
        return of(304, "application/json; charset=utf-8", new byte[0]).tagged(etag);
    }

    /** What an error says, as RFC 9457 has it. */
    public static ApiResponse problem(ApiException error) {
        ObjectNode problem = JsonNodeFactory.instance.objectNode();
        problem.put("type", "about:blank")
                .put("title", error.title())
                .put("status", error.status())
                .put("detail", error.detail());
        if (!error.faults().isEmpty()) {
            ArrayNode errors = problem.putArray("errors");
            for (FieldFault fault : error.faults()) {
                ObjectNode entry =
                        errors.addObject().put("pointer", fault.pointer()).put("detail", fault.detail());
                if (fault.line() > 0) {
                    entry.put("line", fault.line()).put("column", fault.column());
                }
            }
        }
        return of(
                error.status(),
                "application/problem+json; charset=utf-8",
                problem.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** For a page of ours, its files and what it asks for: scripts and styles of this origin may run. */
    public ApiResponse forPage() {
        return with(POLICY, OURS_RUNS).with("Cross-Origin-Opener-Policy", "same-origin");
    }

    /** With the version of what is answered. */
    public ApiResponse tagged(String etag) {
        return with("ETag", Preconditions.header(etag));
    }

    public ApiResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ApiResponse(status, more, body);
    }
}
