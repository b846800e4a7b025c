package org.afterword.engine;

import java.util.List;
import java.util.Optional;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.Classification;
import org.afterword.engine.model.Client;
import org.afterword.engine.model.SignatureRule.Author;
import org.afterword.engine.select.RuleVerdict;

/**
 * Why a mail was signed as it was, or left alone, without anything of the mail in it.
 *
 * @param classification what kind of mail it is; empty, as the next three, if it was left alone before that was looked at
 * @param author who wrote it, a person or a program
 * @param audience whom it counts as being for
 * @param evidence what led to the kind, the author and the audience, in words for administrators
 * @param verdicts one for each rule of the tenant, in their order
 */
public record Explanation(
        Optional<Classification> classification,
        Optional<Client> client,
        Optional<Author> author,
        Optional<Audience> audience,
        List<String> evidence,
        List<RuleVerdict> verdicts) {
    /** No rule was asked. */
    public static final Explanation NONE = new Explanation(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());

    public Explanation {
        evidence = List.copyOf(evidence);
        verdicts = List.copyOf(verdicts);
    }
}
