package org.afterword.functions.onboarding.signin;

import java.util.Locale;

/** A sign-in failed; the message says why in plain words, and {@link #advice} what to do. */
public final class SignInException extends Exception {
    private static final long serialVersionUID = 1;

    private final String advice;

    private SignInException(String message, String advice) {
        super(message);
        this.advice = advice;
    }

    public String advice() {
        return advice;
    }

    static SignInException cancelled() {
        return new SignInException("The sign-in was cancelled.", "Ask for a new code whenever you like.");
    }

    static SignInException withoutTenant() {
        return new SignInException(
                "Microsoft signed somebody in without saying for which organisation.",
                "Sign in with a work account, not a personal one.");
    }

    /**
     * Says what Microsoft's error means.
     *
     * @param code such as {@code authorization_declined}
     * @param text Microsoft's own, which starts with an AADSTS number
     */
    static SignInException of(String code, String text) {
        String all = (code + " " + text).toLowerCase(Locale.ROOT);
        // The longer number first: the other is its beginning.
        if (all.contains("aadsts530035")) {
            return new SignInException(
                    "The security defaults of your organisation block this sign-in (AADSTS530035).",
                    "Use the script with your own sign-in: the operator of this service gives it to you.");
        }
        if (all.contains("aadsts53003")) {
            return new SignInException(
                    "Your organisation's Conditional Access blocks this sign-in (AADSTS53003).",
                    "Since 2025 a policy managed by Microsoft blocks device codes in organisations that did not use them. Use "
                            + "the script with your own sign-in, which the operator of this service gives you, or exclude your account from the policy that blocks "
                            + "“device code flow” for a quarter of an hour.");
        }
        if (all.contains("aadsts50199")) {
            return new SignInException(
                    "Microsoft wants to confirm this sign-in once more (AADSTS50199).",
                    "Ask for a new code and confirm on Microsoft's page that you are signing in to this app.");
        }
        if (all.contains("aadsts50134")) {
            return new SignInException(
                    "Microsoft sent this sign-in to the wrong data centre for your account (AADSTS50134).",
                    "Ask for a new code. If it happens again, use the script with your own sign-in.");
        }
        if (all.contains("declined")) {
            return new SignInException(
                    "The sign-in was declined on Microsoft's page.", "Ask for a new code if that was not meant.");
        }
        if (all.contains("expired")) {
            return new SignInException(
                    "The code has expired before anybody signed in with it.",
                    "Ask for a new one; each is good for 15 minutes.");
        }
        if (all.contains("slow_down")) {
            return new SignInException(
                    "Microsoft asked us to ask less often.", "Wait a minute and ask for a new code.");
        }
        if (all.contains("bad_verification_code")) {
            return new SignInException("Microsoft does not know this code any more.", "Ask for a new one.");
        }
        return new SignInException(
                "Microsoft did not complete the sign-in" + number(text) + ".",
                "Ask for a new code. If it happens again, use the script with your own sign-in.");
    }

    private static String number(String text) {
        var matcher = java.util.regex.Pattern.compile("AADSTS[0-9]+").matcher(text);
        return matcher.find() ? " (" + matcher.group() + ")" : "";
    }
}
