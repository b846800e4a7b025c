package org.afterword.storage.port;

import java.util.Optional;

/** What must be so for a change to be made; else it fails with a {@link PreconditionFailedException}. */
public sealed interface Precondition {
    /** That nothing has changed since this was read. @param read empty if there was nothing */
    static Precondition unchangedSince(Optional<? extends Versioned<?>> read) {
        return read.<Precondition>map(found -> new Matches(found.etag())).orElseGet(Absent::new);
    }

    /** The change is made whatever is there. */
    record Any() implements Precondition {}

    /** There is nothing yet: {@code If-None-Match: *} (RFC 9110, section 13.1.2). */
    record Absent() implements Precondition {}

    /** What is there has this {@link Versioned#etag}: {@code If-Match} (RFC 9110, section 13.1.1). */
    record Matches(String etag) implements Precondition {}
}
