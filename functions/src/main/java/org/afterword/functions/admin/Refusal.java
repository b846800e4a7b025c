package org.afterword.functions.admin;

import java.util.List;

/** A request that is not done, with what its sender is told (RFC 9457). Texts never repeat what the request held. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final transient List<FieldFault> faults;

    private Refusal(int status, String title, String detail, List<FieldFault> faults) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.faults = List.copyOf(faults);
    }

    static Refusal badRequest(String detail) {
        return new Refusal(400, "Bad request", detail, List.of());
    }

    static Refusal unknown() {
        return new Refusal(401, "Unauthorized", "Sign in first, on the page of api/connect.", List.of());
    }

    static Refusal forbidden(String detail) {
        return new Refusal(403, "Forbidden", detail, List.of());
    }

    static Refusal notFound(String detail) {
        return new Refusal(404, "Not found", detail, List.of());
    }

    static Refusal methodNotAllowed() {
        return new Refusal(405, "Method not allowed", "This address does not know that method.", List.of());
    }

    static Refusal conflict(String detail) {
        return new Refusal(409, "Conflict", detail, List.of());
    }

    static Refusal stale() {
        return new Refusal(
                412,
                "Precondition failed",
                "It was changed meanwhile, is there already, or is gone: read it again and repeat your change.",
                List.of());
    }

    static Refusal tooLarge(int bytes) {
        return new Refusal(
                413, "Too large", "The body is larger than the " + bytes + " bytes that are taken here.", List.of());
    }

    static Refusal tooLarge() {
        return new Refusal(413, "Too large", "It is larger than the store takes. Smaller pictures help.", List.of());
    }

    static Refusal tooManyLines(int most) {
        return new Refusal(413, "Too large", "At most " + most + " people are taken at a time.", List.of());
    }

    static Refusal mediaType(String wanted) {
        return new Refusal(415, "Unsupported media type", "The body must be " + wanted + ".", List.of());
    }

    static Refusal invalid(List<FieldFault> faults) {
        String detail = faults.size() == 1 ? "A field is not right." : faults.size() + " fields are not right.";
        return new Refusal(422, "Invalid content", detail, faults);
    }

    static Refusal preconditionMissing() {
        return new Refusal(
                428,
                "Precondition required",
                "State what you saw: If-Match with the ETag that you read, or If-None-Match: * for something new.",
                List.of());
    }

    static Refusal away() {
        return new Refusal(503, "Not available", "The store does not answer. Try again in a minute.", List.of());
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
