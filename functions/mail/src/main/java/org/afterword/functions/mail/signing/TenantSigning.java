package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.SignedCopy;
import org.afterword.engine.SigningContext;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SenderField;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SigningRules;
import org.afterword.storage.signature.PersonStore;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;

/**
 * Signs a mail of a tenant by what is stored: the one way for mail that came in, and for mail that an administrator asks
 * about. Safe for use by several threads.
 */
public final class TenantSigning {
    private final SignatureEngine engine;
    private final PersonStore people;

    public TenantSigning(SignatureEngine engine, PersonStore people) {
        this.engine = engine;
        this.people = people;
    }

    /** Who wrote a mail, and who sent it in the author's name, as far as its header says so. */
    record Authors(Optional<MailAddress> from, Optional<MailAddress> sender) {
        /** Where the envelope is of none of the tenant's domains, as that of a program may be, the author alone counts. */
        static Authors of(ParsedMessage message, Envelope envelope, Tenant tenant) {
            boolean own = envelope.reversePath()
                    .or(message::from)
                    .filter(address -> address.isWithin(tenant.domains()))
                    .isPresent();
            return new Authors(message.from(), own ? message.sender() : Optional.empty());
        }
    }

    /**
     * Whose signature the mail is to bear: by the field that the rules name, or by the other where the one names nobody
     * whom the tenant knows.
     *
     * @throws IOException if the store does not answer
     */
    public Optional<Person> person(ParsedMessage message, Envelope envelope, Tenant tenant, SigningRules rules)
            throws IOException {
        return person(Authors.of(message, envelope, tenant), tenant, rules);
    }

    Optional<Person> person(Authors authors, Tenant tenant, SigningRules rules) throws IOException {
        boolean byFrom = rules.senderField() == SenderField.FROM;
        Optional<Person> person = find(tenant.id(), byFrom ? authors.from() : authors.sender());
        return person.isPresent() ? person : find(tenant.id(), byFrom ? authors.sender() : authors.from());
    }

    /**
     * Signs the mail, whatever the tenant's state is.
     *
     * @param at the time by which schedules are judged
     * @param received the value of the {@code Received} field to add
     * @throws IOException if the message's bytes cannot be read
     * @throws org.afterword.engine.render.TemplateException if a template is not in its language
     */
    public List<SignedCopy> sign(
            ParsedMessage message,
            Tenant tenant,
            SignatureCatalog catalog,
            Optional<Person> person,
            Envelope envelope,
            Instant at,
            String received)
            throws IOException {
        return engine.signCopies(
                message, new SigningContext(envelope, person, catalog, tenant.domains(), at, received));
    }

    private Optional<Person> find(TenantId tenant, Optional<MailAddress> address) throws IOException {
        return address.isPresent() ? people.find(tenant, address.get()) : Optional.empty();
    }
}
