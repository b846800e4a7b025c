package org.afterword.engine.place;

import java.util.List;
import java.util.Optional;
import org.afterword.engine.model.Classification;
import org.afterword.engine.model.SigningRules;

/**
 * What is known about a mail and wanted of its signature before the texts are looked at.
 *
 * @param kind what the header says the mail is; empty where it does not tell
 * @param marker the text that the author may type where the signature is to be; empty for none
 * @param knownSignatures texts that are signatures wherever they stand below the author's text: earlier signatures of
 *     the person, and the tenant's list. A text has one or several lines; an asterisk in it stands for any characters
 * @param replaceClientSignatures whether a signature in a mail client's container for signatures gives way too. Off, it
 *     stays, since it may be the author's own closing words
 */
public record Hints(
        Optional<Classification> kind, String marker, List<String> knownSignatures, boolean replaceClientSignatures) {
    public Hints {
        knownSignatures = List.copyOf(knownSignatures);
    }

    /** Nothing known and nothing special wanted. */
    public static Hints none() {
        return new Hints(Optional.empty(), SigningRules.DEFAULT_MARKER, List.of(), false);
    }

    public Hints withKind(Classification known) {
        return new Hints(Optional.of(known), marker, knownSignatures, replaceClientSignatures);
    }

    public Hints withMarker(String text) {
        return new Hints(kind, text, knownSignatures, replaceClientSignatures);
    }

    public Hints withKnownSignatures(List<String> texts) {
        return new Hints(kind, marker, texts, replaceClientSignatures);
    }

    public Hints withReplaceClientSignatures(boolean replace) {
        return new Hints(kind, marker, knownSignatures, replace);
    }
}
