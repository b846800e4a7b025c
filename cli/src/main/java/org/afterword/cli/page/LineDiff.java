package org.afterword.cli.page;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Chunk;
import java.util.BitSet;
import java.util.List;

/**
 * Which lines of one text are not in another.
 *
 * @param removed the lines of the first text that the second lacks
 * @param added the lines of the second text that the first lacks
 */
public record LineDiff(BitSet removed, BitSet added) {

    /** Compares the texts line by line. */
    public static LineDiff of(List<String> first, List<String> second) {
        LineDiff diff = new LineDiff(new BitSet(), new BitSet());
        for (AbstractDelta<String> delta : DiffUtils.diff(first, second).getDeltas()) {
            mark(diff.removed, delta.getSource());
            mark(diff.added, delta.getTarget());
        }
        return diff;
    }

    private static void mark(BitSet lines, Chunk<String> changed) {
        lines.set(changed.getPosition(), changed.getPosition() + changed.size());
    }
}
