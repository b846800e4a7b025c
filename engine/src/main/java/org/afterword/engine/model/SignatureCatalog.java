package org.afterword.engine.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A tenant's rules, and the templates that they name, by id. */
public record SignatureCatalog(SigningRules rules, Map<String, SignatureTemplate> templates) {
    public static final SignatureCatalog EMPTY = new SignatureCatalog(SigningRules.NONE, Map.of());

    public SignatureCatalog {
        templates = Map.copyOf(templates);
    }

    /** The template of that id. */
    public Optional<SignatureTemplate> template(String id) {
        return Optional.ofNullable(templates.get(id));
    }

    /** The rules with these templates. */
    public static SignatureCatalog of(SigningRules rules, List<SignatureTemplate> templates) {
        return new SignatureCatalog(
                rules, templates.stream().collect(Collectors.toMap(SignatureTemplate::id, Function.identity())));
    }

    /** The rules, in their order, with these templates. */
    public static SignatureCatalog of(List<SignatureRule> rules, List<SignatureTemplate> templates) {
        return of(SigningRules.of(rules), templates);
    }
}
