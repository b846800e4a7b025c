package org.afterword.functions.console.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.render.RenderedSignature;
import org.afterword.engine.render.SignatureRenderer;
import org.afterword.engine.render.TemplateCheck;
import org.afterword.engine.render.TemplateException;
import org.afterword.engine.render.TemplateFinding;
import org.afterword.functions.console.http.ApiException;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.ApiResponse;
import org.afterword.functions.console.http.Faults;
import org.afterword.functions.console.json.JsonFields;
import org.afterword.functions.console.json.StrictJson;
import org.afterword.functions.console.people.DirectoryPerson;
import org.afterword.functions.console.people.PersonDocument;
import org.afterword.storage.Stores;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.tenant.TenantId;

/** {@code preview}: how a template looks for a person, before any mail has it. */
public final class Previews {
    private static final int LARGEST = TemplateDocument.LARGEST + PersonDocument.LARGEST;

    private final Stores stores;

    public Previews(Stores stores) {
        this.stores = stores;
    }

    /** As JSON, or as a page to look at where {@code text/html} is asked for. */
    public ApiResponse show(ApiRequest request) throws ApiException, IOException {
        Faults faults = new Faults();
        JsonNode document = StrictJson.read(request.bodyUpTo(LARGEST));
        JsonFields fields = JsonFields.of(document, "", faults);
        Optional<SignatureTemplate> template = Optional.empty();
        Optional<Person> person = Optional.empty();
        if (fields.has("template")) {
            template = template(request.tenantId(), document.get("template"), faults);
        } else {
            fields.fault("template", "It is missing.");
        }
        if (fields.has("person")) {
            person = person(request.tenantId(), document.get("person"), faults);
        } else {
            fields.fault("person", "It is missing.");
        }
        fields.end();
        faults.refuse();
        List<TemplateFinding> findings = TemplateCheck.check(template.orElseThrow());
        Findings.refuseErrors(findings, "/template", faults);
        faults.refuse();
        RenderedSignature rendered;
        try {
            // One of its own, so that drafts which nobody will ask for again are not kept.
            rendered = new SignatureRenderer().render(template.get(), person.orElseThrow());
        } catch (TemplateException unfit) {
            faults.add("/template", "It cannot be filled in for this person.");
            throw ApiException.invalid(faults.all());
        }
        return request.accepts("text/html")
                ? PreviewPage.of(template.get().name(), rendered)
                : ApiResponse.json(200, facts(rendered, findings));
    }

    private Optional<SignatureTemplate> template(TenantId tenant, JsonNode given, Faults faults) throws IOException {
        if (!given.isTextual()) {
            String id = given.path("id").asText();
            return TemplateDocument.read(given, "/template", TemplateDocument.isId(id) ? id : "draft", faults);
        }
        Optional<SignatureTemplate> stored =
                stores.signatures().template(tenant, given.textValue()).map(Versioned::value);
        if (stored.isEmpty()) {
            faults.add("/template", "There is no template of this id.");
        }
        return stored;
    }

    private Optional<Person> person(TenantId tenant, JsonNode given, Faults faults) throws IOException {
        if (!given.isTextual()) {
            return DirectoryPerson.read(given, "/person", faults);
        }
        Optional<MailAddress> mail = MailAddress.parse(given.textValue().strip());
        if (mail.isEmpty()) {
            faults.add("/person", PersonDocument.AN_ADDRESS);
            return Optional.empty();
        }
        Optional<Person> person = stores.people().read(tenant, mail.get()).map(Versioned::value);
        if (person.isEmpty()) {
            person = stores.people().find(tenant, mail.get());
        }
        if (person.isEmpty()) {
            faults.add("/person", "Nobody has this address here.");
        }
        return person;
    }

    private static ObjectNode facts(RenderedSignature rendered, List<TemplateFinding> findings) {
        ObjectNode facts = JsonNodeFactory.instance
                .objectNode()
                .put("html", rendered.html())
                .put("text", rendered.text())
                .put("pictureCount", rendered.pictures().size());
        ArrayNode pictures = facts.putArray("pictures");
        int pictureBytes = 0;
        for (Picture picture : rendered.pictures()) {
            int bytes = picture.bytes().length;
            pictureBytes += bytes;
            pictures.addObject()
                    .put("name", picture.name())
                    .put("mediaType", picture.mediaType())
                    .put("bytes", bytes);
        }
        facts.putObject("bytes")
                .put("html", rendered.html().getBytes(StandardCharsets.UTF_8).length)
                .put("text", rendered.text().getBytes(StandardCharsets.UTF_8).length)
                .put("pictures", pictureBytes);
        facts.set("warnings", Findings.warnings(findings, "/template"));
        return facts;
    }
}
