package org.afterword.functions.console.people;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.functions.console.http.Faults;
import org.afterword.functions.console.json.JsonFields;

/**
 * A person as a directory exports them: Microsoft Graph's user resource, or a line of CSV with the same names. Each field
 * with a value of its own is an attribute, under its name.
 *
 * <p>Of several {@code businessPhones} the first keeps that name; the others are {@code businessPhones2} and so on.
 */
public final class DirectoryPerson {
    /** Fields that hold lists; in CSV their items are separated by semicolons. */
    static final Set<String> LISTS = Set.of("proxyAddresses", "aliases", "groups", "businessPhones");

    private static final int MOST_PHONES = 20;
    private static final Set<String> OWN_WAY =
            Set.of("mail", "photo", "manager", "onPremisesExtensionAttributes", "attributes");

    private DirectoryPerson() {}

    /** The person; empty if something is wrong, which is noted. A person as the API gives them is taken too. */
    public static Optional<Person> read(JsonNode document, String pointer, Faults faults) {
        if (document.path("attributes").isObject()) {
            return PersonDocument.read(document, pointer, faults);
        }
        JsonFields fields = JsonFields.of(document, pointer, faults);
        Optional<MailAddress> mail = PersonDocument.mail(fields);
        List<MailAddress> aliases = new ArrayList<>(aliases(fields, "proxyAddresses"));
        aliases.addAll(aliases(fields, "aliases"));
        List<String> groups = fields.texts("groups", PersonDocument.MOST_GROUPS, PersonDocument.LONGEST_ADDRESS);
        Map<String, String> attributes = new LinkedHashMap<>();
        fields.names().stream()
                .filter(name -> !LISTS.contains(name))
                .forEach(name -> attribute(fields, name, attributes));
        phones(fields, attributes);
        manager(fields, attributes);
        fields.object("onPremisesExtensionAttributes").ifPresent(inner -> {
            inner.names().forEach(name -> attribute(inner, name, attributes));
            inner.end();
        });
        Optional<Picture> photo = PersonDocument.photo(fields);
        if (attributes.size() > PersonDocument.MOST_ATTRIBUTES) {
            fields.fault("", "There may be at most " + PersonDocument.MOST_ATTRIBUTES + " attributes.");
        }
        fields.end();
        return mail.filter(any -> faults.none())
                .map(address -> PersonDocument.person(address, aliases, attributes, groups, photo));
    }

    /** Whether an attribute is one of several telephone numbers, other than the first. */
    static boolean isFurtherPhone(String name) {
        return name.matches("businessPhones[0-9]{1,2}");
    }

    /** All of {@code businessPhones}, in their order. */
    static List<String> phones(Person person) {
        List<String> phones = new ArrayList<>();
        for (int i = 1; i <= MOST_PHONES; i++) {
            String phone = person.attributes().get(i == 1 ? "businessPhones" : "businessPhones" + i);
            if (phone != null) {
                phones.add(phone);
            }
        }
        return phones;
    }

    private static void attribute(JsonFields fields, String name, Map<String, String> attributes) {
        if (OWN_WAY.contains(name)) {
            return;
        }
        if (name.contains("@")) {
            // Graph's annotations, such as @odata.type.
            fields.has(name);
        } else if (PersonDocument.isAttribute(name)) {
            fields.scalar(name, PersonDocument.LONGEST_VALUE).ifPresent(value -> attributes.put(name, value));
        }
    }

    /** Exchange's form names the protocol ({@code SMTP:} the primary, {@code smtp:} an alias); others are not for mail. */
    private static List<MailAddress> aliases(JsonFields fields, String field) {
        return fields.list(field, PersonDocument.MOST_ALIASES, (item, at) -> {
            String text = item.isTextual() ? item.textValue().strip() : "";
            int colon = text.indexOf(':');
            String protocol = text.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
            if (colon > 0 && !protocol.equals("smtp") && protocol.matches("[a-z0-9]{2,10}")) {
                return Optional.empty();
            }
            Optional<MailAddress> address =
                    MailAddress.parse(protocol.equals("smtp") ? text.substring(colon + 1) : text);
            if (address.isEmpty()) {
                fields.faultAt(at, PersonDocument.AN_ADDRESS);
            }
            return address;
        });
    }

    private static void phones(JsonFields fields, Map<String, String> attributes) {
        if (fields.isText("businessPhones")) {
            fields.text("businessPhones", PersonDocument.LONGEST_VALUE)
                    .ifPresent(phone -> attributes.put("businessPhones", phone));
            return;
        }
        List<String> phones = fields.texts("businessPhones", MOST_PHONES, PersonDocument.LONGEST_VALUE);
        for (int i = 0; i < phones.size(); i++) {
            attributes.put(i == 0 ? "businessPhones" : "businessPhones" + (i + 1), phones.get(i));
        }
    }

    /** Graph gives the manager as an object, where it is asked to expand it. */
    private static void manager(JsonFields fields, Map<String, String> attributes) {
        if (!fields.isObject("manager")) {
            fields.text("manager", PersonDocument.LONGEST_VALUE).ifPresent(name -> attributes.put("manager", name));
            return;
        }
        fields.object("manager").ifPresent(manager -> {
            manager.text("displayName", PersonDocument.LONGEST_VALUE)
                    .ifPresent(name -> attributes.put("manager", name));
            manager.text("mail", PersonDocument.LONGEST_ADDRESS).ifPresent(mail -> attributes.put("managerMail", mail));
        });
    }
}
