package org.afterword.functions.console.tenants;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import org.afterword.functions.console.http.ApiException;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.ApiResponse;
import org.afterword.functions.console.http.Caller;
import org.afterword.functions.console.http.Faults;
import org.afterword.functions.console.http.Preconditions;
import org.afterword.functions.console.json.JsonFields;
import org.afterword.functions.console.json.StrictJson;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.tenant.TenantStore;

/** {@code tenants} and {@code tenants/{tenant}}: what an organisation is called, and whether its mail is signed. */
public final class Tenants {
    private static final int LARGEST = 16 << 10;

    private final TenantStore store;

    public Tenants(TenantStore store) {
        this.store = store;
    }

    /** All that the caller may see. */
    public ApiResponse list(ApiRequest request) throws IOException {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        switch (request.caller()) {
            case Caller.Operator operator -> {
                for (Versioned<Tenant> tenant : store.all()) {
                    items.add(document(tenant.value()).put("etag", Preconditions.header(tenant.etag())));
                }
            }
            case Caller.Administrator administrator ->
                store.read(administrator.tenant())
                        .ifPresent(tenant ->
                                items.add(document(tenant.value()).put("etag", Preconditions.header(tenant.etag()))));
            case Caller.Anybody anybody -> {
                // Sees none.
            }
        }
        return ApiResponse.json(200, answer);
    }

    public ApiResponse read(ApiRequest request) throws ApiException, IOException {
        Versioned<Tenant> tenant = known(request.tenantId());
        return Preconditions.isKnown(request, tenant.etag())
                ? ApiResponse.notModified(tenant.etag())
                : ApiResponse.json(200, document(tenant.value())).tagged(tenant.etag());
    }

    /** Changes name and state; what PATCH leaves out stays. */
    public ApiResponse change(ApiRequest request) throws ApiException, IOException {
        TenantId id = request.tenantId();
        Precondition condition = Preconditions.of(request, () -> store.read(id).map(Versioned::etag));
        Faults faults = new Faults();
        JsonFields fields = JsonFields.of(StrictJson.read(request.bodyUpTo(LARGEST)), "", faults);
        boolean whole = request.method().equals("PUT");
        Optional<String> name = whole ? Optional.of(fields.required("name", 200)) : fields.text("name", 200);
        if (name.isPresent() && (name.get().isBlank() || name.get().chars().anyMatch(Character::isISOControl))) {
            fields.fault("name", "It must have characters, on one line.");
        }
        if (whole && !fields.has("state")) {
            fields.fault("state", "It is missing.");
        }
        Tenant old = known(id).value();
        Tenant.State state = fields.choice("state", Tenant.State.class, old.state());
        fields.end();
        faults.refuse();
        if (!(request.caller() instanceof Caller.Operator)) {
            checkSuspension(old, state);
        }
        Tenant changed = old.named(name.orElse(old.name())).with(state);
        String etag = store.put(changed, condition);
        return ApiResponse.json(200, document(changed)).tagged(etag);
    }

    /** @throws ApiException 409 or 403 if one would lift or make a suspension who does not run the stamp */
    private static void checkSuspension(Tenant old, Tenant.State wanted) throws ApiException {
        if (old.suspended() && wanted != Tenant.State.SUSPENDED) {
            throw ApiException.conflict(
                    "Those who run this installation have suspended your organisation: its mail goes"
                            + " back as it came, and only they can lift that. Ask them.");
        }
        if (!old.suspended() && wanted == Tenant.State.SUSPENDED) {
            throw ApiException.forbidden(
                    "Only those who run this installation can suspend an organisation; you can pause it.");
        }
    }

    /** @throws ApiException 404 if this stamp does not have that tenant */
    public Versioned<Tenant> known(TenantId id) throws ApiException, IOException {
        return store.read(id).orElseThrow(() -> ApiException.notFound("This stamp has no such tenant."));
    }

    private static ObjectNode document(Tenant tenant) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("id", tenant.id().toString())
                .put("name", tenant.name())
                .put("state", tenant.state().name());
        ArrayNode domains = document.putArray("domains");
        tenant.domains().stream().sorted().forEach(domains::add);
        return document;
    }
}
