package org.afterword.functions.console.explain;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.message.MailAddress;
import org.afterword.functions.console.http.ApiException;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.Faults;
import org.afterword.functions.console.json.JsonFields;
import org.afterword.functions.console.json.StrictJson;
import org.afterword.functions.console.people.PersonDocument;

/**
 * A mail that is asked about.
 *
 * @param mail its bytes
 * @param recipients of the envelope; empty for those of the header
 * @param at the time by which schedules are judged
 * @param signedMail whether the answer is to have the mail as it would go back
 */
record ExplainRequest(byte[] mail, List<MailAddress> recipients, Instant at, boolean signedMail) {
    private static final int LARGEST = 14 << 20;
    private static final int MOST_RECIPIENTS = 500;
    private static final char REPLACEMENT = '\ufffd';

    /** @throws ApiException that says what is wrong with the request */
    static ExplainRequest read(ApiRequest request, Instant now) throws ApiException {
        String body = request.bodyUpTo(LARGEST);
        return switch (request.contentType()) {
            case "application/json" -> ofJson(StrictJson.read(body), now);
            case "message/rfc822", "text/plain" -> ofText(body, now);
            default -> throw ApiException.mediaType("message/rfc822 or application/json");
        };
    }

    private static ExplainRequest ofText(String body, Instant now) throws ApiException {
        if (body.isBlank()) {
            throw ApiException.badRequest("The body is empty; it must be a mail.");
        }
        if (body.indexOf(REPLACEMENT) >= 0) {
            throw ApiException.badRequest(
                    "The mail has bytes that are not UTF-8, which are lost on the way: send it as base64 within JSON.");
        }
        return new ExplainRequest(body.getBytes(StandardCharsets.UTF_8), List.of(), now, false);
    }

    private static ExplainRequest ofJson(JsonNode document, Instant now) throws ApiException {
        Faults faults = new Faults();
        JsonFields fields = JsonFields.of(document, "", faults);
        Optional<byte[]> mail = fields.value(
                "mail",
                LARGEST,
                text -> Base64.getMimeDecoder().decode(text),
                "It must be a mail in base64 (RFC 4648).");
        if (fields.has("facts")) {
            if (fields.has("mail")) {
                fields.fault("facts", "There is a mail already; ask about the one or the other.");
            }
            mail = FactsMail.read(document.get("facts"), "/facts", faults)
                    .map(text -> text.getBytes(StandardCharsets.UTF_8));
        } else if (!fields.has("mail")) {
            fields.fault("mail", "It is missing, and so are the facts of one.");
        }
        List<MailAddress> recipients = fields.values(
                "recipients",
                MOST_RECIPIENTS,
                PersonDocument.LONGEST_ADDRESS,
                text -> MailAddress.of(text.strip()),
                PersonDocument.AN_ADDRESS);
        Optional<Instant> at = fields.value(
                "at",
                40,
                text -> OffsetDateTime.parse(text).toInstant(),
                "It must be a time, such as 2026-03-01T08:00:00Z.");
        boolean signedMail = fields.flag("signedMail", false);
        fields.end();
        faults.refuse();
        return new ExplainRequest(mail.orElse(new byte[0]), recipients, at.orElse(now), signedMail);
    }
}
