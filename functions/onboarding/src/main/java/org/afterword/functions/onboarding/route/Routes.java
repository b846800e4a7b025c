package org.afterword.functions.onboarding.route;

import java.util.Collection;
import java.util.Optional;
import org.afterword.storage.tenant.SmtpEndpoint;

/** Finds the place where a tenant takes its mail back, and tries it. Safe for use by several threads. */
@FunctionalInterface
public interface Routes {
    /**
     * Asks anew.
     *
     * @param initialDomains the domain that Microsoft gave the tenant, or all that it can be
     * @param known what the tenant's record says; it stays where it is as good as another
     */
    Route ask(Collection<String> initialDomains, Optional<SmtpEndpoint> known);
}
