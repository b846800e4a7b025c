package org.afterword.functions.onboarding.exchange;

import java.util.stream.Collectors;

/** Writes values as PowerShell does. */
public final class PowerShell {
    private PowerShell() {}

    /**
     * A text as a literal in which nothing is expanded. Typographic quotes end such a literal too, so all five are
     * doubled.
     */
    public static String quote(String text) {
        return "'" + text.replaceAll("['\u2018\u2019\u201a\u201b]", "$0$0") + "'";
    }

    /** A value as an expression, with its secret if it has one. */
    public static String expression(Value value) {
        return switch (value) {
            case Value.Hidden hidden -> expression(hidden.value());
            case Value.Unset unset -> "$null";
            case Value.Flag flag -> flag.on() ? "$true" : "$false";
            case Value.Number number -> Integer.toString(number.number());
            case Value.Size size -> quote(size.kilobytes() + "KB");
            case Value.Text text -> quote(text.text());
            case Value.Texts texts ->
                texts.texts().stream().map(PowerShell::quote).collect(Collectors.joining(", ", "@(", ")"));
        };
    }

    /** What follows a parameter's name on the command line, without secrets. */
    static String argument(Value value) {
        return switch (value) {
            case Value.Hidden hidden -> " " + quote(hidden.shown());
            case Value.Flag flag -> ":" + expression(flag);
            default -> " " + expression(value);
        };
    }
}
