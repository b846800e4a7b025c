package org.afterword.functions.onboarding.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/** Reads the error bodies of the admin interface, which are JSON, or a run of NUL octets, or a page of some proxy. */
final class ErrorBody {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 1000;

    private ErrorBody() {}

    /** Exchange's own words: of the inner exception if there are any, else of the first detail, else of the error. */
    static Optional<String> text(byte[] body) {
        if (isNul(body)) {
            return Optional.empty();
        }
        JsonNode error;
        try {
            error = JSON.readTree(body).path("error");
        } catch (IOException notJson) {
            return Optional.empty();
        }
        String inner = error.at("/innererror/internalexception/message").asText("");
        String detail = error.at("/details/0/message").asText("");
        String text = !inner.isBlank()
                ? inner
                : !detail.isBlank()
                        ? detail.substring(detail.lastIndexOf('|') + 1)
                        : error.path("message").asText("");
        return Optional.of(text.strip())
                .filter(words -> !words.isEmpty())
                .map(words -> words.length() > LONGEST ? words.substring(0, LONGEST) + " …" : words);
    }

    /** The type of the inner exception; empty if none is told. */
    static String type(byte[] body) {
        try {
            return JSON.readTree(body)
                    .at("/error/innererror/internalexception/type")
                    .asText("");
        } catch (IOException notJson) {
            return "";
        }
    }

    private static boolean isNul(byte[] body) {
        for (byte octet : body) {
            if (octet != 0) {
                return false;
            }
        }
        return true;
    }
}
