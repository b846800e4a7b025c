package org.afterword.functions.console.signatures;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.afterword.engine.model.SigningRules;
import org.afterword.functions.console.http.ApiException;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.ApiResponse;
import org.afterword.functions.console.http.Faults;
import org.afterword.functions.console.http.Preconditions;
import org.afterword.functions.console.json.StrictJson;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.SignatureStore;
import org.afterword.storage.tenant.TenantId;

/** {@code rules}: which mail gets which template. */
public final class Rules {
    private final SignatureStore store;

    public Rules(SignatureStore store) {
        this.store = store;
    }

    public ApiResponse read(ApiRequest request) throws ApiException, IOException {
        Versioned<SigningRules> rules = store.rules(request.tenantId());
        return Preconditions.isKnown(request, rules.etag())
                ? ApiResponse.notModified(rules.etag())
                : ApiResponse.json(200, RulesDocument.of(rules.value())).tagged(rules.etag());
    }

    /** Replaces the whole document; what it says already is not written again. */
    public ApiResponse put(ApiRequest request) throws ApiException, IOException {
        TenantId tenant = request.tenantId();
        Precondition condition =
                Preconditions.of(request, () -> Optional.of(store.rules(tenant).etag()));
        Set<String> templates = store.templates(tenant).stream()
                .map(template -> template.value().id())
                .collect(Collectors.toSet());
        Faults faults = new Faults();
        Optional<SigningRules> rules =
                RulesDocument.read(StrictJson.read(request.bodyUpTo(RulesDocument.LARGEST)), templates, faults);
        faults.refuse();
        Versioned<SigningRules> there = store.rules(tenant);
        boolean same =
                there.value().equals(rules.orElseThrow()) && condition.equals(new Precondition.Matches(there.etag()));
        String etag = same ? there.etag() : store.putRules(tenant, rules.get(), condition);
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("rules", rules.get().rules().size())
                .put("changed", !same);
        return ApiResponse.json(200, answer).tagged(etag);
    }
}
