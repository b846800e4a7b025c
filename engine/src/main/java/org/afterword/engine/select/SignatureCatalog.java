package org.afterword.engine.select;

import java.util.List;
import java.util.Map;

/** A tenant's rules, in order, and the templates that they name, by id. */
public record SignatureCatalog(List<SignatureRule> rules, Map<String, SignatureTemplate> templates) {
    public static final SignatureCatalog EMPTY = new SignatureCatalog(List.of(), Map.of());

    public SignatureCatalog {
        rules = List.copyOf(rules);
        templates = Map.copyOf(templates);
    }
}
