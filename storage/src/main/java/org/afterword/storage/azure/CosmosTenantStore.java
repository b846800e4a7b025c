package org.afterword.storage.azure;

import java.io.IOException;
import java.util.Optional;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.tenant.TenantStore;

/** The tenants, a document each, and for each routing code a small document that states whose it is. */
final class CosmosTenantStore implements TenantStore {
    private static final String ROUTE = "route:";
    private static final String ID = "id";

    private final CosmosDocuments documents;

    private record Route(TenantId tenant) {}

    CosmosTenantStore(CosmosDocuments documents) {
        this.documents = documents;
    }

    @Override
    public Optional<Tenant> find(TenantId id) throws IOException {
        return documents.find(id.toString(), id.toString(), Tenant.class);
    }

    @Override
    public Optional<Tenant> findByRoutingCode(RoutingCode code) throws IOException {
        String hash = code.hash();
        Optional<Route> route = documents.find(ROUTE + hash, ROUTE + hash, Route.class);
        Optional<Tenant> tenant = route.isPresent() ? find(route.get().tenant()) : Optional.empty();
        // The tenant's own document decides: the route of an earlier code may still be there.
        return tenant.filter(found -> found.routingCodeHash().equals(hash));
    }

    @Override
    public void put(Tenant tenant) throws IOException {
        String route = ROUTE + tenant.routingCodeHash();
        documents.put(route, ID, route, new Route(tenant.id()));
        documents.put(tenant.id().toString(), ID, tenant.id().toString(), tenant);
    }
}
