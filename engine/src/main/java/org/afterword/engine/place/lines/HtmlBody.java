package org.afterword.engine.place.lines;

import java.util.List;
import org.jsoup.nodes.Document;

/**
 * An HTML body as it was read.
 *
 * @param tangled whether the tree's order is not the source's order, as with text directly in a table
 */
public record HtmlBody(String source, Document document, List<Line> lines, List<Mark> marks, boolean tangled)
        implements ReadText {}
