package org.afterword.engine.place;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.afterword.engine.place.signature.Replaced;
import org.afterword.engine.splice.TextEdit;

/**
 * The changes that put a signature into a mail's texts.
 *
 * @param html changes to the HTML body, sorted, not overlapping; empty if there is no HTML body
 * @param text changes to the text body, likewise
 * @param replaced what gave way
 * @param confidence how sure the place is
 * @param evidence what led there, in words for administrators, without any content of the mail
 */
public record Placed(
        List<TextEdit> html, List<TextEdit> text, Set<Replaced> replaced, Confidence confidence, List<String> evidence)
        implements Placement {
    /** How sure a finding is. */
    public enum Confidence {
        HIGH,
        LOW
    }

    public Placed {
        html = List.copyOf(html);
        text = List.copyOf(text);
        replaced = Collections.unmodifiableSet(
                replaced.isEmpty() ? EnumSet.noneOf(Replaced.class) : EnumSet.copyOf(replaced));
        evidence = List.copyOf(evidence);
    }
}
