package org.afterword.engine.splice;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.message.RawMessage;

/**
 * All changes to one message, in the order of their place and never overlapping; insertions at one place keep the order
 * in which they were given.
 */
public record EditList(List<Edit> edits) {
    public static final EditList NONE = new EditList(List.of());

    /** @throws IllegalArgumentException if two edits overlap */
    public EditList {
        Budget.steps(edits.size());
        List<Edit> sorted = new ArrayList<>(edits);
        sorted.sort(Comparator.comparingLong(Edit::start).thenComparingLong(Edit::end));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).start() < sorted.get(i - 1).end()) {
                throw new IllegalArgumentException("edits overlap: " + sorted.get(i - 1) + " and " + sorted.get(i));
            }
        }
        edits = List.copyOf(sorted);
    }

    /** By how many bytes the message grows. */
    public long growth() {
        return edits.stream()
                .mapToLong(edit -> edit.inserted().length - edit.removed().length)
                .sum();
    }

    /** Writes {@code original} with the edits made. */
    public void apply(RawMessage original, OutputStream out) throws IOException {
        long position = 0;
        for (Edit edit : edits) {
            original.writeTo(out, position, edit.start());
            out.write(edit.inserted());
            position = edit.end();
        }
        original.writeTo(out, position, original.size());
    }

    /** Writes {@code edited}, which these edits made, with the edits taken back: the message as it came in. */
    public void undo(RawMessage edited, OutputStream out) throws IOException {
        long position = 0;
        long shift = 0;
        for (Edit edit : edits) {
            long start = edit.start() + shift;
            edited.writeTo(out, position, start);
            out.write(edit.removed());
            position = start + edit.inserted().length;
            shift += edit.inserted().length - edit.removed().length;
        }
        edited.writeTo(out, position, edited.size());
    }
}
