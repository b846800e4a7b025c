package org.afterword.functions.onboarding.plan;

import java.util.Locale;
import org.afterword.storage.tenant.RoutingCode;

/**
 * The Afterword installation that a tenant is connected to.
 *
 * @param domain its domain; smart hosts are below {@code smtp.} of it
 * @param certificateName the name on the certificate with which mail comes back
 */
public record Stamp(String domain, String certificateName) {
    /** What stands in place of the routing code wherever people or logs see it. */
    public static final String HIDDEN_CODE = "••••••••••••";

    public Stamp {
        domain = domain.toLowerCase(Locale.ROOT);
        certificateName = certificateName.toLowerCase(Locale.ROOT);
    }

    /** Where the tenant's outbound connector sends to; it holds the routing code, so it is a secret. */
    public String smartHost(RoutingCode code) {
        return code.value() + ".smtp." + domain;
    }

    /** {@link #smartHost} as it may be shown. */
    public String shownSmartHost() {
        return HIDDEN_CODE + ".smtp." + domain;
    }

    /** The name that the smart host's certificate must show. */
    public String tlsDomain() {
        return "*.smtp." + domain;
    }
}
