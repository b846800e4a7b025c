package org.afterword.functions.onboarding.signin;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.afterword.storage.tenant.TenantId;

/**
 * An organisation that somebody of another one administers, as its partner (GDAP) or guest.
 *
 * @param name one of its domains or its tenant id, in lower case
 */
public record Customer(String name) {
    private static final String DOMAIN =
            "(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]";
    private static final String TENANT_ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /** @throws IllegalArgumentException with words for people if it is neither */
    public Customer {
        name = name.strip().toLowerCase(Locale.ROOT);
        if (!name.matches(DOMAIN) && !name.matches(TENANT_ID)) {
            throw new IllegalArgumentException(
                    "The customer's organisation must be one of its domains, such as contoso.com, or its tenant id.");
        }
    }

    /** Empty if it is named by a domain. */
    public Optional<TenantId> tenantId() {
        return name.matches(TENANT_ID) ? Optional.of(TenantId.of(name)) : Optional.empty();
    }

    /** Where one signs in to it: the same service, but its own path. */
    URI authority(URI usual) {
        return usual.resolve("/" + name + "/");
    }
}
