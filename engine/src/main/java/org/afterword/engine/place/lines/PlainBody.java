package org.afterword.engine.place.lines;

import java.util.List;

/**
 * A plain text as it was read.
 *
 * @param flowed whether it is format=flowed (RFC 3676)
 */
public record PlainBody(String source, List<Line> lines, boolean flowed) implements ReadText {}
