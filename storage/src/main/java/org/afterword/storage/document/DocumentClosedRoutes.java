package org.afterword.storage.document;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.tenant.ClosedRoute;
import org.afterword.storage.tenant.ClosedRoutes;
import org.afterword.storage.tenant.TenantId;

/** All closed routes in one document, which is read often, at the price of one document, and is there only while one is closed. */
public final class DocumentClosedRoutes implements ClosedRoutes {
    private static final String ALL = "closed-routes";
    /** Each writer who comes first is one of several processes; more than these do not change at one moment. */
    private static final int TRIES = 20;

    private final KeyedDocuments documents;

    private record All(List<ClosedRoute> routes) {
        Optional<ClosedRoute> of(TenantId tenant) {
            return routes.stream()
                    .filter(route -> route.tenant().equals(tenant))
                    .findFirst();
        }

        All with(ClosedRoute route) {
            return new All(Stream.concat(routes.stream(), Stream.of(route)).toList());
        }

        All without(TenantId tenant) {
            return new All(routes.stream()
                    .filter(route -> !route.tenant().equals(tenant))
                    .toList());
        }
    }

    /** @param documents in which a document's partition is its name */
    public DocumentClosedRoutes(KeyedDocuments documents) {
        this.documents = documents;
    }

    @Override
    public List<ClosedRoute> all() throws IOException {
        return documents.find(ALL, ALL, All.class).map(All::routes).orElse(List.of());
    }

    @Override
    public boolean close(ClosedRoute route) throws IOException {
        return change(all -> all.of(route.tenant()).isPresent() ? Optional.empty() : Optional.of(all.with(route)))
                .of(route.tenant())
                .isEmpty();
    }

    @Override
    public Optional<ClosedRoute> open(TenantId tenant) throws IOException {
        return change(all -> all.of(tenant).map(closed -> all.without(tenant))).of(tenant);
    }

    /** How all routes are to be instead; empty if they may stay as they are. */
    @FunctionalInterface
    private interface Change {
        Optional<All> of(All now);
    }

    /** @return how it was before */
    private All change(Change change) throws IOException {
        for (int tried = 1; ; tried++) {
            Optional<Versioned<All>> read = documents.read(ALL, ALL, All.class);
            All before = read.map(Versioned::value).orElse(new All(List.of()));
            Optional<All> after = change.of(before);
            if (after.isEmpty()) {
                return before;
            }
            try {
                write(after.get(), Precondition.unchangedSince(read));
                return before;
            } catch (PreconditionFailedException another) {
                if (tried == TRIES) {
                    throw another;
                }
            }
        }
    }

    private void write(All routes, Precondition unchanged) throws IOException {
        if (routes.routes().isEmpty()) {
            documents.delete(ALL, ALL, unchanged);
        } else {
            documents.put(ALL, ALL, routes, unchanged);
        }
    }
}
