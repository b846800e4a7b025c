package org.afterword.functions.console.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Addresses of further pages, relative to the server. */
public final class Links {
    private Links() {}

    public static String next(ApiRequest request, int limit, String next) {
        return next(request, Map.of(), limit, next);
    }

    /** @param search further parameters, which must hold nothing secret */
    public static String next(ApiRequest request, Map<String, String> search, int limit, String next) {
        Map<String, String> parameters = new LinkedHashMap<>(search);
        parameters.put("limit", Integer.toString(limit));
        parameters.put("next", next);
        StringBuilder link = new StringBuilder(request.path());
        parameters.forEach((name, value) -> link.append(link.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return link.toString();
    }
}
