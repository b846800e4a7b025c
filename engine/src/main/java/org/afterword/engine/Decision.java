package org.afterword.engine;

import java.util.List;
import org.afterword.engine.model.Reason;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.place.Placed;

/** What is done with a mail. */
public sealed interface Decision {

    /**
     * It is signed.
     *
     * @param rules those that said so, one for each slot that is filled; never empty
     * @param placed where the signature stands, and how sure that is
     */
    record Sign(List<SignatureRule> rules, Placed placed) implements Decision {
        public Sign {
            rules = List.copyOf(rules);
        }
    }

    /** It goes back as it came, our own header lines aside, and a keyword in the subject that its rule takes out. */
    record PassThrough(Reason reason) implements Decision {}
}
