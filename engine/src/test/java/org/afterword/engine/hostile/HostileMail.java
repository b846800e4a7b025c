package org.afterword.engine.hostile;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * A mail that somebody made to stop us, in any size.
 *
 * @param name says what there is too much of
 * @param ofSize makes the whole message, of about so many bytes
 */
public record HostileMail(String name, IntFunction<byte[]> ofSize) {

    /** All that we know. */
    public static List<HostileMail> all() {
        return Stream.concat(HostileStructures.all().stream(), HostileTexts.all().stream())
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
