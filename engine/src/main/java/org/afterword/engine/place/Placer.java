package org.afterword.engine.place;

import org.afterword.engine.classify.BodyEvidence;
import org.afterword.engine.classify.Classification;
import org.afterword.engine.classify.Kind;
import org.afterword.engine.render.RenderedSignature;

/**
 * Puts a signature into the texts of a mail: below what its author wrote and above the quoted thread, in the place of an
 * earlier signature, a device tagline or the marker. Pure, and safe for use by several threads. The time it takes grows
 * with the length of the texts and with nothing else; texts of more than four million characters, or of
 * more than 300,000 tags or lines, are left alone.
 */
public final class Placer {
    private static final int LARGEST = 4_000_000;
    private static final int MOST_TAGS = 300_000;
    private static final int MOST_LINES = 300_000;

    private Placer() {}

    /** Finds the place and states the changes that put the signature there. */
    public static Placement place(Bodies bodies, RenderedSignature signature, Hints hints) {
        if (bodies.html().isEmpty() && bodies.text().isEmpty()) {
            return new NotPlaced(NotPlaced.Why.NO_BODY);
        }
        if (tooLarge(bodies)) {
            return new NotPlaced(NotPlaced.Why.TOO_LARGE);
        }
        return new Placing(bodies, signature, hints).place();
    }

    /** What the texts tell about the mail's kind and client. Nothing of them is in the answer. */
    public static BodyEvidence evidence(Bodies bodies) {
        return tooLarge(bodies) ? BodyEvidence.NOTHING : Evidence.of(bodies);
    }

    private static boolean tooLarge(Bodies bodies) {
        return bodies.html().filter(html -> tooLarge(html, '<', MOST_TAGS)).isPresent()
                || bodies.text()
                        .filter(text -> tooLarge(text, '\n', MOST_LINES))
                        .isPresent();
    }

    private static boolean tooLarge(String source, char unit, int most) {
        if (source.length() > LARGEST) {
            return true;
        }
        int count = 0;
        for (int at = source.indexOf(unit); at >= 0 && count <= most; at = source.indexOf(unit, at + 1)) {
            count++;
        }
        return count > most;
    }

    static boolean fresh(Hints hints) {
        return hints.kind().map(Classification::kind).orElse(Kind.REPLY) == Kind.NEW;
    }
}
