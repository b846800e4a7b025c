package org.afterword.functions.onboarding.signin;

import java.util.Optional;

/** A sign-in failed; the message says why in plain words, and {@link #advice} what to do. */
public final class SignInException extends Exception {
    private static final long serialVersionUID = 1;

    private final String advice;
    private final boolean newCodeHelps;

    private SignInException(String message, String advice, boolean newCodeHelps) {
        super(message);
        this.advice = advice;
        this.newCodeHelps = newCodeHelps;
    }

    public String advice() {
        return advice;
    }

    /** Whether another code can end better; false if the organisation lets no code pass, or somebody else has to act first. */
    public boolean newCodeHelps() {
        return newCodeHelps;
    }

    static SignInException cancelled() {
        return new SignInException("The sign-in was cancelled.", "Ask for a new code whenever you like.", true);
    }

    static SignInException withoutTenant() {
        return new SignInException(
                "Microsoft signed somebody in without saying for which organisation.",
                "Sign in with a work account, not a personal one.",
                true);
    }

    static SignInException ofAnotherTenant() {
        return new SignInException(
                "Microsoft signed somebody in to another organisation than the one that was named. Nothing was done.",
                "Ask for a new code, and name the organisation by one of its domains.",
                true);
    }

    /**
     * Says what Microsoft's error means.
     *
     * @param code such as {@code authorization_declined}
     * @param text Microsoft's own, which starts with an AADSTS number
     */
    static SignInException of(String code, String text) {
        Optional<Integer> number = SignInError.number(text);
        SignInError error = SignInError.of(code, number);
        boolean told = error == SignInError.OTHER || !error.numbers().isEmpty();
        return new SignInException(
                error.cause()
                        + number.filter(any -> told)
                                .map(known -> " (AADSTS" + known + ")")
                                .orElse("")
                        + ".",
                error.step(),
                error.newCodeHelps());
    }
}
