package org.afterword.functions.console.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.Client;
import org.afterword.engine.model.HeaderCondition;
import org.afterword.engine.model.Keyword;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.Recipients;
import org.afterword.engine.model.RuleSchedule;
import org.afterword.engine.model.Senders;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.Slot;
import org.afterword.functions.console.http.Faults;
import org.afterword.functions.console.json.JsonFields;
import org.afterword.functions.console.people.PersonDocument;

/** One rule as the API has it. What is left out asks for nothing. */
final class RuleDocument {
    private static final int MOST_LISTED = 2000;
    private static final int MOST_HEADERS = 20;
    private static final int LONGEST_GROUP = 330;
    private static final String A_DOMAIN = "It must be a domain, such as contoso.example.";

    /** What a rule begins with that names one; what the rule says itself goes before. */
    private enum Preset {
        NONE,
        MOBILE_ONLY,
        FULLY_SERVER_SIDE
    }

    private RuleDocument() {}

    /** The rule; empty if its id, name or schedule cannot be one. All that is wrong is noted. */
    static Optional<SignatureRule> read(JsonNode document, String pointer, Set<String> templates, Faults faults) {
        JsonFields fields = JsonFields.of(document, pointer, faults);
        String id = fields.required("id", 64);
        String name = fields.required("name", 200);
        boolean enabled = fields.flag("enabled", true);
        Slot slot = fields.choice("slot", Slot.class, Slot.SIGNATURE);
        Optional<String> template = fields.text("templateId", 64);
        template.filter(named -> !templates.contains(named)).ifPresent(missing -> {
            fields.fault("templateId", "There is no template of this id; put the template first.");
        });
        Preset preset = fields.choice("preset", Preset.class, Preset.NONE);
        Senders senders = senders(fields, "senders");
        Senders except = senders(fields, "exceptSenders");
        Recipients recipients = recipients(fields);
        Set<Kind> kinds = fields.choices("kinds", Kind.class);
        Set<Client> clients = preset == Preset.MOBILE_ONLY && !fields.has("clients")
                ? EnumSet.of(Client.MOBILE)
                : fields.choices("clients", Client.class);
        Set<SignatureRule.Author> authors = preset != Preset.NONE && !fields.has("authors")
                ? EnumSet.of(SignatureRule.Author.PERSON)
                : fields.choices("authors", SignatureRule.Author.class);
        List<HeaderCondition> headers = fields.list("headers", MOST_HEADERS, (item, at) -> header(item, at, faults));
        List<Keyword> keywords = fields.list("keywords", 50, (item, at) -> keyword(item, at, faults));
        Optional<RuleSchedule> schedule = schedule(fields);
        boolean once = fields.flag("oncePerConversation", false);
        boolean markerOnly = fields.flag("markerOnly", false);
        boolean replace = fields.flag("replaceClientSignatures", preset == Preset.FULLY_SERVER_SIDE);
        fields.end();
        try {
            return Optional.of(new SignatureRule(
                    id,
                    name,
                    enabled,
                    slot,
                    template,
                    senders,
                    except,
                    recipients,
                    kinds,
                    clients,
                    authors,
                    headers,
                    keywords,
                    schedule,
                    once,
                    markerOnly,
                    replace));
        } catch (IllegalArgumentException unfit) {
            if (!id.isBlank() && !TemplateDocument.isId(id)) {
                fields.fault("id", "It has 1 to 64 letters, digits, dots, dashes and begins with a letter or digit.");
            }
            if (name.chars().anyMatch(Character::isISOControl)) {
                fields.fault("name", "It must be on one line.");
            }
            return Optional.empty();
        }
    }

    private static Senders senders(JsonFields rule, String field) {
        return rule.object(field)
                .map(fields -> {
                    Senders senders = new Senders(
                            Set.copyOf(people(fields)),
                            Set.copyOf(fields.texts("groups", MOST_LISTED, LONGEST_GROUP)),
                            Set.copyOf(domains(fields)),
                            attributes(fields));
                    fields.end();
                    return senders;
                })
                .orElse(Senders.UNLISTED);
    }

    private static Map<String, Set<String>> attributes(JsonFields senders) {
        return senders.object("attributes")
                .map(fields -> fields.names().stream()
                        .collect(Collectors.<String, String, Set<String>>toMap(
                                name -> name,
                                name -> new HashSet<>(fields.texts(name, MOST_LISTED, PersonDocument.LONGEST_VALUE)))))
                .orElse(Map.of());
    }

    private static Recipients recipients(JsonFields rule) {
        return rule.object("recipients")
                .map(fields -> {
                    Recipients recipients = new Recipients(
                            fields.choice("audience", Audience.class, Audience.ANY),
                            Set.copyOf(domains(fields)),
                            Set.copyOf(people(fields)));
                    fields.end();
                    return recipients;
                })
                .orElse(Recipients.ANYBODY);
    }

    private static List<MailAddress> people(JsonFields fields) {
        return fields.values(
                "people",
                MOST_LISTED,
                PersonDocument.LONGEST_ADDRESS,
                text -> MailAddress.of(text.strip()),
                PersonDocument.AN_ADDRESS);
    }

    private static List<String> domains(JsonFields fields) {
        return fields.values("domains", MOST_LISTED, 255, RuleDocument::domain, A_DOMAIN);
    }

    private static String domain(String text) {
        // An address of the domain has all the checks that a domain needs.
        return MailAddress.of("a@" + text.strip()).domain();
    }

    private static Optional<HeaderCondition> header(JsonNode item, String at, Faults faults) {
        JsonFields fields = JsonFields.of(item, at, faults);
        String name = fields.required("name", HeaderCondition.LONGEST_NAME);
        List<String> words = fields.texts("words", HeaderCondition.MOST_WORDS, HeaderCondition.LONGEST_WORD);
        HeaderCondition.Effect effect =
                fields.choice("effect", HeaderCondition.Effect.class, HeaderCondition.Effect.REQUIRE);
        fields.end();
        try {
            return Optional.of(new HeaderCondition(name, new HashSet<>(words), effect));
        } catch (IllegalArgumentException unfit) {
            if (!name.isBlank() && !HeaderCondition.isName(name.strip())) {
                fields.fault("name", "It must be the name of a header field, such as X-Mailer.");
            } else if (!name.isBlank()) {
                fields.fault("words", "Each must have 1 to 100 characters on one line.");
            }
            return Optional.empty();
        }
    }

    private static Optional<Keyword> keyword(JsonNode item, String at, Faults faults) {
        JsonFields fields = JsonFields.of(item, at, faults);
        String text = fields.required("text", 100);
        Keyword.Place place = fields.choice("place", Keyword.Place.class, Keyword.Place.SUBJECT);
        Keyword.Effect effect = fields.choice("effect", Keyword.Effect.class, Keyword.Effect.REQUIRE);
        boolean remove = fields.flag("removeFromSubject", false);
        fields.end();
        try {
            return Optional.of(new Keyword(text, place, effect, remove));
        } catch (IllegalArgumentException unfit) {
            if (!text.isBlank()) {
                fields.fault("text", "It must be on one line.");
            }
            return Optional.empty();
        }
    }

    private static Optional<RuleSchedule> schedule(JsonFields rule) {
        return rule.object("schedule").flatMap(fields -> {
            Optional<LocalDate> from = fields.value("from", 10, LocalDate::parse, "It must be a day: 2026-12-31.");
            Optional<LocalDate> until = fields.value("until", 10, LocalDate::parse, "It must be a day: 2026-12-31.");
            Set<DayOfWeek> days = fields.choices("days", DayOfWeek.class);
            Optional<LocalTime> start = fields.value("start", 8, LocalTime::parse, "It must be a time: 08:30.");
            Optional<LocalTime> end = fields.value("end", 8, LocalTime::parse, "It must be a time: 17:00.");
            String must = "It must be a time zone, such as Europe/Zurich.";
            Optional<ZoneId> zone = fields.requiredValue("zone", 60, RuleDocument::zone, must);
            fields.end();
            if (from.isPresent() && until.isPresent() && until.get().isBefore(from.get())) {
                fields.fault("until", "The last day is before the first.");
                return Optional.empty();
            }
            return zone.map(of -> new RuleSchedule(from, until, days, start, end, of));
        });
    }

    private static ZoneId zone(String text) {
        return ZoneId.of(text.toUpperCase(Locale.ROOT).equals("UTC") ? "UTC" : text);
    }
}
