package org.afterword.engine;

import java.util.List;
import org.afterword.engine.classify.Kind;
import org.afterword.engine.classify.Reason;
import org.afterword.engine.place.Placed;
import org.afterword.engine.select.SignatureRule;

/** What is done with a mail. */
public sealed interface Decision {

    /**
     * It is signed, since {@code rule} says so.
     *
     * @param confidence how sure the place of the signature is
     * @param evidence what led to the place, in words for administrators, without content of the mail
     */
    record Sign(Kind kind, SignatureRule rule, Placed.Confidence confidence, List<String> evidence)
            implements Decision {
        public Sign {
            evidence = List.copyOf(evidence);
        }
    }

    /** It goes back as it came, our own header lines aside. */
    record PassThrough(Reason reason) implements Decision {}
}
