package org.afterword.functions.console.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.afterword.storage.tenant.TenantId;

/**
 * A request, as far as it matters here.
 *
 * @param method in capitals
 * @param address the whole URL, its path still encoded
 * @param query decoded
 * @param headers names in lower case
 * @param caller who asks, {@link Caller.Anybody} until that is known
 * @param parameters of the route's template, decoded; none until the route is known
 */
public record ApiRequest(
        String method,
        URI address,
        Map<String, String> query,
        Map<String, String> headers,
        String body,
        Caller caller,
        Map<String, String> parameters) {
    /** A page of another site can send no header of ours without being asked about (CORS). */
    private static final String OWN_HEADER = "x-afterword-request";

    public ApiRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
        parameters = Map.copyOf(parameters);
    }

    /** A request as it comes in. */
    public static ApiRequest of(
            String method, URI address, Map<String, String> query, Map<String, String> headers, String body) {
        return new ApiRequest(method, address, query, headers, body, new Caller.Anybody(), Map.of());
    }

    public ApiRequest from(Caller known) {
        return new ApiRequest(method, address, query, headers, body, known, parameters);
    }

    public ApiRequest with(Map<String, String> known) {
        return new ApiRequest(method, address, query, headers, body, caller, known);
    }

    /** The path of the address, from which links are made. */
    public String path() {
        return String.valueOf(address.getRawPath());
    }

    public boolean isGet() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Whether the browser came over https, a proxy's word counting. */
    public boolean isSecure() {
        return header("x-forwarded-proto").filter("https"::equals).isPresent() || "https".equals(address.getScheme());
    }

    /** Whether a page of ours sent it, or no browser at all; a browser states where a request comes from. */
    public boolean isOurs() {
        Optional<String> site = header("sec-fetch-site");
        Optional<String> origin = header("origin");
        return header(OWN_HEADER).isPresent()
                && (site.isEmpty() || site.get().equals("same-origin"))
                && (origin.isEmpty()
                        || hostOf(origin.get()).equalsIgnoreCase(header("host").orElse("")));
    }

    private static String hostOf(String origin) {
        int start = origin.indexOf("://");
        return start < 0 ? "" : origin.substring(start + 3);
    }

    /** A parameter of the route's template, which its handler knows to be there. */
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no parameter " + name);
        }
        return value;
    }

    /** The tenant of the address. @throws ApiException 404 if that is no tenant's id */
    public TenantId tenantId() throws ApiException {
        try {
            return TenantId.of(parameter("tenant"));
        } catch (IllegalArgumentException noId) {
            throw ApiException.notFound("The address names no tenant: the id of a tenant is a UUID.");
        }
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).filter(value -> !value.isBlank());
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isBlank());
    }

    /** A whole number of the query. @throws ApiException 400 if it is none or out of range */
    public int number(String name, int whenAbsent, int min, int max) throws ApiException {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return whenAbsent;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException none) {
            // Refused below, with the range.
        }
        throw ApiException.badRequest(
                "The parameter " + name + " must be a whole number from " + min + " to " + max + ".");
    }

    /** The media type of the body, in lower case and without parameters; empty if it is not stated. */
    public String contentType() {
        return header("content-type")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    /** Whether that media type is asked for by name; {@code *}{@code /*} asks for none. */
    public boolean accepts(String mediaType) {
        return header("accept")
                .filter(accept -> accept.toLowerCase(Locale.ROOT).contains(mediaType))
                .isPresent();
    }

    /** The body. @throws ApiException 413 if it has more bytes than that */
    public String bodyUpTo(int bytes) throws ApiException {
        if (body.length() > bytes || body.getBytes(StandardCharsets.UTF_8).length > bytes) {
            throw ApiException.tooLarge(bytes);
        }
        return body;
    }
}
