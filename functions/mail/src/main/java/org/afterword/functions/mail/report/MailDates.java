package org.afterword.functions.mail.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates as header fields write them (RFC 5322, section 3.3), in UTC. */
public final class MailDates {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "EEE, d MMM uuuu HH:mm:ss xx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private MailDates() {}

    public static String of(Instant instant) {
        return FORM.format(instant);
    }
}
