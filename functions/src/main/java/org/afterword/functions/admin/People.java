package org.afterword.functions.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.select.Person;
import org.afterword.storage.Page;
import org.afterword.storage.Precondition;
import org.afterword.storage.Versioned;
import org.afterword.storage.signature.PersonStore;
import org.afterword.storage.tenant.TenantId;

/** {@code people} and {@code people/{mail}}: whom signatures are for. */
final class People {
    private static final int LARGEST_IMPORT = 8 << 20;
    private static final int MOST_LINES = 5000;
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    private final PersonStore store;
    private final PeopleImport peopleImport;

    People(PersonStore store) {
        this.store = store;
        this.peopleImport = new PeopleImport(store);
    }

    /** A page as JSON, or all of them as CSV; without photos. */
    AdminResponse list(AdminRequest request) throws Refusal, IOException {
        TenantId tenant = request.tenantId();
        if (request.accepts("text/csv")) {
            return AdminResponse.of(
                            200, "text/csv; charset=utf-8", export(tenant).getBytes(StandardCharsets.UTF_8))
                    .with("Content-Disposition", "attachment; filename=\"people.csv\"");
        }
        int limit = request.number("limit", PAGE, 1, LARGEST_PAGE);
        Page<Versioned<Person>> page = page(tenant, request.query("next"), limit);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        for (Versioned<Person> person : page.items()) {
            ObjectNode item = PersonDocument.of(person.value()).put("etag", Preconditions.header(person.etag()));
            // A thousand photos would be more than an answer can hold.
            item.remove("photo");
            items.add(item);
        }
        page.next().ifPresent(next -> answer.put("next", Links.next(request, limit, next)));
        return AdminResponse.json(200, answer);
    }

    AdminResponse importAll(AdminRequest request) throws Refusal, IOException {
        String body = request.bodyUpTo(LARGEST_IMPORT);
        List<ImportLine> lines = switch (request.contentType()) {
            case "text/csv" -> PeopleCsv.read(body, MOST_LINES);
            case "application/json" -> jsonLines(body);
            default -> throw Refusal.mediaType("text/csv or application/json");
        };
        return AdminResponse.json(200, peopleImport.run(request.tenantId(), lines));
    }

    AdminResponse read(AdminRequest request) throws Refusal, IOException {
        Versioned<Person> person = known(request.tenantId(), mail(request));
        return Preconditions.isKnown(request, person.etag())
                ? AdminResponse.notModified(person.etag())
                : AdminResponse.json(200, PersonDocument.of(person.value())).tagged(person.etag());
    }

    AdminResponse put(AdminRequest request) throws Refusal, IOException {
        TenantId tenant = request.tenantId();
        MailAddress mail = mail(request);
        Precondition condition =
                Preconditions.of(request, () -> store.read(tenant, mail).map(Versioned::etag));
        Faults faults = new Faults();
        JsonNode document = StrictJson.read(request.bodyUpTo(PersonDocument.LARGEST));
        Optional<Person> person = PersonDocument.read(document, "", faults);
        person.filter(read -> !read.mail().address().equalsIgnoreCase(mail.address()))
                .ifPresent(another -> faults.add("/mail", "It must be the address that the request names."));
        faults.refuse();
        String etag = store.put(tenant, person.orElseThrow(), condition);
        return AdminResponse.json(condition instanceof Precondition.Absent ? 201 : 200, PersonDocument.of(person.get()))
                .tagged(etag);
    }

    AdminResponse delete(AdminRequest request) throws Refusal, IOException {
        TenantId tenant = request.tenantId();
        MailAddress mail = mail(request);
        Precondition condition =
                Preconditions.of(request, () -> store.read(tenant, mail).map(Versioned::etag));
        known(tenant, mail);
        store.delete(tenant, mail, condition);
        return AdminResponse.empty();
    }

    private String export(TenantId tenant) throws Refusal, IOException {
        List<Person> people = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<Versioned<Person>> page = page(tenant, next, LARGEST_PAGE);
            page.items().forEach(person -> people.add(person.value()));
            next = page.next();
        } while (next.isPresent());
        return PeopleExport.csv(people);
    }

    private Page<Versioned<Person>> page(TenantId tenant, Optional<String> next, int limit)
            throws Refusal, IOException {
        try {
            return store.list(tenant, next, limit);
        } catch (IllegalArgumentException strange) {
            throw Refusal.badRequest("The parameter next is none that was given here.");
        }
    }

    /** A list, or the page of Graph's that holds one. */
    private static List<ImportLine> jsonLines(String body) throws Refusal {
        JsonNode document = StrictJson.read(body);
        JsonNode list = document.isObject() ? document.path("value") : document;
        if (!list.isArray()) {
            throw Refusal.badRequest("The body must be a list of people, or an object with such a list as value.");
        }
        if (list.size() > MOST_LINES) {
            throw Refusal.tooManyLines(MOST_LINES);
        }
        List<ImportLine> lines = new ArrayList<>();
        for (JsonNode person : list) {
            lines.add(new ImportLine.Read(lines.size() + 1, person));
        }
        return lines;
    }

    private Versioned<Person> known(TenantId tenant, MailAddress mail) throws Refusal, IOException {
        return store.read(tenant, mail)
                .orElseThrow(() -> Refusal.notFound("Nobody has this as the primary address here."));
    }

    private static MailAddress mail(AdminRequest request) throws Refusal {
        return MailAddress.parse(request.item())
                .orElseThrow(() -> Refusal.notFound("The address of the request names no mail address."));
    }
}
