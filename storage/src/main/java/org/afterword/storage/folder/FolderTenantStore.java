package org.afterword.storage.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.tenant.TenantStore;

/** The tenants as {@code ID.json}, and for each routing code a file named by its hash that states whose it is. */
final class FolderTenantStore implements TenantStore {
    private final Documents tenants;
    private final Documents routes;

    private record Route(TenantId tenant) {}

    FolderTenantStore(Path folder) throws IOException {
        tenants = new Documents(folder);
        routes = new Documents(folder.resolve("routes"));
    }

    @Override
    public Optional<Tenant> find(TenantId id) throws IOException {
        return tenants.find(id.toString(), Tenant.class);
    }

    @Override
    public Optional<Tenant> findByRoutingCode(RoutingCode code) throws IOException {
        String hash = code.hash();
        Optional<Route> route = routes.find(hash, Route.class);
        Optional<Tenant> tenant = route.isPresent() ? find(route.get().tenant()) : Optional.empty();
        // The tenant's own record decides: a route of an earlier code may still be there.
        return tenant.filter(found -> found.routingCodeHash().equals(hash));
    }

    @Override
    public void put(Tenant tenant) throws IOException {
        routes.put(tenant.routingCodeHash(), new Route(tenant.id()));
        tenants.put(tenant.id().toString(), tenant);
    }
}
