package org.afterword.engine.place;

/** No signature goes into the mail's texts. */
public record NotPlaced(Why why) implements Placement {
    /** Why not. Each has the text that administrators read. */
    public enum Why {
        NO_BODY("It has no text to sign."),
        TOO_LARGE("Its HTML is too large to be read in reasonable time."),
        TANGLED("Its HTML is so badly nested that an insertion could change what is there."),
        NO_MARKER("The rule signs only where the author typed the marker, and there is none."),
        SIGNED_BEFORE("An earlier mail of this conversation bears the signature.");

        private final String explanation;

        Why(String explanation) {
            this.explanation = explanation;
        }

        public String explanation() {
            return explanation;
        }
    }
}
