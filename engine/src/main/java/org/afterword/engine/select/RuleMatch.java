package org.afterword.engine.select;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.HeaderCondition;
import org.afterword.engine.model.Keyword;
import org.afterword.engine.model.Recipients;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.select.RuleVerdict.Outcome;

/** Holds one mail against the conditions of a rule, the cheap ones first. */
final class RuleMatch {
    /** The first condition that does not hold. */
    record Mismatch(Outcome outcome, String why) {}

    private RuleMatch() {}

    /** Empty if the rule matches. */
    static Optional<Mismatch> mismatch(SignatureRule rule, MailFacts mail) {
        if (!rule.senders().hold(mail.sender())) {
            return no(Outcome.SENDER_NOT_LISTED, "The sender is not among its senders.");
        }
        if (!rule.exceptSenders().unlisted() && rule.exceptSenders().hold(mail.sender())) {
            return no(Outcome.SENDER_EXCEPTED, "The sender is among those that it leaves out.");
        }
        if (!rule.kinds().isEmpty() && !rule.kinds().contains(mail.kind())) {
            return no(Outcome.OTHER_KIND, "It is for " + words(rule.kinds()) + "; this is " + word(mail.kind()) + ".");
        }
        if (!rule.clients().isEmpty() && !rule.clients().contains(mail.client())) {
            return no(
                    Outcome.OTHER_CLIENT,
                    "It is for client " + words(rule.clients()) + "; this is " + word(mail.client()) + ".");
        }
        if (!rule.authors().isEmpty() && !rule.authors().contains(mail.author())) {
            return no(
                    Outcome.OTHER_AUTHOR,
                    "It is for mail that a " + words(rule.authors()) + " wrote; a " + word(mail.author())
                            + " wrote this.");
        }
        return recipients(rule.recipients(), mail)
                .or(() -> schedule(rule, mail))
                .or(() -> headers(rule, mail))
                .or(() -> keywords(rule, mail))
                .or(() -> texts(rule, mail));
    }

    private static Optional<Mismatch> recipients(Recipients wanted, MailFacts mail) {
        if (wanted.audience() != Audience.ANY && wanted.audience() != mail.audience()) {
            return no(
                    Outcome.OTHER_AUDIENCE,
                    "It is for " + word(wanted.audience()) + " recipients; this mail counts as " + word(mail.audience())
                            + ".");
        }
        return wanted.listed(mail.recipients())
                ? Optional.empty()
                : no(Outcome.RECIPIENT_NOT_LISTED, "No recipient is among its recipients.");
    }

    private static Optional<Mismatch> schedule(SignatureRule rule, MailFacts mail) {
        boolean now = rule.schedule().isEmpty() || rule.schedule().get().holds(mail.at());
        return now ? Optional.empty() : no(Outcome.OUT_OF_SCHEDULE, "Its schedule does not cover this time.");
    }

    private static Optional<Mismatch> headers(SignatureRule rule, MailFacts mail) {
        for (HeaderCondition condition : rule.headers()) {
            boolean there = holds(condition, mail);
            switch (condition.effect()) {
                case REQUIRE -> {
                    if (!there) {
                        return no(Outcome.HEADER_MISSING, "The header has no " + field(condition) + ".");
                    }
                }
                case EXCEPT -> {
                    if (there) {
                        return no(
                                Outcome.HEADER_EXCEPTED,
                                "The header has a " + field(condition) + ", which it leaves out.");
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(HeaderCondition condition, MailFacts mail) {
        List<String> texts = mail.header().apply(condition.name());
        if (condition.words().isEmpty()) {
            return !texts.isEmpty();
        }
        for (String text : texts) {
            for (String word : condition.words()) {
                Budget.pass(text.length());
                if (text.contains(word)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String field(HeaderCondition condition) {
        String field = "field " + condition.name();
        return condition.words().isEmpty()
                ? field
                : field + " with "
                        + condition.words().stream()
                                .sorted()
                                .map(word -> "\"" + word + "\"")
                                .collect(Collectors.joining(" or "));
    }

    private static Optional<Mismatch> keywords(SignatureRule rule, MailFacts mail) {
        for (Keyword keyword : rule.keywords()) {
            boolean there = holds(keyword, mail);
            switch (keyword.effect()) {
                case REQUIRE -> {
                    if (!there) {
                        return no(
                                Outcome.KEYWORD_MISSING,
                                "The keyword \"" + keyword.text() + "\" is not in " + where(keyword) + ".");
                    }
                }
                case SUPPRESS -> {
                    if (there) {
                        return no(
                                Outcome.KEYWORD_SUPPRESSES,
                                "The keyword \"" + keyword.text() + "\" in " + where(keyword) + " switches it off.");
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Mismatch> texts(SignatureRule rule, MailFacts mail) {
        if (rule.markerOnly() && !mail.text().marked()) {
            return no(Outcome.NO_MARKER, "It signs only where the author typed the marker, and there is none.");
        }
        if (rule.oncePerConversation() && mail.text().signedBefore()) {
            return no(Outcome.SIGNED_BEFORE, "An earlier mail of this conversation bears a signature of ours.");
        }
        return Optional.empty();
    }

    static boolean holds(Keyword keyword, MailFacts mail) {
        return switch (keyword.place()) {
            case SUBJECT -> inSubject(keyword, mail);
            case BODY -> mail.text().authorWrote(keyword.text());
            case EITHER -> inSubject(keyword, mail) || mail.text().authorWrote(keyword.text());
        };
    }

    private static boolean inSubject(Keyword keyword, MailFacts mail) {
        return mail.subject().toLowerCase(Locale.ROOT).contains(keyword.text().toLowerCase(Locale.ROOT));
    }

    private static String where(Keyword keyword) {
        return switch (keyword.place()) {
            case SUBJECT -> "the subject";
            case BODY -> "the author's text";
            case EITHER -> "the subject or the author's text";
        };
    }

    private static <E extends Enum<E>> String words(Set<E> values) {
        return EnumSet.copyOf(values).stream().map(RuleMatch::word).collect(Collectors.joining(" or "));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Mismatch> no(Outcome outcome, String why) {
        return Optional.of(new Mismatch(outcome, why));
    }
}
