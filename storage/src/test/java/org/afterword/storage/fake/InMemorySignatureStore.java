package org.afterword.storage.fake;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.SignatureStore;
import org.afterword.storage.tenant.TenantId;

/** The templates and rules in the heap. */
public final class InMemorySignatureStore implements SignatureStore {
    private final Knobs knobs = new Knobs();
    private final VersionedMap<SignatureTemplate> templates = new VersionedMap<>();
    private final VersionedMap<SigningRules> rules = new VersionedMap<>();

    /** Makes the next readings of a catalog fail. */
    public InMemorySignatureStore failNextCatalog(int times) {
        knobs.fail("catalog", times);
        return this;
    }

    /** Makes the next readings past the caches fail. */
    public InMemorySignatureStore failNextRead(int times) {
        knobs.fail("read", times);
        return this;
    }

    /** Makes the next changes fail: puts and deletions. */
    public InMemorySignatureStore failNextPut(int times) {
        knobs.fail("put", times);
        return this;
    }

    /** Lets each reading of a catalog take that long. */
    public InMemorySignatureStore delayCatalogs(Duration delay) {
        knobs.delay("catalog", delay);
        return this;
    }

    /** Puts all of a catalog, for a test to begin with. */
    public void put(TenantId tenant, SignatureCatalog catalog) throws IOException {
        putRules(tenant, catalog.rules(), new Precondition.Any());
        for (SignatureTemplate template : catalog.templates().values()) {
            putTemplate(tenant, template, new Precondition.Any());
        }
    }

    /** Makes everything fail until the store is there again. */
    public void unavailable(boolean value) {
        knobs.unavailable(value);
    }

    @Override
    public SignatureCatalog catalog(TenantId tenant) throws IOException {
        knobs.meet("catalog");
        return SignatureCatalog.of(
                rulesOf(tenant).value(),
                templatesOf(tenant).stream().map(Versioned::value).toList());
    }

    @Override
    public List<Versioned<SignatureTemplate>> templates(TenantId tenant) throws IOException {
        knobs.meet("read");
        return templatesOf(tenant);
    }

    @Override
    public Optional<Versioned<SignatureTemplate>> template(TenantId tenant, String id) throws IOException {
        knobs.meet("read");
        return templates.find(tenant + " " + id);
    }

    @Override
    public String putTemplate(TenantId tenant, SignatureTemplate template, Precondition precondition)
            throws IOException {
        knobs.meet("put");
        return templates.put(tenant + " " + template.id(), template, precondition);
    }

    @Override
    public void deleteTemplate(TenantId tenant, String id, Precondition precondition) throws IOException {
        knobs.meet("put");
        templates.remove(tenant + " " + id, precondition);
    }

    @Override
    public Versioned<SigningRules> rules(TenantId tenant) throws IOException {
        knobs.meet("read");
        return rulesOf(tenant);
    }

    @Override
    public String putRules(TenantId tenant, SigningRules put, Precondition precondition) throws IOException {
        knobs.meet("put");
        boolean none = precondition.equals(new Precondition.Matches(NO_RULES));
        return rules.put(tenant.toString(), put, none ? new Precondition.Absent() : precondition);
    }

    private List<Versioned<SignatureTemplate>> templatesOf(TenantId tenant) {
        return templates.page(tenant + " ", Optional.empty(), Integer.MAX_VALUE).items();
    }

    private Versioned<SigningRules> rulesOf(TenantId tenant) {
        return rules.find(tenant.toString()).orElseGet(() -> new Versioned<>(SigningRules.NONE, NO_RULES));
    }
}
