package org.afterword.storage.signature;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.TooLargeException;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.tenant.TenantId;

/**
 * The templates and rules of each tenant. A template is a document and so are all rules together, since their order counts.
 * Whether rules and templates fit each other is not this store's to check. Safe for use by several threads.
 */
public interface SignatureStore {
    /** The etag of rules that were never put. */
    String NO_RULES = "none";

    /**
     * All templates and the rules, for signing; {@link SignatureCatalog#EMPTY} if there is nothing. As long as nothing is
     * changed, a template is the same object each time, so that what is made of it can be kept with it.
     *
     * @throws IOException if the store does not answer
     */
    SignatureCatalog catalog(TenantId tenant) throws IOException;

    /** All templates as the store has them now, past every cache, by id. */
    List<Versioned<SignatureTemplate>> templates(TenantId tenant) throws IOException;

    /** One template as the store has it now, past every cache. */
    Optional<Versioned<SignatureTemplate>> template(TenantId tenant, String id) throws IOException;

    /**
     * Creates or replaces a template. When this returns the change is durable.
     *
     * @return the new version's etag
     * @throws PreconditionFailedException if the precondition does not hold
     * @throws TooLargeException if its pictures make it larger than the store takes
     * @throws IOException if the store does not answer; whether the change was made is not known then
     */
    String putTemplate(TenantId tenant, SignatureTemplate template, Precondition precondition) throws IOException;

    /**
     * Deletes a template; where there is none, there is nothing to do.
     *
     * @throws PreconditionFailedException if the precondition does not hold
     */
    void deleteTemplate(TenantId tenant, String id, Precondition precondition) throws IOException;

    /** The rules as the store has them now, past every cache; {@link SigningRules#NONE} and {@link #NO_RULES} if there are none. */
    Versioned<SigningRules> rules(TenantId tenant) throws IOException;

    /**
     * Replaces the rules. When this returns the change is durable.
     *
     * @param precondition to match {@link #NO_RULES} means that none may have been put
     * @return the new version's etag
     * @throws PreconditionFailedException if the precondition does not hold
     * @throws TooLargeException if there are more than the store takes
     * @throws IOException if the store does not answer; whether the change was made is not known then
     */
    String putRules(TenantId tenant, SigningRules rules, Precondition precondition) throws IOException;
}
