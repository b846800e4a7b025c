package org.afterword.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.afterword.functions.console.connect.ConnectApi;
import org.afterword.functions.console.http.ApiResponse;

/** All that can be asked over HTTP, as one OpenAPI 3.1 document: what is for administrators, and the page's own part. */
public final class ApiDescription {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "openapi.json";

    private ApiDescription() {}

    /** The document, for everybody to read. */
    public static ApiResponse answer() {
        return ApiResponse.json(200, document());
    }

    public static ObjectNode document() {
        ObjectNode whole = read(ConsoleApi.class);
        ObjectNode page = read(ConnectApi.class);
        page.path("paths").properties().forEach(path -> {
            path.getValue().forEach(operation -> {
                ArrayNode tags = ((ObjectNode) operation).putArray("tags");
                tags.add("connect");
            });
            whole.withObject("/paths").set(path.getKey(), path.getValue());
        });
        page.path("components")
                .properties()
                .forEach(section -> section.getValue().properties().forEach(named -> {
                    ObjectNode there = whole.withObject("/components/" + section.getKey());
                    if (!there.has(named.getKey())) {
                        there.set(named.getKey(), named.getValue());
                    }
                }));
        return whole;
    }

    private static ObjectNode read(Class<?> beside) {
        try (InputStream file = beside.getResourceAsStream(NAME)) {
            if (file == null) {
                throw new IllegalStateException("the program's file " + NAME + " is missing beside " + beside);
            }
            JsonNode document = JSON.readTree(file);
            return (ObjectNode) document;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
