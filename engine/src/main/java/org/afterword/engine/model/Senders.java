package org.afterword.engine.model;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.afterword.engine.message.MailAddress;

/**
 * Some of an organisation's mailboxes: those that are listed, by address, group or domain, as far as they have the
 * attributes. All compare without case.
 *
 * @param people by any of their addresses
 * @param groups by name or address
 * @param domains of the primary address
 * @param attributes each must have one of the values that are listed for it
 */
public record Senders(
        Set<MailAddress> people, Set<String> groups, Set<String> domains, Map<String, Set<String>> attributes) {
    /** No list and no attribute: everybody in a rule, nobody in its exception. */
    public static final Senders UNLISTED = new Senders(Set.of(), Set.of(), Set.of(), Map.of());

    public Senders {
        people = people.stream().map(Addresses::lower).collect(Collectors.toUnmodifiableSet());
        groups = lower(groups);
        domains = lower(domains);
        attributes = attributes.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> lower(entry.getValue())));
    }

    /** The one mailbox of that address. */
    public static Senders of(MailAddress... people) {
        return new Senders(Set.of(people), Set.of(), Set.of(), Map.of());
    }

    /** Whether nothing is said at all. */
    public boolean unlisted() {
        return people.isEmpty() && groups.isEmpty() && domains.isEmpty() && attributes.isEmpty();
    }

    /** Whether {@code person} is among them. Where no address, group or domain is listed, the attributes decide. */
    public boolean hold(Person person) {
        boolean listed = people.isEmpty() && groups.isEmpty() && domains.isEmpty()
                || people.contains(Addresses.lower(person.mail()))
                || !people.isEmpty()
                        && person.aliases().stream().anyMatch(alias -> people.contains(Addresses.lower(alias)))
                || domains.contains(person.mail().domain())
                || !groups.isEmpty()
                        && person.groups().stream().anyMatch(group -> groups.contains(group.toLowerCase(Locale.ROOT)));
        return listed
                && attributes.entrySet().stream()
                        .allMatch(wanted -> wanted.getValue()
                                .contains(person.attributes()
                                        .getOrDefault(wanted.getKey(), "")
                                        .toLowerCase(Locale.ROOT)));
    }

    private static Set<String> lower(Set<String> words) {
        return words.stream()
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }
}
