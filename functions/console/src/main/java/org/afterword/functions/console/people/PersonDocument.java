package org.afterword.functions.console.people;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.functions.console.http.Faults;
import org.afterword.functions.console.json.JsonFields;
import org.afterword.functions.console.json.TidyJson;
import org.afterword.storage.json.StoredJson;

/** A person as the API has them: {@code mail}, {@code aliases}, {@code attributes}, {@code groups}, {@code photo}. */
public final class PersonDocument {
    /** Bytes of a person's document: a photo of 128 kB, and text. */
    public static final int LARGEST = 256 << 10;

    public static final int LONGEST_ADDRESS = 330;
    public static final int LONGEST_VALUE = 1000;
    static final int MOST_ATTRIBUTES = 100;
    static final int MOST_ALIASES = 400;
    static final int MOST_GROUPS = 1000;
    public static final String AN_ADDRESS = "It must be a mail address, such as anna@contoso.example.";
    private static final int LARGEST_PHOTO = 175 << 10;
    private static final String ATTRIBUTE_NAME = "[A-Za-z][A-Za-z0-9_]{0,63}";

    private PersonDocument() {}

    /** The person; empty if something is wrong, which is noted. */
    static Optional<Person> read(JsonNode document, String pointer, Faults faults) {
        JsonFields fields = JsonFields.of(document, pointer, faults);
        Optional<MailAddress> mail = mail(fields);
        List<MailAddress> aliases =
                fields.values("aliases", MOST_ALIASES, LONGEST_ADDRESS, MailAddress::of, AN_ADDRESS);
        Map<String, String> attributes = new LinkedHashMap<>();
        fields.object("attributes").ifPresent(own -> {
            own.names().forEach(name -> {
                if (isAttribute(name)) {
                    own.text(name, LONGEST_VALUE).ifPresent(value -> attributes.put(name, value));
                } else {
                    own.has(name);
                    own.fault(name, "The name of an attribute has letters, digits and _, and begins with a letter.");
                }
            });
            if (own.names().size() > MOST_ATTRIBUTES) {
                fields.fault("attributes", "There may be at most " + MOST_ATTRIBUTES + " attributes.");
            }
        });
        List<String> groups = fields.texts("groups", MOST_GROUPS, LONGEST_ADDRESS);
        Optional<Picture> photo = photo(fields);
        fields.end();
        return mail.filter(any -> faults.none()).map(address -> person(address, aliases, attributes, groups, photo));
    }

    /** The person, as {@link #read} takes them. */
    static ObjectNode of(Person person) {
        return TidyJson.of((ObjectNode) StoredJson.tree(person));
    }

    static boolean isAttribute(String name) {
        return name.matches(ATTRIBUTE_NAME);
    }

    static Optional<MailAddress> mail(JsonFields fields) {
        return fields.requiredValue("mail", LONGEST_ADDRESS, text -> MailAddress.of(text.strip()), AN_ADDRESS);
    }

    static Optional<Picture> photo(JsonFields fields) {
        return fields.object("photo").flatMap(photo -> {
            photo.has("name");
            Optional<Picture> picture = PictureDocument.read(photo, Person.PHOTO, LARGEST_PHOTO);
            photo.end();
            return picture;
        });
    }

    /** The primary address is an attribute too, and no alias. */
    static Person person(
            MailAddress mail,
            List<MailAddress> aliases,
            Map<String, String> attributes,
            List<String> groups,
            Optional<Picture> photo) {
        Set<MailAddress> others = new HashSet<>(aliases);
        others.removeIf(alias -> alias.address().equalsIgnoreCase(mail.address()));
        Map<String, String> all = new LinkedHashMap<>(attributes);
        all.put("mail", mail.address());
        return new Person(mail, others, all, Set.copyOf(groups), photo);
    }
}
