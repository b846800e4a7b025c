package org.afterword.engine.model;

import java.util.regex.Pattern;

/** Names that administrators give to rules and templates, fit for an address. */
final class Ids {
    private static final Pattern FIT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private Ids() {}

    static void check(String what, String id) {
        if (!FIT.matcher(id).matches()) {
            throw new IllegalArgumentException("the id of a " + what
                    + " has 1 to 64 letters, digits, dots, dashes and begins with a letter or digit");
        }
    }
}
