package org.afterword.engine.select;

import java.util.Optional;
import java.util.Set;
import org.afterword.engine.classify.Kind;
import org.afterword.engine.message.MailAddress;

/**
 * When a template is used. The rules of a tenant are ordered; the first that matches wins.
 *
 * @param name as administrators call it; it stands in the explanation of each mail
 * @param templateId the template that a match gives
 * @param sender the one person the rule is for; empty for everybody
 * @param kinds the kinds of mail the rule is for, never empty
 */
public record SignatureRule(String name, String templateId, Optional<MailAddress> sender, Set<Kind> kinds) {
    public SignatureRule {
        kinds = Set.copyOf(kinds);
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("rule \"" + name + "\" names no kind of mail");
        }
    }
}
