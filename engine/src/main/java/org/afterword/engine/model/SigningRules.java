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
 */
public record SigningRules(
        MixedRecipients mixedRecipients,
        SenderField senderField,
        String marker,
        List<String> knownSignatures,
        List<SignatureRule> rules) {
    /** The marker where no other is configured. */
    public static final String DEFAULT_MARKER = "{EMAILSIGNATURE}";

    /** No rule, and what holds where nothing else is said. */
    public static final SigningRules NONE = of(List.of());

    /** @throws IllegalArgumentException if two rules have the same id */
    public SigningRules {
        knownSignatures = List.copyOf(knownSignatures);
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
        return new SigningRules(MixedRecipients.EXTERNAL_WINS, SenderField.FROM, DEFAULT_MARKER, List.of(), rules);
    }

    public SigningRules with(MixedRecipients mixed) {
        return new SigningRules(mixed, senderField, marker, knownSignatures, rules);
    }

    public SigningRules with(SenderField field) {
        return new SigningRules(mixedRecipients, field, marker, knownSignatures, rules);
    }

    public SigningRules withKnownSignatures(List<String> texts) {
        return new SigningRules(mixedRecipients, senderField, marker, texts, rules);
    }
}
