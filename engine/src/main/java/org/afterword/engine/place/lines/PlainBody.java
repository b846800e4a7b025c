package org.afterword.engine.place.lines;

import java.util.List;

/**
 * A plain text as it was read.
 */
public record PlainBody(String source, List<Line> lines, Flow flow) implements ReadText {}
