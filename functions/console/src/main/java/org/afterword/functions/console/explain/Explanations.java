package org.afterword.functions.console.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.Decision;
import org.afterword.engine.Explanation;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.SignedCopy;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.render.TemplateException;
import org.afterword.functions.console.http.ApiException;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.ApiResponse;
import org.afterword.functions.console.http.Faults;
import org.afterword.functions.console.tenants.Tenants;
import org.afterword.functions.mail.signing.ReceivedLine;
import org.afterword.functions.mail.signing.TenantSigning;
import org.afterword.storage.Stores;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.PersonStore;
import org.afterword.storage.signature.SignatureStore;
import org.afterword.storage.tenant.Tenant;

/** {@code explain}: what would be done with a mail, and why, by the code that does it. */
public final class Explanations {
    private final SignatureStore signatures;
    private final Tenants tenants;
    private final InstantSource clock;
    private final PersonStore people;

    public Explanations(Stores stores, Tenants tenants, InstantSource clock) {
        this.signatures = stores.signatures();
        this.tenants = tenants;
        this.clock = clock;
        this.people = stores.people();
    }

    public ApiResponse explain(ApiRequest request) throws ApiException, IOException {
        ExplainRequest asked = ExplainRequest.read(request, clock.instant());
        Tenant tenant = tenants.known(request.tenantId()).value();
        // Of its own, so that what it keeps of a catalog that was read for this one question goes with it.
        SignatureEngine engine = new SignatureEngine();
        TenantSigning signing = new TenantSigning(engine, people);
        ParsedMessage message = engine.read(RawMessage.of(asked.mail()));
        List<MailAddress> recipients = asked.recipients().isEmpty() ? message.recipients() : asked.recipients();
        if (recipients.isEmpty()) {
            Faults faults = new Faults();
            faults.add("/recipients", "The mail names no recipient in To, Cc or Bcc, so they must be listed.");
            faults.refuse();
        }
        Envelope envelope = new Envelope(
                message.sender().or(message::from),
                recipients.stream()
                        .map(address -> Recipient.of(address.address()))
                        .toList(),
                EsmtpParameters.NONE);
        SignatureCatalog catalog = catalog(tenant);
        Optional<Person> person = signing.person(message, envelope, tenant, catalog.rules());
        List<SignedCopy> signed;
        try {
            signed = signing.sign(
                    message,
                    tenant,
                    catalog,
                    person,
                    envelope,
                    asked.at(),
                    ReceivedLine.of("explain.invalid", "asked", asked.at()));
        } catch (TemplateException unfit) {
            throw ApiException.conflict("A template that a rule names cannot be filled in: preview says why.");
        }
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("state", tenant.state().name())
                .put("inForce", tenant.state() == Tenant.State.CONNECTED);
        answer.put("person", person.map(known -> known.mail().address()).orElse(null));
        ArrayNode copies = answer.putArray("copies");
        for (SignedCopy copy : signed) {
            copies.add(copy(copy, asked.signedMail()));
        }
        return ApiResponse.json(200, answer);
    }

    /** As it is now: mail that comes in sees a change within half a minute. */
    private SignatureCatalog catalog(Tenant tenant) throws IOException {
        return SignatureCatalog.of(
                signatures.rules(tenant.id()).value(),
                signatures.templates(tenant.id()).stream().map(Versioned::value).toList());
    }

    private static ObjectNode copy(SignedCopy copy, boolean signedMail) throws IOException {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode recipients = answer.putArray("recipients");
        copy.envelope()
                .recipients()
                .forEach(recipient -> recipients.add(recipient.address().address()));
        Explanation why = copy.result().explanation();
        List<String> evidence = new ArrayList<>(why.evidence());
        why.classification().ifPresent(found -> answer.put("kind", found.kind().name()));
        why.client().ifPresent(client -> answer.put("client", client.name()));
        why.author().ifPresent(author -> answer.put("author", author.name()));
        why.audience().ifPresent(audience -> answer.put("audience", audience.name()));
        decision(copy.result().decision(), answer, evidence);
        evidence.forEach(answer.putArray("evidence")::add);
        ArrayNode verdicts = answer.putArray("verdicts");
        why.verdicts()
                .forEach(verdict -> verdicts.addObject()
                        .put("ruleId", verdict.ruleId())
                        .put("ruleName", verdict.ruleName())
                        .put("slot", verdict.slot().name())
                        .put("outcome", verdict.outcome().name())
                        .put("why", verdict.why()));
        answer.put("bytes", copy.result().message().size());
        if (signedMail) {
            ByteArrayOutputStream mail = new ByteArrayOutputStream();
            copy.result().message().writeTo(mail);
            answer.put("signedMail", Base64.getEncoder().encodeToString(mail.toByteArray()));
        }
        return answer;
    }

    private static void decision(Decision decision, ObjectNode answer, List<String> evidence) {
        ArrayNode rules = answer.putArray("rules");
        ArrayNode replaced = answer.putArray("replaced");
        switch (decision) {
            case Decision.Sign sign -> {
                answer.put("decision", "signed")
                        .put(
                                "why",
                                String.join(
                                        ", ",
                                        sign.rules().stream()
                                                .map(SignatureRule::name)
                                                .toList()))
                        .put("confidence", sign.placed().confidence().name());
                sign.rules().forEach(rule -> rules.add(rule.id()));
                sign.placed().replaced().forEach(what -> replaced.add(what.name()));
                evidence.addAll(sign.placed().evidence());
            }
            case Decision.PassThrough passThrough ->
                answer.put("decision", "left alone")
                        .put("reason", passThrough.reason().name())
                        .put("why", passThrough.reason().explanation());
        }
    }
}
