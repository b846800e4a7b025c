package org.afterword.engine.place.thread;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.engine.budget.Budget;

/** Dates, times of day and addresses in a line, in whatever language. */
final class Telling {
    /** {@code 10:12}, {@code 10.12}, {@code 10h12}, {@code 10\u65f612}, with seconds or without. */
    private static final Pattern TIME = Pattern.compile(
            "(?<![\\d./,-])\\d{1,2} ?[:.hH\u6642\u65f6\uc2dc\u9ede\u70b9] ?\\d{2}(?::\\d{2})?(?![\\d/-]|[.,]\\d)");

    /** A year, or numbers joined as in {@code 6.5.24}. */
    private static final Pattern DATE = Pattern.compile("(?<!\\d)\\d{4}(?!\\d)|\\d[./\u5e74\u6708-] ?\\d");

    private static final Pattern ADDRESS = Pattern.compile("[\\p{L}\\d_]@[\\p{L}\\d][\\p{L}\\d-]{0,62}\\.[\\p{L}\\d]");

    private Telling() {}

    /** Whether there is a time of day, a year, or a date in digits. */
    static boolean dated(String text) {
        Budget.steps(text.length());
        int run = 0;
        int runs = 0;
        boolean joined = false;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (Character.isDigit(c)) {
                run++;
            } else if (run > 0) {
                if (run == 4) {
                    return true;
                }
                runs++;
                joined |= runs > 1 && i - run > 0 && ":./-hH\u5e74\u6708".indexOf(text.charAt(i - run - 1)) >= 0;
                run = 0;
            }
        }
        return joined;
    }

    /** Whether there is a date and a time of day, as mail programs write when a mail was sent. */
    static boolean timed(String text) {
        Budget.steps(text.length());
        Matcher times = TIME.matcher(text);
        return times.find() && DATE.matcher(times.replaceAll(" ")).find();
    }

    /** Whether there is an address in it; {@code @ 2.4 GHz} is none. */
    static boolean addressed(String text) {
        if (text.indexOf('@') <= 0) {
            return false;
        }
        Budget.steps(text.length());
        return ADDRESS.matcher(text).find();
    }
}
