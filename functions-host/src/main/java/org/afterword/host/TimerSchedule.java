package org.afterword.host;

import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * An NCRONTAB expression of six fields: second, minute, hour, day, month, day of week (Azure Functions, "Timer trigger",
 * NCRONTAB expressions). Lists, ranges, steps and English names are known; day and day of week must both match.
 */
final class TimerSchedule {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final int YEARS_AHEAD = 9;

    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;

    private TimerSchedule(List<BitSet> fields) {
        seconds = fields.get(0);
        minutes = fields.get(1);
        hours = fields.get(2);
        days = fields.get(3);
        months = fields.get(4);
        weekdays = fields.get(5);
    }

    /** @throws IllegalArgumentException with the expression and what is wrong with it */
    static TimerSchedule parse(String expression) {
        String[] fields = expression.strip().split("\\s+");
        if (fields.length != 6) {
            throw new IllegalArgumentException("the schedule \"" + expression
                    + "\" needs six fields: second, minute, hour, day, month, day of week");
        }
        try {
            return new TimerSchedule(List.of(
                    field(fields[0], 0, 59, List.of()),
                    field(fields[1], 0, 59, List.of()),
                    field(fields[2], 0, 23, List.of()),
                    field(fields[3], 1, 31, List.of()),
                    field(fields[4], 1, 12, MONTHS),
                    field(fields[5], 0, 6, DAYS)));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "the schedule \"" + expression + "\" cannot be read: " + wrong.getMessage(), wrong);
        }
    }

    /** The first time after {@code time} that the schedule names. */
    LocalDateTime next(LocalDateTime time) {
        LocalDateTime candidate = time.withNano(0).plusSeconds(1);
        LocalDateTime limit = candidate.plusYears(YEARS_AHEAD);
        while (candidate.isBefore(limit)) {
            if (!months.get(candidate.getMonthValue())) {
                candidate =
                        candidate.withDayOfMonth(1).toLocalDate().atStartOfDay().plusMonths(1);
            } else if (!days.get(candidate.getDayOfMonth())
                    || !weekdays.get(candidate.getDayOfWeek().getValue() % 7)) {
                candidate = candidate.toLocalDate().atStartOfDay().plusDays(1);
            } else if (!hours.get(candidate.getHour())) {
                candidate = candidate.withMinute(0).withSecond(0).plusHours(1);
            } else if (!minutes.get(candidate.getMinute())) {
                candidate = candidate.withSecond(0).plusMinutes(1);
            } else if (!seconds.get(candidate.getSecond())) {
                candidate = candidate.plusSeconds(1);
            } else {
                return candidate;
            }
        }
        throw new IllegalStateException("the schedule names no time in the next " + YEARS_AHEAD + " years");
    }

    private static BitSet field(String text, int min, int max, List<String> names) {
        BitSet set = new BitSet(max + 1);
        for (String item : text.split(",", -1)) {
            int slash = item.indexOf('/');
            String range = slash < 0 ? item : item.substring(0, slash);
            int step = slash < 0 ? 1 : number(item.substring(slash + 1), 1, max, List.of());
            int dash = range.indexOf('-');
            int from;
            int to;
            if (range.equals("*")) {
                from = min;
                to = max;
            } else if (dash > 0) {
                from = number(range.substring(0, dash), min, max, names);
                to = number(range.substring(dash + 1), min, max, names);
            } else {
                from = number(range, min, max, names);
                to = slash < 0 ? from : max;
            }
            for (int value = from; value <= to; value += step) {
                set.set(value);
            }
        }
        return set;
    }

    private static int number(String text, int min, int max, List<String> names) {
        int name = names.indexOf(text.toLowerCase(Locale.ROOT));
        if (name >= 0) {
            return name + min;
        }
        int value = text.matches("\\d{1,4}") ? Integer.parseInt(text) : -1;
        if (value < min || value > max) {
            throw new IllegalArgumentException("\"" + text + "\" is not from " + min + " to " + max);
        }
        return value;
    }
}
