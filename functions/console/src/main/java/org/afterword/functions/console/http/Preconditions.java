package org.afterword.functions.console.http;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.storage.port.Precondition;

/** What a request says about the version that it was made for (RFC 9110, sections 8.8.3 and 13.1). */
public final class Preconditions {
    private static final Pattern STRONG_TAG = Pattern.compile("\"([\\x21\\x23-\\x7e]*)\"");
    private static final String ANY = "*";

    private Preconditions() {}

    /** Reads the version that is there now; empty if there is nothing. */
    public interface Current {
        Optional<String> etag() throws IOException;
    }

    /** How an etag looks in a header. */
    public static String header(String etag) {
        return '"' + etag + '"';
    }

    /**
     * The condition of a change.
     *
     * @throws ApiException 428 if the request states none, 412 if it cannot hold, 400 if it is in no known form
     */
    public static Precondition of(ApiRequest request, Current current) throws ApiException, IOException {
        Optional<String> match = request.header("if-match").map(String::strip);
        Optional<String> noneMatch = request.header("if-none-match").map(String::strip);
        if (noneMatch.isPresent()) {
            if (!noneMatch.get().equals(ANY) || match.isPresent()) {
                throw ApiException.badRequest("A change takes If-Match with one ETag, or If-None-Match: * alone.");
            }
            return new Precondition.Absent();
        }
        if (match.isEmpty()) {
            throw ApiException.preconditionMissing();
        }
        if (match.get().equals(ANY)) {
            return new Precondition.Matches(current.etag().orElseThrow(ApiException::stale));
        }
        if (match.get().startsWith("W/")) {
            // A weak tag never matches where strong comparison is asked for.
            throw ApiException.stale();
        }
        Matcher tag = STRONG_TAG.matcher(match.get());
        if (!tag.matches()) {
            throw ApiException.badRequest("If-Match must be one ETag in quotation marks, as it was read, or *.");
        }
        return new Precondition.Matches(tag.group(1));
    }

    /** Whether a reader has this version already, so that {@code 304} says enough. */
    public static boolean isKnown(ApiRequest request, String etag) {
        return request.header("if-none-match")
                .filter(known -> known.equals(ANY) || known.contains(header(etag)))
                .isPresent();
    }
}
