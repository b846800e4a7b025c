package org.afterword.storage.azure;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.tenant.TenantStore;

/**
 * The tenants, a document each; for each routing code a small document that states whose it is; and one that has all ids,
 * since each document has a partition of its own. A tenant is noted there before it is stored, so none is missing.
 */
final class CosmosTenantStore implements TenantStore {
    private static final String ROUTE = "route:";
    private static final String ALL = "all";

    private final CosmosDocuments documents;

    private record Route(TenantId tenant) {}

    CosmosTenantStore(CosmosDocuments documents) {
        this.documents = documents;
    }

    @Override
    public Optional<Tenant> find(TenantId id) throws IOException {
        return read(id).map(Versioned::value);
    }

    @Override
    public Optional<Tenant> findByRoutingCode(RoutingCode code) throws IOException {
        return withHash(code.hash());
    }

    @Override
    public Optional<Versioned<Tenant>> read(TenantId id) throws IOException {
        return documents.read(id.toString(), id.toString(), Tenant.class);
    }

    @Override
    public List<Versioned<Tenant>> all() throws IOException {
        List<String> ids = new ArrayList<>();
        documents
                .find(ALL, ALL, JsonNode.class)
                .ifPresent(all -> all.fieldNames().forEachRemaining(ids::add));
        return documents.readMany(ids, Tenant.class).stream()
                .sorted(Comparator.comparing(
                                (Versioned<Tenant> tenant) -> tenant.value().name())
                        .thenComparing(tenant -> tenant.value().id().value()))
                .toList();
    }

    @Override
    public boolean hasTenants() throws IOException {
        return documents
                .find(ALL, ALL, JsonNode.class)
                .filter(all -> !all.isEmpty())
                .isPresent();
    }

    @Override
    public String put(Tenant tenant, Precondition precondition) throws IOException {
        for (String hash : tenant.codeHashes()) {
            Optional<Tenant> known = withHash(hash);
            if (known.isPresent() && !known.get().id().equals(tenant.id())) {
                throw new PreconditionFailedException("the routing code is another tenant's");
            }
        }
        String id = tenant.id().toString();
        documents.setField(ALL, ALL, id);
        for (String hash : tenant.codeHashes()) {
            documents.put(ROUTE + hash, ROUTE + hash, new Route(tenant.id()), new Precondition.Any());
        }
        return documents.put(id, id, tenant, precondition);
    }

    private Optional<Tenant> withHash(String hash) throws IOException {
        Optional<Route> route = documents.find(ROUTE + hash, ROUTE + hash, Route.class);
        Optional<Tenant> tenant = route.isPresent() ? find(route.get().tenant()) : Optional.empty();
        // The tenant's own document decides: the route of a code that has run out may still be there.
        return tenant.filter(found -> found.codeHashes().contains(hash));
    }
}
