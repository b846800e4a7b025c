package org.afterword.engine.select;

import java.util.Optional;
import org.afterword.engine.classify.Kind;

/** Chooses the rule for a mail: the first of the tenant's rules that matches and names a template that exists. */
public final class RuleSelection {
    private RuleSelection() {}

    /** A rule and its template. */
    public record Selected(SignatureRule rule, SignatureTemplate template) {}

    public static Optional<Selected> select(SignatureCatalog catalog, Person person, Kind kind) {
        for (SignatureRule rule : catalog.rules()) {
            SignatureTemplate template = catalog.templates().get(rule.templateId());
            boolean sender = rule.sender().isEmpty() || rule.sender().get().equals(person.mail());
            if (sender && rule.kinds().contains(kind) && template != null) {
                return Optional.of(new Selected(rule, template));
            }
        }
        return Optional.empty();
    }
}
