package org.afterword.engine.place.lines;

import com.sun.management.ThreadMXBean;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.afterword.engine.budget.Budget;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/**
 * The tree of an HTML body, by jsoup, with the place of each node in the source.
 *
 * <p>Some of jsoup's work does not grow with the source: formatting that was left open is opened again, with all of its
 * attributes, in each block below (HTML, section 13.2.4.3), and each attribute of a tag costs a copy of those before it: a
 * few kilobytes can ask for gigabytes. All of that is allocated. So a parse ends where it allocates more than mail of that
 * size has reason to, and it takes steps, so that a budget ends it too.
 */
public final class HtmlTree {
    /** What browsers nest at most; deeper elements stand beside each other. */
    private static final int DEEPEST = 512;

    /** In bytes; people's mail takes 10 for a character, 300 for a tag, and no more than 130 MB for all that we read. */
    private static final long MEMORY_AT_LEAST = 4 << 20;

    private static final long MEMORY_OF_CHARACTER = 32;
    private static final long MEMORY_OF_TAG = 2_000;
    private static final long MEMORY_AT_MOST = 192 << 20;

    private HtmlTree() {}

    /** Empty where the tree would be out of all proportion to its source. */
    public static Optional<Document> of(String html) {
        try (MeteredReader reader = new MeteredReader(html, mostMemory(html))) {
            return Optional.of(Parser.htmlParser()
                    .setTrackPosition(true)
                    .setMaxDepth(DEEPEST)
                    .parseInput(reader, ""));
        } catch (OutOfProportionException ended) {
            return Optional.empty();
        }
    }

    /** How much memory a parse may allocate, in bytes; the tree keeps most of it. */
    static long mostMemory(String html) {
        long tags = 0;
        for (int at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
            tags++;
        }
        return Math.min(MEMORY_AT_MOST, MEMORY_AT_LEAST + MEMORY_OF_CHARACTER * html.length() + MEMORY_OF_TAG * tags);
    }

    /** What the parser reads from, in pieces of some kilobytes; each is a look at what the one before it cost. */
    private static final class MeteredReader extends Reader {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        /** About how many bytes are allocated in the time of a step. */
        private static final int BYTES_OF_STEP = 64;

        private final String source;
        private final long most;
        private final long before;
        private long counted;
        private int position;

        MeteredReader(String source, long most) {
            this.source = source;
            this.most = most;
            before = THREADS.getCurrentThreadAllocatedBytes();
        }

        @Override
        public int read(char[] into, int offset, int length) {
            // A virtual thread is not told what it allocates: there, nothing but the budget ends a parse.
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (allocated > most) {
                throw new OutOfProportionException();
            }
            int count = Math.min(length, source.length() - position);
            Budget.steps(count + (allocated - counted) / BYTES_OF_STEP);
            counted = allocated;
            if (count == 0 && length > 0) {
                return -1;
            }
            source.getChars(position, position + count, into, offset);
            position += count;
            return count;
        }

        @Override
        public void close() {}
    }

    private static final class OutOfProportionException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutOfProportionException() {
            super("the tree is out of proportion to its source", null, false, false);
        }
    }
}
