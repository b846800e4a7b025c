package org.afterword.engine.select;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;

/**
 * Which rules a mail is signed by, and what was found about each rule on the way.
 *
 * @param winners the rules that put something into the mail, in the order of their slots
 * @param verdicts one for each rule, in their order
 * @param keywordsToRemove words that are to go from the subject, since they had their effect
 */
public record Selection(List<Winner> winners, List<RuleVerdict> verdicts, Set<String> keywordsToRemove) {
    /** A rule and its template. */
    public record Winner(SignatureRule rule, SignatureTemplate template) {}

    public Selection {
        winners = List.copyOf(winners);
        verdicts = List.copyOf(verdicts);
        keywordsToRemove = Set.copyOf(new LinkedHashSet<>(keywordsToRemove));
    }

    /** Whether one of the rules asks that the signature of the mail program gives way. */
    public boolean replacesClientSignatures() {
        return winners.stream().anyMatch(winner -> winner.rule().replaceClientSignatures());
    }
}
