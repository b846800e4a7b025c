package org.afterword.functions.onboarding.session;

import java.time.Duration;
import java.util.Optional;

/**
 * One line of what is done to the tenant.
 *
 * @param text without secrets
 * @param milliseconds that the cmdlet took, once it is done
 */
public record ConsoleLine(String text, State state, Optional<Long> milliseconds) {
    /** How far a cmdlet has come; {@code NOTE} is no cmdlet. */
    public enum State {
        RUNNING,
        DONE,
        FAILED,
        NOTE
    }

    static ConsoleLine running(String cmdlet) {
        return new ConsoleLine(cmdlet, State.RUNNING, Optional.empty());
    }

    static ConsoleLine note(String text) {
        return new ConsoleLine(text, State.NOTE, Optional.empty());
    }

    ConsoleLine done(Duration time) {
        return new ConsoleLine(text, State.DONE, Optional.of(time.toMillis()));
    }

    ConsoleLine failed() {
        return new ConsoleLine(text, State.FAILED, milliseconds);
    }
}
