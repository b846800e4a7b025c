package org.afterword.benchmarks;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.Client;
import org.afterword.engine.model.Keyword;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.Recipients;
import org.afterword.engine.model.RuleSchedule;
import org.afterword.engine.model.Senders;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.Slot;

/** A company of 10,000 people with 50 rules and 20 templates, such as departments and countries make them. */
final class LargeTenant {
    static final int PEOPLE = 10_000;
    private static final int RULES = 50;
    private static final int TEMPLATES = 20;
    private static final int DEPARTMENTS = 40;
    private static final String HTML = """
            <table cellpadding="0" cellspacing="0" style="font-family:Arial,sans-serif;font-size:13px;color:#222">
            <tr><td style="padding-right:12px"><img src="cid:logo" width="96" height="96" alt="Contoso"></td>
            <td><b style="font-size:15px">{{displayName}}</b>{{#jobTitle}}<br>{{jobTitle}}{{/jobTitle}}{{#department}}, {{department}}{{/department}}
            {{#companyName}}<br>{{companyName}}{{/companyName}}
            {{#businessPhones}}<br>Phone: <a href="tel:{{businessPhones}}">{{businessPhones}}</a>{{/businessPhones}}
            {{#mobilePhone}}<br>Mobile: <a href="tel:{{mobilePhone}}">{{mobilePhone}}</a>{{/mobilePhone}}
            {{#faxNumber}}<br>Fax: {{faxNumber}}{{/faxNumber}}
            <br><a href="mailto:{{mail}}">{{mail}}</a>
            {{#streetAddress}}<br>{{streetAddress}}, {{postalCode}} {{city}}, {{country}}{{/streetAddress}}
            <br><a href="https://www.contoso.example/{{extensionAttribute1}}">www.contoso.example</a></td></tr></table>
            """;

    private LargeTenant() {}

    static List<Person> people() {
        List<Person> people = new ArrayList<>(PEOPLE);
        for (int i = 0; i < PEOPLE; i++) {
            people.add(person(i));
        }
        return people;
    }

    private static Person person(int number) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("displayName", "Firstname" + number + " Lastname" + number);
        attributes.put("givenName", "Firstname" + number);
        attributes.put("surname", "Lastname" + number);
        attributes.put("jobTitle", "Consultant, level " + number % 9);
        attributes.put("department", "Department " + number % DEPARTMENTS);
        attributes.put("companyName", "Contoso AG");
        attributes.put("businessPhones", "+41 44 " + (1_000_000 + number));
        if (number % 3 != 0) {
            attributes.put("mobilePhone", "+41 79 " + (2_000_000 + number));
        }
        attributes.put("streetAddress", "Bahnhofstrasse " + number % 200);
        attributes.put("postalCode", Integer.toString(8000 + number % 100));
        attributes.put("city", "Z\u00fcrich");
        attributes.put("country", number % 4 == 0 ? "Deutschland" : "Schweiz");
        attributes.put("extensionAttribute1", "people/" + number);
        String address = "firstname" + number + ".lastname" + number;
        return new Person(
                MailAddress.of(address + "@contoso.example"),
                Set.of(
                        MailAddress.of(address + "@contoso.example.org"),
                        MailAddress.of("p" + number + "@contoso.example")),
                attributes,
                Set.of("everybody", "group-" + number % DEPARTMENTS, "floor-" + number % 12),
                Optional.empty());
    }

    /** Each template has a logo of its own of 20 kB. */
    static SignatureCatalog catalog() {
        List<SignatureTemplate> templates = new ArrayList<>();
        for (int i = 0; i < TEMPLATES; i++) {
            byte[] logo = new byte[20_000];
            new Random(i).nextBytes(logo);
            templates.add(new SignatureTemplate(
                    "template-" + i,
                    "Template " + i,
                    HTML + "<p>Form " + i + "</p>",
                    Optional.empty(),
                    List.of(Picture.of("logo", "image/png", logo)),
                    Map.of("utm_source", "mail"),
                    List.of()));
        }
        return SignatureCatalog.of(
                IntStream.range(0, RULES).mapToObj(LargeTenant::rule).toList(), templates);
    }

    /** Narrow rules first, the one for everybody last, as administrators order them. */
    private static SignatureRule rule(int number) {
        SignatureRule.Builder rule = SignatureRule.builder("rule-" + number, "Rule " + number)
                .template("template-" + number % TEMPLATES)
                .slot(number % 10 == 8 ? Slot.BANNER : number % 10 == 9 ? Slot.DISCLAIMER : Slot.SIGNATURE);
        if (number == RULES - 1) {
            return rule.slot(Slot.SIGNATURE).build();
        }
        switch (number % 5) {
            case 0 ->
                rule.senders(new Senders(Set.of(), Set.of("Group-" + number), Set.of(), Map.of()))
                        .kinds(Kind.NEW);
            case 1 ->
                rule.senders(new Senders(
                                Set.of(), Set.of(), Set.of(), Map.of("department", Set.of("Department " + number))))
                        .recipients(Recipients.of(Audience.EXTERNAL));
            case 2 ->
                rule.recipients(new Recipients(Audience.ANY, partners(number), Set.of()))
                        .clients(Client.MOBILE);
            case 3 ->
                rule.keywords(new Keyword("#project" + number, Keyword.Place.SUBJECT, Keyword.Effect.REQUIRE, true))
                        .exceptSenders(Senders.of(MailAddress.of("firstname1.lastname1@contoso.example")));
            default ->
                rule.schedule(new RuleSchedule(
                                Optional.empty(),
                                Optional.empty(),
                                EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                                Optional.of(LocalTime.of(8, 0)),
                                Optional.of(LocalTime.of(18, 0)),
                                ZoneId.of("Europe/Zurich")))
                        .kinds(Kind.REPLY, Kind.FORWARD);
        }
        return rule.build();
    }

    private static Set<String> partners(int number) {
        Set<String> domains = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            domains.add("partner" + number + "-" + i + ".example");
        }
        return domains;
    }
}
