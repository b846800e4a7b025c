package org.afterword.functions.console.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.model.MixedRecipients;
import org.afterword.engine.model.SenderField;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SigningRules;
import org.afterword.functions.console.http.Faults;
import org.afterword.functions.console.json.JsonFields;
import org.afterword.functions.console.json.TidyJson;
import org.afterword.storage.json.StoredJson;

/** A tenant's rules as the API has them: one document, whose order is the priority. */
final class RulesDocument {
    /** Bytes of the document: the store takes 2 MB. */
    static final int LARGEST = 1 << 20;

    private static final int MOST_RULES = 500;
    private static final int MOST_KNOWN_SIGNATURES = 200;

    private RulesDocument() {}

    /** The rules, without what asks for nothing. */
    static ObjectNode of(SigningRules rules) {
        ObjectNode document = TidyJson.of((ObjectNode) StoredJson.tree(rules));
        document.withArray("rules");
        return document;
    }

    /**
     * The rules; empty if something is wrong, which is noted.
     *
     * @param templates the ids of the tenant's templates
     */
    static Optional<SigningRules> read(JsonNode document, Set<String> templates, Faults faults) {
        JsonFields fields = JsonFields.of(document, "", faults);
        MixedRecipients mixed =
                fields.choice("mixedRecipients", MixedRecipients.class, SigningRules.NONE.mixedRecipients());
        SenderField sender = fields.choice("senderField", SenderField.class, SigningRules.NONE.senderField());
        String marker = fields.text("marker", 100).orElse(SigningRules.DEFAULT_MARKER);
        Set<SigningRules.ByChoice> also = fields.choices("signsAlso", SigningRules.ByChoice.class);
        List<String> known = fields.texts("knownSignatures", MOST_KNOWN_SIGNATURES, 4000);
        Set<String> ids = new HashSet<>();
        List<SignatureRule> rules = new ArrayList<>(fields.list("rules", MOST_RULES, (item, at) -> {
            Optional<SignatureRule> rule = RuleDocument.read(item, at, templates, faults);
            rule.filter(read -> !ids.add(read.id())).ifPresent(twice -> {
                faults.add(at + "/id", "An earlier rule has this id.");
            });
            return rule;
        }));
        fields.end();
        return faults.none()
                ? Optional.of(new SigningRules(mixed, sender, marker, known, also, rules))
                : Optional.empty();
    }
}
