package org.afterword.functions.app;

import com.microsoft.azure.functions.HttpRequestMessage;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The header fields of a request, which the host names in any case. */
final class RequestHeaders {
    private RequestHeaders() {}

    /** By their names in lower case. */
    static Map<String, String> of(HttpRequestMessage<?> request) {
        Map<String, String> headers = new TreeMap<>();
        request.getHeaders().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }
}
