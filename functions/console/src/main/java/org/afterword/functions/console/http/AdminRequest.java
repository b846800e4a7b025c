package org.afterword.functions.console.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.afterword.storage.tenant.TenantId;

/**
 * A request, as far as it matters here.
 *
 * @param method in capitals
 * @param path of the address, from which links are made
 * @param tenant of the address, empty if it names none
 * @param item of the address: a person's mail address or a template's id, empty if it names none
 * @param query decoded
 * @param headers names in lower case
 */
public record AdminRequest(
        AdminResource resource,
        String method,
        String path,
        String tenant,
        String item,
        Map<String, String> query,
        Map<String, String> headers,
        String body) {

    public AdminRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    public boolean isGet() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Whether it changes something; a trial by POST does not. */
    public boolean changes() {
        boolean trial = resource == AdminResource.PREVIEW
                || resource == AdminResource.EXPLAIN
                || resource == AdminResource.TRACES;
        return !isGet() && !trial;
    }

    /** The tenant of the address. @throws ApiException 404 if that is no tenant's id */
    public TenantId tenantId() throws ApiException {
        try {
            return TenantId.of(tenant);
        } catch (IllegalArgumentException noId) {
            throw ApiException.notFound("The address names no tenant: the id of a tenant is a UUID.");
        }
    }

    Optional<String> header(String name) {
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
