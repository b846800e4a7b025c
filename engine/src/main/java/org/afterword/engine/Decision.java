package org.afterword.engine;

import org.afterword.engine.classify.Kind;
import org.afterword.engine.classify.Reason;
import org.afterword.engine.select.SignatureRule;

/** What is done with a mail. */
public sealed interface Decision {

    /** It is signed, since {@code rule} says so. */
    record Sign(Kind kind, SignatureRule rule) implements Decision {}

    /** It goes back as it came, our own header lines aside. */
    record PassThrough(Reason reason) implements Decision {}
}
