package org.afterword.functions.console.tenants;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.afterword.engine.message.MailAddress;
import org.afterword.functions.console.http.ApiException;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.ApiResponse;
import org.afterword.functions.console.http.Faults;
import org.afterword.functions.console.http.Links;
import org.afterword.functions.console.json.JsonFields;
import org.afterword.functions.console.json.StrictJson;
import org.afterword.functions.console.people.PersonDocument;
import org.afterword.functions.mail.signing.Fingerprints;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.port.Page;
import org.afterword.storage.trace.TraceQuery;
import org.afterword.storage.trace.TraceRecord;
import org.afterword.storage.trace.TraceStore;

/**
 * {@code traces}: what became of each mail. Addresses and Message-IDs are asked for in the body of a POST, so that they
 * stand in no address and no log of requests; links to further pages have their keyed hashes.
 */
public final class Traces {
    private static final int LARGEST = 16 << 10;
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 500;
    private static final String A_TIME = "It must be a time, such as 2026-03-01T08:00:00Z.";

    private final TraceStore store;
    private final Fingerprints fingerprints;

    public Traces(TraceStore store, Fingerprints fingerprints) {
        this.store = store;
        this.fingerprints = fingerprints;
    }

    /** A page by what the address asks for. */
    public ApiResponse list(ApiRequest request) throws ApiException, IOException {
        Optional<Instant> from = instant(request, "from");
        Optional<Instant> until = instant(request, "until");
        int limit = request.number("limit", PAGE, 1, LARGEST_PAGE);
        return page(
                request, new Search(from, until, request.query("senderHash"), request.query("messageIdHash")), limit);
    }

    /** A page by what the body asks for. */
    public ApiResponse search(ApiRequest request) throws ApiException, IOException {
        Faults faults = new Faults();
        JsonFields fields = JsonFields.of(StrictJson.read(request.bodyUpTo(LARGEST)), "", faults);
        Optional<Instant> from = fields.value("from", 40, Traces::instant, A_TIME);
        Optional<Instant> until = fields.value("until", 40, Traces::instant, A_TIME);
        Optional<String> sender = fields.value(
                        "sender",
                        PersonDocument.LONGEST_ADDRESS,
                        text -> MailAddress.of(text.strip()),
                        PersonDocument.AN_ADDRESS)
                .map(address -> fingerprints.of(address.address()));
        Optional<String> messageId =
                fields.text("messageId", 1000).map(Traces::inBrackets).map(fingerprints::of);
        int limit = fields.number("limit", PAGE, 1, LARGEST_PAGE);
        fields.end();
        faults.refuse();
        return page(request, new Search(from, until, sender, messageId), limit);
    }

    private record Search(
            Optional<Instant> from,
            Optional<Instant> until,
            Optional<String> senderHash,
            Optional<String> messageIdHash) {
        Map<String, String> parameters() {
            Map<String, String> parameters = new LinkedHashMap<>();
            from.ifPresent(time -> parameters.put("from", time.toString()));
            until.ifPresent(time -> parameters.put("until", time.toString()));
            senderHash.ifPresent(hash -> parameters.put("senderHash", hash));
            messageIdHash.ifPresent(hash -> parameters.put("messageIdHash", hash));
            return parameters;
        }
    }

    private ApiResponse page(ApiRequest request, Search search, int limit) throws ApiException, IOException {
        TraceQuery query;
        try {
            query = new TraceQuery(
                    search.from().orElse(Instant.EPOCH),
                    search.until().orElse(Instant.MAX),
                    search.senderHash(),
                    search.messageIdHash(),
                    request.query("next"),
                    limit);
        } catch (IllegalArgumentException strange) {
            throw ApiException.badRequest("The parameter next is none that was given here.");
        }
        Page<TraceRecord> page = store.find(request.tenantId(), query);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        page.items().forEach(record -> items.add(StoredJson.tree(record)));
        page.next().ifPresent(next -> answer.put("next", Links.next(request, search.parameters(), limit, next)));
        return ApiResponse.json(200, answer);
    }

    private static Optional<Instant> instant(ApiRequest request, String name) throws ApiException {
        try {
            return request.query(name).map(Traces::instant);
        } catch (DateTimeException noTime) {
            throw ApiException.badRequest("The parameter " + name + " must be a time, such as 2026-03-01T08:00:00Z.");
        }
    }

    private static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    /** As it stands in the header (RFC 5322, section 3.6.4). */
    private static String inBrackets(String messageId) {
        String text = messageId.strip();
        return text.startsWith("<") ? text : "<" + text + ">";
    }
}
