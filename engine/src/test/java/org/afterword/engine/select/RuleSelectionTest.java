package org.afterword.engine.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.Client;
import org.afterword.engine.model.HeaderCondition;
import org.afterword.engine.model.Keyword;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Recipients;
import org.afterword.engine.model.RuleSchedule;
import org.afterword.engine.model.Senders;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureRule.Author;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.engine.model.Slot;
import org.afterword.engine.select.RuleVerdict.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RuleSelectionTest {
    private static final SignatureTemplate TEMPLATE =
            SignatureTemplate.of("t", "<p>{{displayName}}</p>", Optional.empty(), List.of());
    private static final RuleSchedule MONDAY_MORNING = new RuleSchedule(
            Optional.of(LocalDate.of(2026, 3, 1)),
            Optional.of(LocalDate.of(2026, 3, 31)),
            Set.of(DayOfWeek.MONDAY),
            Optional.of(LocalTime.of(8, 0)),
            Optional.of(LocalTime.of(12, 0)),
            ZoneId.of("Asia/Kathmandu"));

    /** A mail that every condition of {@link #conditions()} holds for, until it is changed. */
    private static final class Mail {
        MailAddress mail = MailAddress.of("Anna@contoso.example");
        Set<MailAddress> aliases = Set.of(MailAddress.of("a.keller@contoso.example"));
        String department = "Sales";
        Set<String> groups = Set.of("All Staff");
        Audience audience = Audience.EXTERNAL;
        List<String> recipients = List.of("ben@fabrikam.example", "carl@contoso.example");
        Kind kind = Kind.REPLY;
        Client client = Client.MOBILE;
        Author author = Author.PROGRAM;
        Map<String, List<String>> header = Map.of("X-Mailer", List.of("old", "contoso crm 3.1"));
        String subject = "Offer [Full]";
        String body = "with best regards";
        boolean marked = true;
        boolean signedBefore;
        String at = "2026-03-02T03:00:00Z"; // 08:45 in Kathmandu, a Monday

        MailFacts facts() {
            return new MailFacts(
                    new Person(mail, aliases, Map.of("department", department), groups, Optional.empty()),
                    audience,
                    recipients.stream().map(MailAddress::of).toList(),
                    kind,
                    client,
                    author,
                    name -> header.getOrDefault(name, List.of()),
                    subject,
                    Instant.parse(at),
                    new MailFacts.TextFacts() {
                        @Override
                        public boolean authorWrote(String words) {
                            return body.contains(words);
                        }

                        @Override
                        public boolean marked() {
                            return marked;
                        }

                        @Override
                        public boolean signedBefore() {
                            return signedBefore;
                        }
                    });
        }
    }

    private static HeaderCondition field(String name, HeaderCondition.Effect effect, String... words) {
        return new HeaderCondition(name, Set.of(words), effect);
    }

    /** One condition: what a rule says, a change of the mail by which it does not hold, and what is said then. */
    private record Condition(String name, Consumer<SignatureRule.Builder> say, Consumer<Mail> change, Outcome outcome) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Condition> conditions() {
        MailAddress alias = MailAddress.of("A.Keller@contoso.example");
        return List.of(
                new Condition(
                        "person by alias",
                        rule -> rule.senders(Senders.of(alias)),
                        mail -> mail.aliases = Set.of(),
                        Outcome.SENDER_NOT_LISTED),
                new Condition(
                        "group",
                        rule -> rule.senders(new Senders(Set.of(), Set.of("all staff"), Set.of(), Map.of())),
                        mail -> mail.groups = Set.of("Board"),
                        Outcome.SENDER_NOT_LISTED),
                new Condition(
                        "domain and attribute",
                        rule -> rule.senders(new Senders(
                                Set.of(),
                                Set.of(),
                                Set.of("CONTOSO.example"),
                                Map.of("department", Set.of("SALES", "IT")))),
                        mail -> mail.department = "Legal",
                        Outcome.SENDER_NOT_LISTED),
                new Condition(
                        "exception",
                        rule -> rule.exceptSenders(new Senders(Set.of(), Set.of("board"), Set.of(), Map.of())),
                        mail -> mail.groups = Set.of("all staff", "Board"),
                        Outcome.SENDER_EXCEPTED),
                new Condition(
                        "audience",
                        rule -> rule.recipients(Recipients.of(Audience.EXTERNAL)),
                        mail -> mail.audience = Audience.INTERNAL,
                        Outcome.OTHER_AUDIENCE),
                new Condition(
                        "recipient's domain",
                        rule -> rule.recipients(new Recipients(Audience.ANY, Set.of("Fabrikam.example"), Set.of())),
                        mail -> mail.recipients = List.of("carl@contoso.example"),
                        Outcome.RECIPIENT_NOT_LISTED),
                new Condition(
                        "recipient",
                        rule -> rule.recipients(
                                new Recipients(Audience.ANY, Set.of(), Set.of(MailAddress.of("BEN@fabrikam.example")))),
                        mail -> mail.recipients = List.of("carl@contoso.example"),
                        Outcome.RECIPIENT_NOT_LISTED),
                new Condition(
                        "kind",
                        rule -> rule.kinds(Kind.REPLY, Kind.FORWARD),
                        mail -> mail.kind = Kind.NEW,
                        Outcome.OTHER_KIND),
                new Condition(
                        "client",
                        rule -> rule.clients(Client.MOBILE),
                        mail -> mail.client = Client.UNKNOWN,
                        Outcome.OTHER_CLIENT),
                new Condition(
                        "author",
                        rule -> rule.authors(Author.PROGRAM),
                        mail -> mail.author = Author.PERSON,
                        Outcome.OTHER_AUTHOR),
                new Condition(
                        "a field",
                        rule -> rule.headers(field("X-Mailer", HeaderCondition.Effect.REQUIRE)),
                        mail -> mail.header = Map.of("Subject", List.of("contoso crm")),
                        Outcome.HEADER_MISSING),
                new Condition(
                        "a word in one of the fields of a name",
                        rule -> rule.headers(
                                field("X-Mailer", HeaderCondition.Effect.REQUIRE, "Scanner", "Contoso CRM")),
                        mail -> mail.header = Map.of("X-Mailer", List.of("contoso", "crm")),
                        Outcome.HEADER_MISSING),
                new Condition(
                        "a field that is left out",
                        rule -> rule.headers(field("X-Flow", HeaderCondition.Effect.EXCEPT)),
                        mail -> mail.header = Map.of("X-Flow", List.of("")),
                        Outcome.HEADER_EXCEPTED),
                new Condition(
                        "a word that is left out",
                        rule -> rule.headers(field("X-Mailer", HeaderCondition.Effect.EXCEPT, "flow", "scan")),
                        mail -> mail.header = Map.of("X-Mailer", List.of("ms flow")),
                        Outcome.HEADER_EXCEPTED),
                new Condition(
                        "keyword to add, in the subject",
                        rule -> rule.keywords(
                                new Keyword("[full]", Keyword.Place.SUBJECT, Keyword.Effect.REQUIRE, false)),
                        mail -> mail.subject = "Offer",
                        Outcome.KEYWORD_MISSING),
                new Condition(
                        "keyword to add, in the body",
                        rule -> rule.keywords(
                                new Keyword("best regards", Keyword.Place.BODY, Keyword.Effect.REQUIRE, false)),
                        mail -> mail.body = "ciao",
                        Outcome.KEYWORD_MISSING),
                new Condition(
                        "keyword to suppress, in either",
                        rule -> rule.keywords(
                                new Keyword("[none]", Keyword.Place.EITHER, Keyword.Effect.SUPPRESS, false)),
                        mail -> mail.subject += " [NONE]",
                        Outcome.KEYWORD_SUPPRESSES),
                new Condition(
                        "schedule",
                        rule -> rule.schedule(MONDAY_MORNING),
                        mail -> mail.at = "2026-03-02T06:30:00Z",
                        Outcome.OUT_OF_SCHEDULE),
                new Condition(
                        "once per conversation",
                        SignatureRule.Builder::oncePerConversation,
                        mail -> mail.signedBefore = true,
                        Outcome.SIGNED_BEFORE),
                new Condition(
                        "marker only",
                        SignatureRule.Builder::markerOnly,
                        mail -> mail.marked = false,
                        Outcome.NO_MARKER));
    }

    private record Pair(Condition first, Condition second) {}

    private static List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (Condition first : conditions()) {
            for (Condition second : conditions()) {
                if (!part(first).equals(part(second))) {
                    pairs.add(new Pair(first, second));
                }
            }
        }
        return pairs;
    }

    /** Which part of a rule a condition is in: of one part a rule has one. */
    private static String part(Condition condition) {
        SignatureRule.Builder builder = SignatureRule.builder("r", "R");
        condition.say().accept(builder);
        SignatureRule said = builder.build();
        if (!said.senders().unlisted()) {
            return "senders";
        }
        if (!said.recipients().equals(Recipients.ANYBODY)) {
            return "recipients";
        }
        if (!said.headers().isEmpty()) {
            return "headers";
        }
        return said.keywords().isEmpty() ? condition.name() : "keywords";
    }

    private static Outcome outcome(Mail mail, List<Condition> said) {
        SignatureRule.Builder rule = SignatureRule.builder("r", "R").template("t");
        said.forEach(condition -> condition.say().accept(rule));
        Selection selection =
                RuleSelection.select(SignatureCatalog.of(List.of(rule.build()), List.of(TEMPLATE)), mail.facts());
        Outcome outcome = selection.verdicts().getFirst().outcome();
        assertThat(selection.winners()).hasSize(outcome == Outcome.WON ? 1 : 0);
        return outcome;
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void holdsAlone(Condition condition) {
        Mail mail = new Mail();
        assertThat(outcome(mail, List.of(condition))).isEqualTo(Outcome.WON);
        condition.change().accept(mail);
        assertThat(outcome(mail, List.of(condition))).isEqualTo(condition.outcome());
        assertThat(outcome(mail, List.of())).isEqualTo(Outcome.WON);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void holdsInPairs(Pair pair) {
        List<Condition> both = List.of(pair.first(), pair.second());
        assertThat(outcome(new Mail(), both)).isEqualTo(Outcome.WON);
        Mail one = new Mail();
        pair.first().change().accept(one);
        assertThat(outcome(one, both))
                .isIn(pair.first().outcome(), pair.second().outcome());
        Mail other = new Mail();
        pair.second().change().accept(other);
        assertThat(outcome(other, both))
                .isIn(pair.first().outcome(), pair.second().outcome());
        pair.first().change().accept(other);
        assertThat(outcome(other, both))
                .isIn(pair.first().outcome(), pair.second().outcome());
    }

    @Test
    void theFirstMatchWinsItsSlotAndTheOthersSayWhyTheyDoNot() {
        List<SignatureRule> rules = List.of(
                SignatureRule.builder("off", "Off").template("t").switchedOff().build(),
                SignatureRule.of("gone", "Gone", "nowhere"),
                SignatureRule.builder("new", "New")
                        .template("t")
                        .kinds(Kind.NEW)
                        .build(),
                SignatureRule.of("all", "All", "t"),
                SignatureRule.of("late", "Late", "t"),
                SignatureRule.builder("banner", "Banner")
                        .slot(Slot.BANNER)
                        .template("t")
                        .build());
        Selection selection = RuleSelection.select(SignatureCatalog.of(rules, List.of(TEMPLATE)), new Mail().facts());
        assertThat(selection.verdicts().stream().map(RuleVerdict::outcome))
                .containsExactly(
                        Outcome.SWITCHED_OFF,
                        Outcome.TEMPLATE_MISSING,
                        Outcome.OTHER_KIND,
                        Outcome.WON,
                        Outcome.BEATEN,
                        Outcome.WON);
        assertThat(selection.winners().stream().map(winner -> winner.rule().id()))
                .containsExactly("all", "banner");
        assertThat(selection.verdicts().get(2).why()).isEqualTo("It is for new; this is reply.");
    }

    @Test
    void aRuleWithoutTemplateKeepsItsSlotEmpty() {
        List<SignatureRule> rules =
                List.of(SignatureRule.builder("none", "None").build(), SignatureRule.of("all", "All", "t"));
        Selection selection = RuleSelection.select(SignatureCatalog.of(rules, List.of(TEMPLATE)), new Mail().facts());
        assertThat(selection.winners()).isEmpty();
        assertThat(selection.verdicts().stream().map(RuleVerdict::outcome))
                .containsExactly(Outcome.WON, Outcome.BEATEN);
    }

    @Test
    void onlyKeywordsThatHadTheirEffectLeaveTheSubject() {
        Keyword full = new Keyword("[full]", Keyword.Place.SUBJECT, Keyword.Effect.REQUIRE, true);
        Keyword none = new Keyword("[none]", Keyword.Place.SUBJECT, Keyword.Effect.SUPPRESS, true);
        List<SignatureRule> rules = List.of(
                SignatureRule.builder("a", "A").template("t").keywords(none).build(),
                SignatureRule.builder("b", "B").template("t").keywords(full).build());
        SignatureCatalog catalog = SignatureCatalog.of(rules, List.of(TEMPLATE));
        assertThat(RuleSelection.select(catalog, new Mail().facts()).keywordsToRemove())
                .isEmpty();
        Mail both = new Mail();
        both.subject = "[None] x [Full]";
        assertThat(RuleSelection.select(catalog, both.facts()).keywordsToRemove())
                .containsExactlyInAnyOrder("[none]", "[full]");
    }

    @ParameterizedTest
    @MethodSource("instants")
    void aScheduleGoesByTheClockOfItsZone(String at, boolean day, boolean night) {
        RuleSchedule office = new RuleSchedule(
                Optional.empty(),
                Optional.empty(),
                Set.of(DayOfWeek.FRIDAY),
                Optional.of(LocalTime.of(8, 0)),
                Optional.of(LocalTime.of(17, 0)),
                ZoneId.of("Europe/Zurich"));
        RuleSchedule duty = new RuleSchedule(
                Optional.of(LocalDate.of(2026, 3, 27)),
                Optional.of(LocalDate.of(2026, 3, 27)),
                Set.of(DayOfWeek.FRIDAY),
                Optional.of(LocalTime.of(22, 0)),
                Optional.of(LocalTime.of(6, 0)),
                ZoneId.of("Europe/Zurich"));
        assertThat(office.holds(Instant.parse(at))).isEqualTo(day);
        assertThat(duty.holds(Instant.parse(at))).isEqualTo(night);
    }

    private static Stream<Arguments> instants() {
        return Stream.of(
                Arguments.of("2026-03-27T06:59:59Z", false, false),
                Arguments.of("2026-03-27T07:00:00Z", true, false),
                Arguments.of("2026-03-27T16:00:00Z", false, false),
                Arguments.of("2026-03-27T21:00:00Z", false, true),
                Arguments.of("2026-03-28T04:59:00Z", false, true),
                Arguments.of("2026-03-28T05:00:00Z", false, false),
                Arguments.of("2026-03-28T21:00:00Z", false, false),
                // A week later summer time has begun.
                Arguments.of("2026-04-03T06:00:00Z", true, false));
    }

    @Test
    void rulesThatCannotBeToldApartAreRefused() {
        SignatureRule rule = SignatureRule.of("r", "R", "t");
        assertThatThrownBy(() -> SigningRules.of(List.of(rule, rule))).hasMessageContaining("two rules have the id r");
        assertThatThrownBy(() -> SignatureRule.of("../r", "R", "t")).hasMessageContaining("id of a rule");
        assertThatThrownBy(() -> SignatureRule.of("r", "a\nb", "t")).hasMessageContaining("one line");
    }
}
