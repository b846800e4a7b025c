package org.afterword.engine.model;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.Set;

/**
 * When a rule is used, by the clock of a time zone.
 *
 * @param from first day
 * @param until last day
 * @param days of the week; empty for all
 * @param start time of day from which on it is used
 * @param end time of day before which it is used; before {@code start} it is that of the next day, which then
 *     counts to the day on which the span started
 */
public record RuleSchedule(
        Optional<LocalDate> from,
        Optional<LocalDate> until,
        Set<DayOfWeek> days,
        Optional<LocalTime> start,
        Optional<LocalTime> end,
        ZoneId zone) {

    /** @throws IllegalArgumentException if the last day is before the first */
    public RuleSchedule {
        days = Set.copyOf(days);
        if (from.isPresent() && until.isPresent() && until.get().isBefore(from.get())) {
            throw new IllegalArgumentException("the last day of the schedule is before its first");
        }
    }

    public boolean holds(Instant at) {
        ZonedDateTime here = at.atZone(zone);
        LocalTime time = here.toLocalTime();
        LocalTime opens = start.orElse(LocalTime.MIN);
        boolean overnight = end.isPresent() && end.get().isBefore(opens);
        boolean afterMidnight = overnight && time.isBefore(end.get());
        boolean inTime = overnight
                ? afterMidnight || !time.isBefore(opens)
                : !time.isBefore(opens) && (end.isEmpty() || time.isBefore(end.get()));
        LocalDate day = afterMidnight ? here.toLocalDate().minusDays(1) : here.toLocalDate();
        return inTime
                && (days.isEmpty() || days.contains(day.getDayOfWeek()))
                && (from.isEmpty() || !day.isBefore(from.get()))
                && (until.isEmpty() || !day.isAfter(until.get()));
    }
}
