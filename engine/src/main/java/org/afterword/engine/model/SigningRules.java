package org.afterword.engine.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A tenant's rules in their order, and what holds for all of them.
 *
 * @param marker the text that an author may type where the signature is to be; empty for none
 * @param knownSignatures texts that are signatures wherever they stand below the author's words, to be replaced: of one or
 *     several lines, an asterisk for any characters
 * @param signsAlso what is signed that is otherwise left alone
 */
public record SigningRules(
        MixedRecipients mixedRecipients,
        SenderField senderField,
        String marker,
        List<String> knownSignatures,
        Set<ByChoice> signsAlso,
        List<SignatureRule> rules) {
    /** Mail that is left alone unless the rules say that it is signed. */
    public enum ByChoice {
        /**
         * A person's mail whose envelope has no sender: so comes mail through a group that sends no reports to its author.
         * It is signed only where From is one person whom the directory knows and nothing speaks for a machine.
         */
        NULL_SENDER
    }

    /** The marker where no other is configured. */
    public static final String DEFAULT_MARKER = "{EMAILSIGNATURE}";

    /** No rule, and what holds where nothing else is said. */
    public static final SigningRules NONE = of(List.of());

    /** @throws IllegalArgumentException if two rules have the same id */
    public SigningRules {
        knownSignatures = List.copyOf(knownSignatures);
        signsAlso = Set.copyOf(signsAlso);
        rules = List.copyOf(rules);
        Set<String> ids = new HashSet<>();
        for (SignatureRule rule : rules) {
            if (!ids.add(rule.id())) {
                throw new IllegalArgumentException("two rules have the id " + rule.id());
            }
        }
    }

    /** These rules, the rest as it is where nothing is said. */
    public static SigningRules of(List<SignatureRule> rules) {
        return new SigningRules(
                MixedRecipients.EXTERNAL_WINS, SenderField.FROM, DEFAULT_MARKER, List.of(), Set.of(), rules);
    }

    public SigningRules with(MixedRecipients mixed) {
        return new SigningRules(mixed, senderField, marker, knownSignatures, signsAlso, rules);
    }

    public SigningRules with(SenderField field) {
        return new SigningRules(mixedRecipients, field, marker, knownSignatures, signsAlso, rules);
    }

    public SigningRules withKnownSignatures(List<String> texts) {
        return new SigningRules(mixedRecipients, senderField, marker, texts, signsAlso, rules);
    }

    public SigningRules signingAlso(ByChoice... also) {
        return new SigningRules(mixedRecipients, senderField, marker, knownSignatures, Set.of(also), rules);
    }
}
