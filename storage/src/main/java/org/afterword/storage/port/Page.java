package org.afterword.storage.port;

import java.util.List;
import java.util.Optional;

/**
 * A part of a long list.
 *
 * @param next where the rest begins, to be given back as it is; empty at the end. It has visible ASCII characters only.
 */
public record Page<T>(List<T> items, Optional<String> next) {
    public Page {
        items = List.copyOf(items);
    }
}
