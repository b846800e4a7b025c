package org.afterword.engine.model;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.afterword.engine.message.MailAddress;

/**
 * For whom a mail must be.
 *
 * @param audience people inside or outside; {@link Audience#ANY} for both
 * @param domains where some are listed here or in {@code people}, at least one recipient must be listed
 * @param people by address
 */
public record Recipients(Audience audience, Set<String> domains, Set<MailAddress> people) {
    /** Whoever gets it. */
    public static final Recipients ANYBODY = new Recipients(Audience.ANY, Set.of(), Set.of());

    public Recipients {
        domains = domains.stream()
                .map(domain -> domain.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        people = people.stream().map(Addresses::lower).collect(Collectors.toUnmodifiableSet());
    }

    public static Recipients of(Audience audience) {
        return new Recipients(audience, Set.of(), Set.of());
    }

    public boolean listed(List<MailAddress> recipients) {
        return domains.isEmpty() && people.isEmpty()
                || recipients.stream()
                        .anyMatch(recipient ->
                                domains.contains(recipient.domain()) || people.contains(Addresses.lower(recipient)));
    }
}
