package org.afterword.cli.page;

import java.util.List;

/**
 * What was put into a sequence, of lines or of rows of pixels: all that both have in common at the start, then at the
 * end, stayed where it was or moved as a whole.
 *
 * @param above what stands above, in both
 * @param removed what stands only in the first; empty where something was only put in
 * @param inserted what stands only in the second
 * @param below what stands below, in both
 */
record Insertion<T>(List<T> above, List<T> removed, List<T> inserted, List<T> below) {
    static <T> Insertion<T> between(List<T> before, List<T> after) {
        int shorter = Math.min(before.size(), after.size());
        int start = 0;
        while (start < shorter && before.get(start).equals(after.get(start))) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
            end++;
        }
        return new Insertion<>(
                after.subList(0, start),
                before.subList(start, before.size() - end),
                after.subList(start, after.size() - end),
                after.subList(after.size() - end, after.size()));
    }
}
