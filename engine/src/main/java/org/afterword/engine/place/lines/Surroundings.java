package org.afterword.engine.place.lines;

import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jspecify.annotations.Nullable;

/** What the nodes of one text stand in. Of a plain text, which has none, nothing is said. For use by one thread. */
public final class Surroundings {
    private final Innermost block = new Innermost(Markup::isBlock);
    private final Innermost cell = new Innermost(element -> element.nameIs("td") || element.nameIs("th"));
    private final Innermost threads = new Innermost(Mark::holdsThread);
    private final Innermost quotes = new Innermost(element -> Mark.holdsThread(element) || Markup.cites(element));
    private final Innermost summaries = new Innermost(element -> element.nameIs("summary"));
    private final Innermost entries = new Innermost(element -> element.nameIs("li"));

    /** The innermost element around the node that breaks the line; null if there is none. */
    public @Nullable Element block(@Nullable Node node) {
        return block.around(node);
    }

    /** The innermost cell of a table around the node; null if there is none. */
    public @Nullable Element cell(@Nullable Node node) {
        return cell.around(node);
    }

    /** Whether the node stands in an element that is made for a whole thread. */
    public boolean inThread(@Nullable Node node) {
        return threads.some(node);
    }

    /** Whether the node stands in a quote that says so: it cites, or has the class of a mail program's quotes. */
    public boolean cited(@Nullable Node node) {
        return quotes.some(node);
    }

    /** Whether the node stands in the line that a reader clicks on to see what is collapsed. */
    public boolean summary(@Nullable Node node) {
        return summaries.some(node);
    }

    /** Whether the node stands in an entry of a list. */
    public boolean entry(@Nullable Node node) {
        return entries.some(node);
    }
}
