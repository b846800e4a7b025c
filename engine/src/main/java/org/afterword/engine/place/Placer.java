package org.afterword.engine.place;

import org.afterword.engine.classify.Classification;
import org.afterword.engine.classify.Kind;
import org.afterword.engine.render.RenderedSignature;

/**
 * Puts a signature into the texts of a mail: below what its author wrote and above the quoted thread, in the place of an
 * earlier signature, a device tagline or the marker. Pure, and safe for use by several threads. The time it takes grows
 * with the length of the texts and with nothing else; texts beyond four million characters are left alone.
 */
public final class Placer {
    private static final int LARGEST = 4_000_000;

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

    private static boolean tooLarge(Bodies bodies) {
        return bodies.html().map(String::length).orElse(0) > LARGEST
                || bodies.text().map(String::length).orElse(0) > LARGEST;
    }

    static boolean fresh(Hints hints) {
        return hints.kind().map(Classification::kind).orElse(Kind.REPLY) == Kind.NEW;
    }
}
