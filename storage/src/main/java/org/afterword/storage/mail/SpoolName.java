package org.afterword.storage.mail;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.storage.tenant.TenantId;

/** Where a mail lies in the spool: {@code tenant/yyyy-MM-dd/job.eml}, the day in UTC. */
public record SpoolName(TenantId tenant, LocalDate day, UUID job) {
    private static final Pattern FORM = Pattern.compile("([0-9a-f-]{36})/(\\d{4}-\\d{2}-\\d{2})/([0-9a-f-]{36})\\.eml");

    public static SpoolName of(TenantId tenant, Instant receivedAt, UUID job) {
        return new SpoolName(tenant, LocalDate.ofInstant(receivedAt, ZoneOffset.UTC), job);
    }

    /** @throws IllegalArgumentException if the text has another form */
    @JsonCreator
    public static SpoolName parse(String name) {
        Matcher matcher = FORM.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a spool name: tenant/yyyy-MM-dd/job.eml");
        }
        return of(matcher);
    }

    /** The first name that stands in a text of any kind, such as a job that cannot be read. */
    public static Optional<SpoolName> findIn(String text) {
        Matcher matcher = FORM.matcher(text);
        while (matcher.find()) {
            try {
                return Optional.of(of(matcher));
            } catch (IllegalArgumentException notAName) {
                // There may be another one.
            }
        }
        return Optional.empty();
    }

    private static SpoolName of(Matcher matcher) {
        try {
            return new SpoolName(
                    TenantId.of(matcher.group(1)),
                    LocalDate.parse(matcher.group(2)),
                    UUID.fromString(matcher.group(3)));
        } catch (DateTimeException noDay) {
            throw new IllegalArgumentException("not a spool name: there is no such day", noDay);
        }
    }

    @JsonValue
    @Override
    public String toString() {
        return tenant + "/" + day + "/" + job + ".eml";
    }
}
