package org.afterword.engine.place.thread;

/** Dates and times of day in a line, in whatever language: digits tell. */
final class Dates {
    private static final String MARKS = ":.hH\u6642\u65f6\uc2dc\u9ede\u70b9";

    private Dates() {}

    /** Whether there is a time of day, a year, or a date in digits. */
    static boolean dated(String text) {
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

    /** Whether there is a day and a time of day, as mail programs write when a mail was sent. */
    static boolean timed(String text) {
        int time = timeOfDay(text);
        if (time < 0) {
            return false;
        }
        int numbers = 0;
        for (int i = 0; i < text.length(); i++) {
            boolean begins = Character.isDigit(text.charAt(i)) && (i == 0 || !Character.isDigit(text.charAt(i - 1)));
            numbers += begins ? 1 : 0;
        }
        // Two of them are the time.
        return numbers >= 3;
    }

    /** Where the hour and the minute of a time of day are parted; -1 if there is none. */
    private static int timeOfDay(String text) {
        for (int i = 1; i + 1 < text.length(); i++) {
            if (MARKS.indexOf(text.charAt(i)) >= 0) {
                int from = i;
                while (from > 0 && Character.isDigit(text.charAt(from - 1))) {
                    from--;
                }
                int next = i + 1;
                if (text.charAt(next) == ' ') {
                    next++;
                }
                int to = next;
                while (to < text.length() && Character.isDigit(text.charAt(to))) {
                    to++;
                }
                boolean parted = (from == 0 || "./-,".indexOf(text.charAt(from - 1)) < 0)
                        && (to == text.length() || "./-".indexOf(text.charAt(to)) < 0 || text.charAt(i) == ':');
                if (i - from >= 1 && i - from <= 2 && to - next == 2 && parted) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Whether there is an address in it; {@code @ 2.4 GHz} is none. */
    static boolean addressed(String text) {
        for (int at = text.indexOf('@'); at > 0; at = text.indexOf('@', at + 1)) {
            if (at + 1 < text.length()
                    && Character.isLetterOrDigit(text.charAt(at - 1))
                    && Character.isLetterOrDigit(text.charAt(at + 1))) {
                return true;
            }
        }
        return false;
    }
}
