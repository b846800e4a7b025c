package org.afterword.engine.select;

import java.util.Map;
import java.util.TreeMap;
import org.afterword.engine.message.MailAddress;

/**
 * One mailbox owner as the directory knows them.
 *
 * @param mail the primary address
 * @param attributes by the names that Entra gives them ({@code displayName}, {@code jobTitle}, …); a template names
 *     the same. An attribute without a value is absent.
 */
public record Person(MailAddress mail, Map<String, String> attributes) {
    public Person {
        Map<String, String> present = new TreeMap<>(attributes);
        present.values().removeIf(String::isBlank);
        attributes = Map.copyOf(present);
    }
}
