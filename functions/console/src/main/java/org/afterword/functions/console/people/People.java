package org.afterword.functions.console.people;

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
import org.afterword.engine.model.Person;
import org.afterword.functions.console.http.ApiException;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.ApiResponse;
import org.afterword.functions.console.http.Faults;
import org.afterword.functions.console.http.Links;
import org.afterword.functions.console.http.Preconditions;
import org.afterword.functions.console.json.StrictJson;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.PersonStore;
import org.afterword.storage.tenant.TenantId;

/** {@code people} and {@code people/{mail}}: whom signatures are for. */
public final class People {
    private static final int LARGEST_IMPORT = 8 << 20;
    private static final int MOST_LINES = 5000;
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    private final PersonStore store;
    private final PeopleImport peopleImport;

    public People(PersonStore store) {
        this.store = store;
        this.peopleImport = new PeopleImport(store);
    }

    /** A page as JSON, or all of them as CSV; without photos. */
    public ApiResponse list(ApiRequest request) throws ApiException, IOException {
        TenantId tenant = request.tenantId();
        if (request.accepts("text/csv")) {
            return ApiResponse.of(200, "text/csv; charset=utf-8", export(tenant).getBytes(StandardCharsets.UTF_8))
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
        return ApiResponse.json(200, answer);
    }

    public ApiResponse importAll(ApiRequest request) throws ApiException, IOException {
        String body = request.bodyUpTo(LARGEST_IMPORT);
        List<ImportLine> lines = switch (request.contentType()) {
            case "text/csv" -> PeopleCsv.read(body, MOST_LINES);
            case "application/json" -> jsonLines(body);
            default -> throw ApiException.mediaType("text/csv or application/json");
        };
        return ApiResponse.json(200, peopleImport.run(request.tenantId(), lines));
    }

    public ApiResponse read(ApiRequest request) throws ApiException, IOException {
        Versioned<Person> person = known(request.tenantId(), mail(request));
        return Preconditions.isKnown(request, person.etag())
                ? ApiResponse.notModified(person.etag())
                : ApiResponse.json(200, PersonDocument.of(person.value())).tagged(person.etag());
    }

    public ApiResponse put(ApiRequest request) throws ApiException, IOException {
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
        return ApiResponse.json(condition instanceof Precondition.Absent ? 201 : 200, PersonDocument.of(person.get()))
                .tagged(etag);
    }

    public ApiResponse delete(ApiRequest request) throws ApiException, IOException {
        TenantId tenant = request.tenantId();
        MailAddress mail = mail(request);
        Precondition condition =
                Preconditions.of(request, () -> store.read(tenant, mail).map(Versioned::etag));
        known(tenant, mail);
        store.delete(tenant, mail, condition);
        return ApiResponse.empty();
    }

    private String export(TenantId tenant) throws ApiException, IOException {
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
            throws ApiException, IOException {
        try {
            return store.list(tenant, next, limit);
        } catch (IllegalArgumentException strange) {
            throw ApiException.badRequest("The parameter next is none that was given here.");
        }
    }

    /** A list, or the page of Graph's that holds one. */
    private static List<ImportLine> jsonLines(String body) throws ApiException {
        JsonNode document = StrictJson.read(body);
        JsonNode list = document.isObject() ? document.path("value") : document;
        if (!list.isArray()) {
            throw ApiException.badRequest("The body must be a list of people, or an object with such a list as value.");
        }
        if (list.size() > MOST_LINES) {
            throw ApiException.tooManyLines(MOST_LINES);
        }
        List<ImportLine> lines = new ArrayList<>();
        for (JsonNode person : list) {
            lines.add(new ImportLine.Read(lines.size() + 1, person));
        }
        return lines;
    }

    private Versioned<Person> known(TenantId tenant, MailAddress mail) throws ApiException, IOException {
        return store.read(tenant, mail)
                .orElseThrow(() -> ApiException.notFound("Nobody has this as the primary address here."));
    }

    private static MailAddress mail(ApiRequest request) throws ApiException {
        return MailAddress.parse(request.parameter("mail"))
                .orElseThrow(() -> ApiException.notFound("The address of the request names no mail address."));
    }
}
