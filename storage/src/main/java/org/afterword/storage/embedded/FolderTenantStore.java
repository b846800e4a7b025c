package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.file.Path;
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
        return read(id).map(Versioned::value);
    }

    @Override
    public Optional<Tenant> findByRoutingCode(RoutingCode code) throws IOException {
        return withHash(code.hash());
    }

    @Override
    public Optional<Versioned<Tenant>> read(TenantId id) throws IOException {
        return tenants.read("", id.toString(), Tenant.class);
    }

    @Override
    public List<Versioned<Tenant>> all() throws IOException {
        List<Versioned<Tenant>> all = new ArrayList<>();
        for (String name : tenants.names("")) {
            tenants.read("", name, Tenant.class).ifPresent(all::add);
        }
        all.sort(Comparator.comparing(tenant -> tenant.value().name()));
        return all;
    }

    @Override
    public String put(Tenant tenant, Precondition precondition) throws IOException {
        Optional<Tenant> known = withHash(tenant.routingCodeHash());
        if (known.isPresent() && !known.get().id().equals(tenant.id())) {
            throw new PreconditionFailedException("the routing code is another tenant's");
        }
        routes.put("", tenant.routingCodeHash(), new Route(tenant.id()), new Precondition.Any());
        return tenants.put("", tenant.id().toString(), tenant, precondition);
    }

    private Optional<Tenant> withHash(String hash) throws IOException {
        Optional<Route> route = routes.find("", hash, Route.class);
        Optional<Tenant> tenant = route.isPresent() ? find(route.get().tenant()) : Optional.empty();
        // The tenant's own record decides: a route of an earlier code may still be there.
        return tenant.filter(found -> found.routingCodeHash().equals(hash));
    }
}
