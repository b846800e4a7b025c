package org.afterword.storage.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.afterword.storage.embedded.SqliteDocuments.Stored;
import org.afterword.storage.embedded.database.Sha256;
import org.afterword.storage.embedded.database.SqliteDatabase;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.tenant.TenantStore;

/** The tenants, a row each. A code that a tenant had before is looked for in all of them: they are few here. */
final class SqliteTenantStore implements TenantStore {
    private static final Comparator<Versioned<Tenant>> BY_NAME = Comparator.comparing(
                    (Versioned<Tenant> tenant) -> tenant.value().name())
            .thenComparing(tenant -> tenant.value().id().toString());

    private final SqliteDatabase database;

    SqliteTenantStore(SqliteDatabase database) {
        this.database = database;
    }

    @Override
    public Optional<Tenant> find(TenantId id) throws IOException {
        return read(id).map(Versioned::value);
    }

    @Override
    public Optional<Tenant> findByRoutingCode(RoutingCode code) throws IOException {
        String hash = code.hash();
        List<Versioned<Tenant>> now = tenants("SELECT id, etag, json FROM tenant WHERE routing_code_hash=?", hash);
        return (now.isEmpty() ? all() : now)
                .stream()
                        .map(Versioned::value)
                        .filter(tenant -> tenant.codeHashes().contains(hash))
                        .findFirst();
    }

    @Override
    public Optional<Versioned<Tenant>> read(TenantId id) throws IOException {
        return tenants("SELECT id, etag, json FROM tenant WHERE id=?", id.toString()).stream()
                .findFirst();
    }

    @Override
    public List<Versioned<Tenant>> all() throws IOException {
        return rows("SELECT id, etag, json FROM tenant").stream()
                .flatMap(row -> row.readable(Tenant.class).stream())
                .sorted(BY_NAME)
                .toList();
    }

    @Override
    public boolean hasTenants() throws IOException {
        return database.read(connection -> connection.number("SELECT EXISTS(SELECT 1 FROM tenant)")) > 0;
    }

    private static boolean shareACode(Tenant tenant, Stored other) {
        return other.readable(Tenant.class)
                .filter(read ->
                        !Collections.disjoint(tenant.codeHashes(), read.value().codeHashes()))
                .isPresent();
    }

    private List<Versioned<Tenant>> tenants(String query, String... values) throws IOException {
        List<Versioned<Tenant>> tenants = new ArrayList<>();
        for (Stored row : rows(query, values)) {
            tenants.add(row.as(Tenant.class));
        }
        return tenants;
    }

    private List<Stored> rows(String query, String... values) throws IOException {
        return database.read(connection -> connection.all(query, Stored::read, (Object[]) values));
    }

    @Override
    public String put(Tenant tenant, Precondition precondition) throws IOException {
        String id = tenant.id().toString();
        byte[] json = StoredJson.bytes(tenant);
        String etag = Sha256.etag(json);
        return database.write(connection -> {
            boolean taken = connection.number(
                            "SELECT count(*) FROM tenant WHERE routing_code_hash=? AND id<>?",
                            tenant.routingCodeHash(),
                            id)
                    > 0;
            List<Stored> others = connection.all("SELECT id, etag, json FROM tenant WHERE id<>?", Stored::read, id);
            if (taken || others.stream().anyMatch(other -> shareACode(tenant, other))) {
                throw new PreconditionFailedException("the routing code is another tenant's");
            }
            SqliteDocuments.check(
                    precondition, connection.first("SELECT etag FROM tenant WHERE id=?", row -> row.getString(1), id));
            connection.update(
                    "INSERT OR REPLACE INTO tenant(id, routing_code_hash, etag, json) VALUES(?,?,?,?)",
                    id,
                    tenant.routingCodeHash(),
                    etag,
                    json);
            return etag;
        });
    }
}
