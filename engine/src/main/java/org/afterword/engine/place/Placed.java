package org.afterword.engine.place;

import java.util.List;
import org.afterword.engine.splice.TextEdit;

/**
 * The changes that put a signature into a mail's texts.
 *
 * @param html changes to the HTML body, sorted, not overlapping; empty if there is no HTML body
 * @param text changes to the text body, likewise
 * @param confidence how sure the place is
 * @param evidence what led there, in words for administrators, without any content of the mail
 */
public record Placed(List<TextEdit> html, List<TextEdit> text, Confidence confidence, List<String> evidence)
        implements Placement {
    /** How sure a finding is. */
    public enum Confidence {
        HIGH,
        LOW
    }

    public Placed {
        html = List.copyOf(html);
        text = List.copyOf(text);
        evidence = List.copyOf(evidence);
    }
}
