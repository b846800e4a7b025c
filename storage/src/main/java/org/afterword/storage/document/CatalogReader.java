package org.afterword.storage.document;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.SignatureStore;
import org.afterword.storage.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Reads catalogs, and reads the templates with their pictures again only after a change.
 *
 * <p>A document per tenant says when a change was last announced. Every change is announced before it is made, and once more
 * after. So a catalog whose reading began a minute after the last announcement has all changes in it, and stays right until the
 * next; one that was read earlier is read again. A writer that fails on its way does no harm. The minute is for the time that a
 * change takes (a call of Cosmos is given 5 s) and for the difference of the instances' clocks. A writer that is paused for
 * longer before its change, and ends before it has announced it again, is noticed a day later: then all is read anew.
 *
 * <p>A template that was not changed is the same object as before. What was read is kept by a weak reference, as long as a caller holds it.
 * Safe for use by several threads.
 */
final class CatalogReader {
    private static final Duration SETTLED = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int TENANTS = 1000;
    private static final String CHANGED = "changed";

    private final SignatureStore store;
    private final KeyedDocuments documents;
    private final InstantSource clock;
    private final Map<TenantId, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TenantId, Known> eldest) {
            return size() > TENANTS;
        }
    };

    /** @param id makes each announcement another text */
    private record Announcement(Instant at, UUID id) {}

    /**
     * What was read.
     *
     * @param announcement the etag of the announcement up to which it is complete; empty if it may not be
     * @param readAt when the reading began
     */
    private record Known(
            Optional<String> announcement,
            Instant readAt,
            String rulesEtag,
            Map<String, String> templateEtags,
            WeakReference<SignatureCatalog> catalog) {}

    CatalogReader(SignatureStore store, KeyedDocuments documents, InstantSource clock) {
        this.store = store;
        this.documents = documents;
        this.clock = clock;
    }

    /** To be called before each change and after. */
    void announceChange(TenantId tenant) throws IOException {
        Announcement announcement = new Announcement(clock.instant(), UUID.randomUUID());
        documents.put(tenant.toString(), CHANGED, announcement, new Precondition.Any());
    }

    SignatureCatalog read(TenantId tenant) throws IOException {
        Optional<Versioned<Announcement>> announced = documents.read(tenant.toString(), CHANGED, Announcement.class);
        if (announced.isEmpty()) {
            return SignatureCatalog.EMPTY; // Nothing was ever put.
        }
        Known before = known(tenant);
        SignatureCatalog catalog = before == null ? null : before.catalog().get();
        Instant now = clock.instant();
        if (before != null
                && catalog != null
                && before.announcement().equals(announced.map(Versioned::etag))
                && now.isBefore(before.readAt().plus(LONGEST))) {
            return catalog;
        }
        boolean settled = now.isAfter(announced.get().value().at().plus(SETTLED));
        return readAll(tenant, now, announced.map(Versioned::etag).filter(any -> settled), before, catalog);
    }

    private SignatureCatalog readAll(
            TenantId tenant,
            Instant readAt,
            Optional<String> announcement,
            @Nullable Known before,
            @Nullable SignatureCatalog earlier)
            throws IOException {
        Versioned<SigningRules> rules = store.rules(tenant);
        List<Versioned<SignatureTemplate>> templates = store.templates(tenant);
        Map<String, String> etags = new HashMap<>();
        templates.forEach(template -> etags.put(template.value().id(), template.etag()));
        SignatureCatalog catalog;
        if (before == null || earlier == null) {
            catalog = SignatureCatalog.of(
                    rules.value(), templates.stream().map(Versioned::value).toList());
        } else if (before.rulesEtag().equals(rules.etag())
                && before.templateEtags().equals(etags)) {
            catalog = earlier;
        } else {
            catalog = SignatureCatalog.of(
                    rules.value(),
                    templates.stream()
                            .map(template -> unchanged(template, before, earlier))
                            .toList());
        }
        remember(tenant, new Known(announcement, readAt, rules.etag(), etags, new WeakReference<>(catalog)));
        return catalog;
    }

    private static SignatureTemplate unchanged(
            Versioned<SignatureTemplate> read, Known before, SignatureCatalog earlier) {
        String id = read.value().id();
        SignatureTemplate same = earlier.templates().get(id);
        return same != null && read.etag().equals(before.templateEtags().get(id)) ? same : read.value();
    }

    private synchronized @Nullable Known known(TenantId tenant) {
        return known.get(tenant);
    }

    private synchronized void remember(TenantId tenant, Known read) {
        known.put(tenant, read);
    }
}
