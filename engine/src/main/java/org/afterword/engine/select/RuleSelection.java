package org.afterword.engine.select;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.model.Keyword;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.Slot;
import org.afterword.engine.select.RuleVerdict.Outcome;

/**
 * Chooses the rules for a mail: in each slot the first that matches. Every rule is asked, so that what is explained to an
 * administrator is what was done.
 */
public final class RuleSelection {
    private RuleSelection() {}

    /** The rules that win, and why the others do not. */
    public static Selection select(SignatureCatalog catalog, MailFacts mail) {
        Map<Slot, Selection.Winner> winners = new EnumMap<>(Slot.class);
        Set<Slot> taken = EnumSet.noneOf(Slot.class);
        List<RuleVerdict> verdicts = new ArrayList<>();
        Set<String> toRemove = new LinkedHashSet<>();
        for (SignatureRule rule : catalog.rules().rules()) {
            if (!rule.enabled()) {
                verdicts.add(verdict(rule, Outcome.SWITCHED_OFF, "It is switched off."));
                continue;
            }
            Optional<RuleMatch.Mismatch> mismatch = RuleMatch.mismatch(rule, mail);
            if (mismatch.isPresent()) {
                verdicts.add(
                        verdict(rule, mismatch.get().outcome(), mismatch.get().why()));
                if (mismatch.get().outcome() == Outcome.KEYWORD_SUPPRESSES) {
                    effective(rule, Keyword.Effect.SUPPRESS, mail, toRemove);
                }
                continue;
            }
            if (taken.contains(rule.slot())) {
                verdicts.add(verdict(rule, Outcome.BEATEN, "It matches, but an earlier rule has its slot."));
                continue;
            }
            Optional<SignatureTemplate> template = rule.templateId().flatMap(catalog::template);
            if (rule.templateId().isPresent() && template.isEmpty()) {
                verdicts.add(verdict(
                        rule,
                        Outcome.TEMPLATE_MISSING,
                        "It matches, but its template \"" + rule.templateId().get() + "\" is not there."));
                continue;
            }
            taken.add(rule.slot());
            template.ifPresent(found -> winners.put(rule.slot(), new Selection.Winner(rule, found)));
            effective(rule, Keyword.Effect.REQUIRE, mail, toRemove);
            verdicts.add(verdict(
                    rule,
                    Outcome.WON,
                    template.isPresent()
                            ? "It is the first that matches."
                            : "It is the first that matches, and leaves its slot empty."));
        }
        return new Selection(List.copyOf(winners.values()), verdicts, toRemove);
    }

    private static void effective(SignatureRule rule, Keyword.Effect effect, MailFacts mail, Set<String> toRemove) {
        for (Keyword keyword : rule.keywords()) {
            if (keyword.removeFromSubject() && keyword.effect() == effect && RuleMatch.holds(keyword, mail)) {
                toRemove.add(keyword.text());
            }
        }
    }

    private static RuleVerdict verdict(SignatureRule rule, Outcome outcome, String why) {
        return new RuleVerdict(rule.id(), rule.name(), rule.slot(), outcome, why);
    }
}
