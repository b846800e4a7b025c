package org.afterword.storage.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;

/** The name under which stores keep a person: SHA-256 of the address in lower case, since addresses compare so. */
public final class PersonKey {
    private PersonKey() {}

    /** The key in hexadecimal. */
    public static String of(MailAddress address) {
        try {
            byte[] text = address.address().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** The keys of the person's aliases. */
    public static Set<String> aliases(Person person) {
        return person.aliases().stream().map(PersonKey::of).collect(Collectors.toSet());
    }
}
