package org.afterword.functions.onboarding.session;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * What went wrong, in words for people.
 *
 * @param advice what to do about it
 * @param newCodeHelps whether another sign-in by a code can end better
 */
public record Problem(String text, String advice, boolean newCodeHelps) {
    public Problem(String text, String advice) {
        this(text, advice, true);
    }

    /** As it was stored; an earlier version did not know all of it. */
    @JsonCreator
    static Problem stored(
            @JsonProperty("text") String text,
            @JsonProperty("advice") String advice,
            @JsonProperty("newCodeHelps") Optional<Boolean> newCodeHelps) {
        return new Problem(text, advice, newCodeHelps.orElse(true));
    }
}
