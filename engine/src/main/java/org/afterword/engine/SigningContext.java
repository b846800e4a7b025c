package org.afterword.engine;

import java.util.Optional;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.select.Person;
import org.afterword.engine.select.SignatureCatalog;

/**
 * What is known about a mail besides its bytes.
 *
 * @param person the author, as the tenant's directory knows them; empty if it does not
 * @param catalog the rules and templates of the author's tenant
 * @param received the value of the {@code Received} field to add, without the field's name
 */
public record SigningContext(Envelope envelope, Optional<Person> person, SignatureCatalog catalog, String received) {}
