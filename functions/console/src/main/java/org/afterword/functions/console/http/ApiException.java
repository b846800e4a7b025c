package org.afterword.functions.console.http;

import java.util.List;

/** A request that is not done, with what its sender is told (RFC 9457). Texts never repeat what the request held. */
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final transient List<FieldFault> faults;

    private ApiException(int status, String title, String detail, List<FieldFault> faults) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.faults = List.copyOf(faults);
    }

    public static ApiException badRequest(String detail) {
        return new ApiException(400, "Bad request", detail, List.of());
    }

    public static ApiException unauthenticated() {
        return new ApiException(401, "Unauthorized", "Sign in first, on the page of api/connect.", List.of());
    }

    public static ApiException forbidden(String detail) {
        return new ApiException(403, "Forbidden", detail, List.of());
    }

    public static ApiException notFound(String detail) {
        return new ApiException(404, "Not found", detail, List.of());
    }

    public static ApiException methodNotAllowed() {
        return new ApiException(405, "Method not allowed", "This address does not know that method.", List.of());
    }

    public static ApiException conflict(String detail) {
        return new ApiException(409, "Conflict", detail, List.of());
    }

    public static ApiException stale() {
        return new ApiException(
                412,
                "Precondition failed",
                "It was changed meanwhile, is there already, or is gone: read it again and repeat your change.",
                List.of());
    }

    public static ApiException tooLarge(int bytes) {
        return new ApiException(
                413, "Too large", "The body is larger than the " + bytes + " bytes that are taken here.", List.of());
    }

    public static ApiException tooLarge() {
        return new ApiException(
                413, "Too large", "It is larger than the store takes. Smaller pictures help.", List.of());
    }

    public static ApiException tooManyLines(int most) {
        return new ApiException(413, "Too large", "At most " + most + " people are taken at a time.", List.of());
    }

    public static ApiException mediaType(String wanted) {
        return new ApiException(415, "Unsupported media type", "The body must be " + wanted + ".", List.of());
    }

    public static ApiException invalid(List<FieldFault> faults) {
        String detail = faults.size() == 1 ? "A field is not right." : faults.size() + " fields are not right.";
        return new ApiException(422, "Invalid content", detail, faults);
    }

    static ApiException preconditionMissing() {
        return new ApiException(
                428,
                "Precondition required",
                "State what you saw: If-Match with the ETag that you read, or If-None-Match: * for something new.",
                List.of());
    }

    /** For what went wrong here and says nothing to whoever asked. */
    public static ApiException internal() {
        return new ApiException(
                500, "Internal error", "Something went wrong here, and it is in the log. Try again later.", List.of());
    }

    /** @param what cannot be had, and whose business that is */
    public static ApiException unavailable(String what) {
        return new ApiException(503, "Not available", what, List.of());
    }

    public static ApiException unavailable() {
        return new ApiException(503, "Not available", "The store does not answer. Try again in a minute.", List.of());
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    List<FieldFault> faults() {
        return faults;
    }
}
