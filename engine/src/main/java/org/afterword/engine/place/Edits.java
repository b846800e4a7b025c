package org.afterword.engine.place;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.afterword.engine.place.lines.HtmlRange;
import org.afterword.engine.splice.TextEdit;

/** Collects removals and one insertion, and makes of them changes that do not overlap. */
final class Edits {
    private final List<HtmlRange> removals = new ArrayList<>();
    private int offset = -1;
    private String inserted = "";

    void remove(List<HtmlRange> ranges) {
        removals.addAll(ranges);
    }

    void insert(int at, String text) {
        offset = at;
        inserted = text;
    }

    List<TextEdit> sorted() {
        List<HtmlRange> merged = merged();
        List<TextEdit> edits = new ArrayList<>();
        boolean placed = offset < 0;
        for (HtmlRange range : merged) {
            if (!placed && offset < range.start()) {
                edits.add(new TextEdit(offset, offset, inserted));
                placed = true;
            }
            if (!placed && offset <= range.end()) {
                edits.add(new TextEdit(range.start(), range.end(), inserted));
                placed = true;
            } else {
                edits.add(new TextEdit(range.start(), range.end(), ""));
            }
        }
        if (!placed) {
            edits.add(new TextEdit(offset, offset, inserted));
        }
        return edits;
    }

    private List<HtmlRange> merged() {
        List<HtmlRange> sorted = new ArrayList<>(removals);
        sorted.sort(Comparator.comparingInt(HtmlRange::start));
        List<HtmlRange> merged = new ArrayList<>();
        for (HtmlRange range : sorted) {
            if (!merged.isEmpty() && range.start() <= merged.getLast().end()) {
                HtmlRange last = merged.removeLast();
                merged.add(new HtmlRange(last.start(), Math.max(last.end(), range.end())));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }
}
