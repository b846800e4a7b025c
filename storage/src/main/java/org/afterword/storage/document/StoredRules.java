package org.afterword.storage.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.afterword.engine.model.SigningRules;
import org.afterword.storage.json.StoredJson;

/**
 * Rules as they are stored. An earlier version skips fields that it does not know, and a rule less a condition signs what it
 * should not. So rules with such a condition stand one level deeper, below the number of their form: an earlier version cannot
 * read them, and leaves mail unsigned. All other rules are stored as ever.
 */
final class StoredRules {
    private static final String FORM = "form";
    private static final String RULES = "signingRules";
    /** 1 has no number. 2 has conditions on the header and on who wrote a mail. */
    private static final int NEWEST = 2;

    private StoredRules() {}

    static JsonNode of(SigningRules rules) {
        JsonNode tree = StoredJson.tree(rules);
        boolean newer = rules.rules().stream()
                .anyMatch(rule -> !rule.authors().isEmpty() || !rule.headers().isEmpty());
        return newer ? JsonNodeFactory.instance.objectNode().put(FORM, NEWEST).<ObjectNode>set(RULES, tree) : tree;
    }

    /** @throws IOException if they are none, or of a later form */
    static SigningRules read(JsonNode stored) throws IOException {
        if (!stored.has(FORM)) {
            return StoredJson.read(stored, SigningRules.class);
        }
        if (stored.path(FORM).asInt() > NEWEST) {
            throw new IOException("the rules are of a form that a later version wrote");
        }
        return StoredJson.read(stored.path(RULES), SigningRules.class);
    }
}
