package org.afterword.functions.console.signatures;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.render.TemplateCheck;
import org.afterword.engine.render.TemplateFinding;
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

/** {@code templates} and {@code templates/{id}}: what signatures look like. */
public final class Templates {
    private final SignatureStore store;

    public Templates(SignatureStore store) {
        this.store = store;
    }

    /** All of the tenant's, without their content. */
    public ApiResponse list(ApiRequest request) throws ApiException, IOException {
        TenantId tenant = request.tenantId();
        List<SignatureRule> rules = store.rules(tenant).value().rules();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        for (Versioned<SignatureTemplate> versioned : store.templates(tenant)) {
            SignatureTemplate template = versioned.value();
            ObjectNode item = items.addObject()
                    .put("id", template.id())
                    .put("name", template.name())
                    .put("etag", Preconditions.header(versioned.etag()))
                    .put("htmlBytes", template.html().getBytes(StandardCharsets.UTF_8).length)
                    .put("pictures", template.pictures().size());
            ArrayNode usedBy = item.putArray("usedBy");
            usedBy(rules, template.id()).forEach(usedBy::add);
        }
        return ApiResponse.json(200, answer);
    }

    public ApiResponse read(ApiRequest request) throws ApiException, IOException {
        Versioned<SignatureTemplate> template = known(request.tenantId(), request.parameter("id"));
        return Preconditions.isKnown(request, template.etag())
                ? ApiResponse.notModified(template.etag())
                : ApiResponse.json(200, TemplateDocument.of(template.value())).tagged(template.etag());
    }

    /** Takes the template if it is fit for mail; what it says already is not written again. */
    public ApiResponse put(ApiRequest request) throws ApiException, IOException {
        TenantId tenant = request.tenantId();
        String id = idOf(request);
        Precondition condition =
                Preconditions.of(request, () -> store.template(tenant, id).map(Versioned::etag));
        Faults faults = new Faults();
        Optional<SignatureTemplate> read =
                TemplateDocument.read(StrictJson.read(request.bodyUpTo(TemplateDocument.LARGEST)), "", id, faults);
        faults.refuse();
        SignatureTemplate template = read.orElseThrow();
        List<TemplateFinding> findings = TemplateCheck.check(template);
        Findings.refuseErrors(findings, "", faults);
        faults.refuse();
        Optional<Versioned<SignatureTemplate>> there = store.template(tenant, id);
        SignatureTemplate remembering =
                there.map(old -> template.after(old.value())).orElse(template);
        boolean same = there.filter(old ->
                        old.value().equals(remembering) && condition.equals(new Precondition.Matches(old.etag())))
                .isPresent();
        String etag = same ? there.orElseThrow().etag() : store.putTemplate(tenant, remembering, condition);
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("id", id).put("changed", !same);
        answer.set("warnings", Findings.warnings(findings, ""));
        return ApiResponse.json(condition instanceof Precondition.Absent ? 201 : 200, answer)
                .tagged(etag);
    }

    /** @throws ApiException 409 if a rule names it */
    public ApiResponse delete(ApiRequest request) throws ApiException, IOException {
        TenantId tenant = request.tenantId();
        String id = idOf(request);
        Precondition condition =
                Preconditions.of(request, () -> store.template(tenant, id).map(Versioned::etag));
        known(tenant, id);
        List<String> usedBy = usedBy(store.rules(tenant).value().rules(), id);
        if (!usedBy.isEmpty()) {
            throw ApiException.conflict("These rules name the template, so it stays: " + String.join(", ", usedBy)
                    + ". Change or delete them first.");
        }
        store.deleteTemplate(tenant, id, condition);
        return ApiResponse.empty();
    }

    private Versioned<SignatureTemplate> known(TenantId tenant, String id) throws ApiException, IOException {
        return store.template(tenant, id).orElseThrow(() -> ApiException.notFound("There is no template of this id."));
    }

    private static List<String> usedBy(List<SignatureRule> rules, String id) {
        return rules.stream()
                .filter(rule -> rule.templateId().filter(id::equals).isPresent())
                .map(SignatureRule::id)
                .toList();
    }

    private static String idOf(ApiRequest request) throws ApiException {
        if (!TemplateDocument.isId(request.parameter("id"))) {
            throw ApiException.notFound(
                    "The id of a template has 1 to 64 letters, digits, dots, dashes and begins with a letter or digit.");
        }
        return request.parameter("id");
    }
}
