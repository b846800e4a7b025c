package org.afterword.functions.onboarding.route;

import java.util.Optional;
import org.afterword.storage.tenant.SmtpEndpoint;

/** Tries whether a server takes mail from us: connects, and shows our certificate under TLS, without a mail. */
@FunctionalInterface
public interface RouteProbe {
    /**
     * Empty if it answers and its certificate is right; else what stands in the way, in words for people and without what the
     * server said. May take some minutes where the server is silent.
     */
    Optional<String> obstacle(SmtpEndpoint server);
}
