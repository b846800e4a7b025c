package org.afterword.functions.onboarding.signin;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Why Entra gives no token: its numbers (AADSTS…) and the words of RFC 8628, each with its cause and one step. The table of
 * docs/troubleshooting.md is this one.
 */
enum SignInError {
    CONDITIONAL_ACCESS(
            false,
            "Your organisation's Conditional Access blocks this sign-in",
            "Use the script with your own sign-in, or exclude your account for a quarter of an hour from the policy that blocks it:"
                    + " since 2025 one of Microsoft's own blocks “device code flow” where codes were not in use.",
            53003,
            53002),
    SECURITY_DEFAULTS(
            false,
            "The security defaults of your organisation block this sign-in",
            "Use the script with your own sign-in.",
            530035),
    DEVICE(
            false,
            "Your organisation lets only devices sign in that it manages, and a code does not show on which device it is typed",
            "Use the script with your own sign-in, on such a device.",
            53000,
            53001,
            530003,
            530033,
            50097,
            50129,
            50131),
    RISK(
            false,
            "Microsoft takes the account to be at risk",
            "Have the risk looked into (Entra admin center, Risky users; a partner's in the partner's own organisation), then try again.",
            53011,
            530034),
    NOT_ASSIGNED(
            false,
            "The app that you sign in to is open only to those to whom it is assigned, and your account is not among them",
            "Have your account assigned to the app that Microsoft's page names (Entra admin center, Enterprise applications, Users and"
                    + " groups), then try again.",
            50105),
    APP_DISABLED(
            false,
            "The app that you sign in to is disabled in your organisation",
            "Have it enabled (Entra admin center, Enterprise applications, Properties), then try again.",
            7000112,
            70001),
    NO_CONSENT(
            false,
            "Nobody has allowed the app of this service in your organisation",
            "Have a Cloud Application Administrator or Global Administrator allow it, or use the script with your own sign-in.",
            65001,
            90094,
            90095),
    CONSENT_DECLINED(
            true,
            "The app of this service was not allowed on Microsoft's page",
            "Ask for a new code and accept, or use the script with your own sign-in.",
            65004),
    WRONG_APP(
            false,
            "The app that this service signs in with is not set up for your organisation's cloud or for codes",
            "The operator of this service has to correct AFTERWORD_SIGN_IN_CLIENT; until then use the script with your own sign-in.",
            700016,
            700011,
            7000218,
            50194,
            65002,
            650057),
    NO_EXCHANGE(
            true,
            "The organisation that you signed in to has no Exchange Online",
            "Ask for a new code and sign in to the organisation that has the mailboxes.",
            500011,
            650052),
    SECOND_FACTOR(
            true,
            "Your organisation asks for a second factor, and this sign-in did not bring it",
            "Ask for a new code, open Microsoft's page in a private window and confirm with the second factor.",
            50076,
            50074,
            50078,
            50158),
    SECOND_FACTOR_NOT_SET_UP(
            true,
            "Your organisation asks for a second factor, and the account has none yet",
            "Set it up at https://aka.ms/mfasetup, from where your organisation allows that, then ask for a new code.",
            50079,
            50072,
            53004,
            53010),
    UNKNOWN_ACCOUNT(
            true,
            "The account is not known in this organisation",
            "Ask for a new code and sign in with an account of the organisation, or as its partner or guest name its domain first.",
            50020,
            50034,
            50014,
            51004,
            90072,
            500208),
    NOT_LET_IN(
            true,
            "One of the two organisations does not let the account of one into the other",
            "Have the cross-tenant access settings or tenant restrictions allow it, or ask for a new code and sign in with an account of"
                    + " the organisation itself.",
            500212,
            500213,
            500021,
            500022,
            50002),
    UNKNOWN_ORGANISATION(
            true,
            "Microsoft knows no organisation of this domain",
            "Ask for a new code with another of its domains, such as contoso.onmicrosoft.com.",
            90002,
            900023,
            50128,
            50059),
    WRONG_PASSWORD(
            true,
            "Microsoft did not accept name and password",
            "Ask for a new code and sign in again.",
            50126,
            50056,
            50064),
    EXPIRED_PASSWORD(
            true,
            "The password has expired or must be changed",
            "Change it at https://aka.ms/sspr or on Microsoft's page, then ask for a new code.",
            50055,
            50144,
            50135),
    LOCKED(
            true,
            "The account is locked after too many attempts, or the address that you come from is blocked",
            "Wait some minutes, then ask for a new code.",
            50053),
    DISABLED(true, "The account is disabled", "Ask for a new code and sign in with another account.", 50057),
    TOO_OLD(
            true,
            "Microsoft's page went by a sign-in that has ended or is too old for your organisation's rules",
            "Ask for a new code and sign in anew, in a private window.",
            50058,
            50089,
            50132,
            50133,
            50173,
            70008,
            70043),
    CONFIRMATION(
            true,
            "Microsoft wants to confirm this sign-in once more",
            "Ask for a new code and confirm on Microsoft's page that you are signing in to this app.",
            50199),
    WRONG_DATA_CENTRE(
            true,
            "Microsoft sent this sign-in to the wrong data centre for your account",
            "Ask for a new code. If it happens again, use the script with your own sign-in.",
            50134),
    MICROSOFTS_FAULT(
            true,
            "Microsoft's sign-in has a fault at the moment",
            "Ask for a new code in some minutes.",
            50000,
            50033,
            50087,
            50088,
            90006,
            90033),
    DECLINED(
            "authorization_declined",
            "The sign-in was declined on Microsoft's page",
            "Ask for a new code if that was not meant."),
    EXPIRED(
            "expired_token",
            "The code has expired before anybody signed in with it",
            "Ask for a new one; each is good for 15 minutes."),
    EXPIRED_HERE("code_expired", EXPIRED.cause, EXPIRED.step),
    SLOW_DOWN("slow_down", "Microsoft asked us to ask less often", "Wait a minute and ask for a new code."),
    UNKNOWN_CODE("bad_verification_code", "Microsoft does not know this code any more", "Ask for a new one."),
    OTHER(
            true,
            "Microsoft did not complete the sign-in",
            "Ask for a new code. If it happens again, look the number up at https://login.microsoftonline.com/error, or use the script"
                    + " with your own sign-in.");

    private static final Pattern NUMBER = Pattern.compile("AADSTS([0-9]{4,9})");

    private final List<Integer> numbers;
    private final String word;
    private final boolean newCodeHelps;
    private final String cause;
    private final String step;

    SignInError(boolean newCodeHelps, String cause, String step, Integer... numbers) {
        this.numbers = List.of(numbers);
        this.word = "";
        this.newCodeHelps = newCodeHelps;
        this.cause = cause;
        this.step = step;
    }

    SignInError(String word, String cause, String step) {
        this.numbers = List.of();
        this.word = word;
        this.newCodeHelps = true;
        this.cause = cause;
        this.step = step;
    }

    /**
     * The error of an answer. Its number says more than its word: {@code access_denied} stands for much.
     *
     * @param word such as {@code authorization_declined}
     */
    static SignInError of(String word, Optional<Integer> number) {
        return number.flatMap(told -> find(told))
                .or(() -> Arrays.stream(values())
                        .filter(error -> !error.word.isEmpty() && error.word.equals(word))
                        .findFirst())
                .orElse(OTHER);
    }

    private static Optional<SignInError> find(int number) {
        return Arrays.stream(values())
                .filter(error -> error.numbers.contains(number))
                .findFirst();
    }

    /** The number in Microsoft's text; the first that we know, if there are several, else the first. */
    static Optional<Integer> number(String text) {
        List<Integer> all = NUMBER.matcher(text)
                .results()
                .map((MatchResult found) -> Integer.valueOf(found.group(1)))
                .toList();
        return all.stream()
                .filter(number -> find(number).isPresent())
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    /** Its numbers, the usual one first; none for an error that has only a word. */
    List<Integer> numbers() {
        return numbers;
    }

    /** A sentence without its full stop. */
    String cause() {
        return cause;
    }

    String step() {
        return step;
    }

    /** Whether whoever signs in can do better with another code, and has not to wait for somebody else or to take another way. */
    boolean newCodeHelps() {
        return newCodeHelps;
    }
}
