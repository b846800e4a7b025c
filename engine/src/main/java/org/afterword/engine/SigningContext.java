package org.afterword.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SignatureCatalog;

/**
 * What is known about a mail besides its bytes.
 *
 * @param person whose signature it bears, as the tenant's directory knows them; empty if it does not
 * @param catalog the rules and templates of the person's tenant
 * @param domains the tenant's own, in lower case: recipients there and below are inside
 * @param at the time by which schedules are judged
 * @param received the value of the {@code Received} field to add, without the field's name
 */
public record SigningContext(
        Envelope envelope,
        Optional<Person> person,
        SignatureCatalog catalog,
        Set<String> domains,
        Instant at,
        String received) {}
