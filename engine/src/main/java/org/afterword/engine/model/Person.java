package org.afterword.engine.model;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.afterword.engine.message.MailAddress;

/**
 * One mailbox as the directory knows it: a person, or a shared mailbox.
 *
 * @param mail the primary address
 * @param aliases its other addresses
 * @param attributes by the names that Entra gives them ({@code displayName}, {@code jobTitle}, …) and own ones; a template
 *     names the same. An attribute without a value is absent. Line breaks and other controls in a value become spaces, so
 *     that no value can reach beyond its line.
 * @param groups the names or addresses of the groups that it is in
 * @param photo shown where a template has {@code cid:photo}
 */
public record Person(
        MailAddress mail,
        Set<MailAddress> aliases,
        Map<String, String> attributes,
        Set<String> groups,
        Optional<Picture> photo) {
    /** The name by which templates refer to the photo. */
    public static final String PHOTO = "photo";

    public Person {
        aliases = Set.copyOf(aliases);
        groups = Set.copyOf(groups);
        Map<String, String> present = new TreeMap<>();
        attributes.forEach((name, value) -> {
            String line = onOneLine(value);
            if (!line.isEmpty()) {
                present.put(name, line);
            }
        });
        attributes = Map.copyOf(present);
    }

    /** A person of whom nothing but attributes is known. */
    public Person(MailAddress mail, Map<String, String> attributes) {
        this(mail, Set.of(), attributes, Set.of(), Optional.empty());
    }

    /** Whether it is one of this mailbox's addresses, in any case. */
    public boolean has(MailAddress address) {
        MailAddress wanted = Addresses.lower(address);
        return Addresses.lower(mail).equals(wanted)
                || aliases.stream().anyMatch(alias -> Addresses.lower(alias).equals(wanted));
    }

    /** U+2028 and U+2029 break lines too, and U+0085 does in some readers. */
    private static String onOneLine(String value) {
        StringBuilder line = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
        }
        return line.toString().strip();
    }
}
