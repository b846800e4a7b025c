package org.afterword.functions.onboarding.session;

/**
 * What comes after the secret with which a sign-in was begun, so that whoever knew that one does not share what somebody
 * signed in to: {@link SessionSecret#successor}.
 *
 * @param salt from which it is made, and the first secret, which is not stored
 * @param publicKey its own
 * @param taken whether it was used once, so that its browser has it, and the first secret is worth nothing any more
 */
record Successor(String salt, String publicKey, boolean taken) {
    static Successor of(SessionSecret first) {
        String salt = SessionSecret.create().cookie();
        return new Successor(salt, first.successor(salt).publicKey(), false);
    }

    Successor inUse() {
        return new Successor(salt, publicKey, true);
    }
}
