package org.afterword.cli.page;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which lines of one text are not in another (Myers, "An O(ND) difference algorithm", 1986).
 *
 * @param removed the lines of the first text that the second lacks
 * @param added the lines of the second text that the first lacks
 */
public record LineDiff(BitSet removed, BitSet added) {
    /** Beyond so many differences the texts are simply different. */
    private static final int MAX_DIFFERENCES = 1000;

    /** Compares the texts line by line. */
    public static LineDiff of(List<String> first, List<String> second) {
        List<int[]> trace = new ArrayList<>();
        int offset = MAX_DIFFERENCES + 1;
        int[] reach = new int[2 * offset + 1];
        for (int differences = 0; differences <= MAX_DIFFERENCES; differences++) {
            trace.add(reach.clone());
            for (int diagonal = -differences; diagonal <= differences; diagonal += 2) {
                int x = down(reach, diagonal, differences, offset)
                        ? reach[offset + diagonal + 1]
                        : reach[offset + diagonal - 1] + 1;
                int y = x - diagonal;
                while (x < first.size() && y < second.size() && first.get(x).equals(second.get(y))) {
                    x++;
                    y++;
                }
                reach[offset + diagonal] = x;
                if (x >= first.size() && y >= second.size()) {
                    return walkBack(trace, first.size(), second.size(), offset);
                }
            }
        }
        BitSet all = new BitSet();
        all.set(0, second.size());
        return new LineDiff(new BitSet(), all);
    }

    private static boolean down(int[] reach, int diagonal, int differences, int offset) {
        return diagonal == -differences
                || diagonal != differences && reach[offset + diagonal - 1] < reach[offset + diagonal + 1];
    }

    private static LineDiff walkBack(List<int[]> trace, int firstSize, int secondSize, int offset) {
        LineDiff diff = new LineDiff(new BitSet(), new BitSet());
        int x = firstSize;
        int y = secondSize;
        for (int differences = trace.size() - 1; differences > 0; differences--) {
            int[] reach = trace.get(differences);
            int diagonal = x - y;
            boolean down = down(reach, diagonal, differences, offset);
            int before = down ? diagonal + 1 : diagonal - 1;
            x = reach[offset + before];
            y = x - before;
            if (down) {
                diff.added.set(y);
            } else {
                diff.removed.set(x);
            }
        }
        return diff;
    }
}
