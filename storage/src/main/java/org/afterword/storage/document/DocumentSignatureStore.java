package org.afterword.storage.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.SignatureStore;
import org.afterword.storage.tenant.TenantId;

/**
 * The rules as a document in the tenant's partition, and its templates, a document each, in a second one. A third document
 * says when something was last changed, so that a catalog is read as a whole only after a change ({@link CatalogReader}).
 */
public final class DocumentSignatureStore implements SignatureStore {
    private static final String RULES = "rules";
    private static final int AT_A_TIME = 100;

    private final KeyedDocuments documents;
    private final CatalogReader catalogs;

    public DocumentSignatureStore(KeyedDocuments documents, InstantSource clock) {
        this.documents = documents;
        this.catalogs = new CatalogReader(this, documents, clock);
    }

    @Override
    public SignatureCatalog catalog(TenantId tenant) throws IOException {
        return catalogs.read(tenant);
    }

    @Override
    public List<Versioned<SignatureTemplate>> templates(TenantId tenant) throws IOException {
        List<Versioned<SignatureTemplate>> templates = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<Versioned<SignatureTemplate>> page =
                    documents.page(templatesOf(tenant), next, AT_A_TIME, SignatureTemplate.class);
            templates.addAll(page.items());
            next = page.next();
        } while (next.isPresent());
        templates.sort(Comparator.comparing(template -> template.value().id()));
        return templates;
    }

    @Override
    public Optional<Versioned<SignatureTemplate>> template(TenantId tenant, String id) throws IOException {
        return documents.read(templatesOf(tenant), name(id), SignatureTemplate.class);
    }

    @Override
    public String putTemplate(TenantId tenant, SignatureTemplate template, Precondition precondition)
            throws IOException {
        return change(tenant, () -> documents.put(templatesOf(tenant), name(template.id()), template, precondition));
    }

    @Override
    public void deleteTemplate(TenantId tenant, String id, Precondition precondition) throws IOException {
        change(tenant, () -> {
            documents.delete(templatesOf(tenant), name(id), precondition);
            return id;
        });
    }

    @Override
    public Versioned<SigningRules> rules(TenantId tenant) throws IOException {
        Optional<Versioned<JsonNode>> stored = documents.read(tenant.toString(), RULES, JsonNode.class);
        return stored.isEmpty()
                ? new Versioned<>(SigningRules.NONE, NO_RULES)
                : new Versioned<>(
                        StoredRules.read(stored.get().value()), stored.get().etag());
    }

    @Override
    public String putRules(TenantId tenant, SigningRules rules, Precondition precondition) throws IOException {
        boolean none = precondition.equals(new Precondition.Matches(NO_RULES));
        return change(
                tenant,
                () -> documents.put(
                        tenant.toString(),
                        RULES,
                        StoredRules.of(rules),
                        none ? new Precondition.Absent() : precondition));
    }

    /** A change of a document. */
    @FunctionalInterface
    private interface Change<T> {
        T make() throws IOException;
    }

    /** Before, since the writer may end with its change; and after, since it may have been paused before it. */
    private <T> T change(TenantId tenant, Change<T> change) throws IOException {
        catalogs.announceChange(tenant);
        T made = change.make();
        catalogs.announceChange(tenant);
        return made;
    }

    private static String templatesOf(TenantId tenant) {
        return tenant + ".templates";
    }

    /** Ids may differ in case only, and names of documents may not. */
    private static String name(String id) {
        StringBuilder name = new StringBuilder();
        for (char c : id.toCharArray()) {
            if (c >= 'A' && c <= 'Z') {
                name.append('=').append((char) (c + ('a' - 'A')));
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }
}
