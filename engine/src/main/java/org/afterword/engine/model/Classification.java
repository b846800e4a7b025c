package org.afterword.engine.model;

import java.util.List;

/**
 * What kind of mail this is.
 *
 * @param certain whether the evidence leaves no doubt
 * @param evidence what led to it, in words for administrators, without any content of the mail
 */
public record Classification(Kind kind, boolean certain, List<String> evidence) {
    public Classification {
        evidence = List.copyOf(evidence);
    }
}
