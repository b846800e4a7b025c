package org.afterword.gateway.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.message.AfterwordHeaders;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.MailAddress;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantStore;

/**
 * Finds the tenant that a mail belongs to. The certificate only proves that Exchange Online is talking to us, for all its
 * customers share it. So the mail must carry the tenant's routing code, its sender must be in one of the tenant's
 * domains, and where Exchange states the tenant's id it must be the same one.
 *
 * <p>The tenant's state does not matter here: mail of a paused tenant goes back unsigned. Safe for use by several threads.
 */
public final class TenantResolver {
    /** Set by Exchange Online on mail that leaves a tenant, though not always; a client cannot set it. */
    static final String EXCHANGE_TENANT_ID = "X-MS-Exchange-CrossTenant-Id";

    private final TenantStore tenants;

    public TenantResolver(TenantStore tenants) {
        this.tenants = tenants;
    }

    /** What came of it. */
    public sealed interface Resolution permits Known, Unknown, NoTenants {}

    public record Known(Tenant tenant) implements Resolution {}

    /** @param cause for our log; it repeats nothing of the mail */
    public record Unknown(String cause) implements Resolution {}

    /** The store knows no tenant at all, and so nothing about this mail: the stamp is new, or its store is missing. */
    public record NoTenants() implements Resolution {}

    /**
     * @param header what has come in of it
     * @throws IOException if the store does not answer, which says nothing about the mail
     */
    public Resolution resolve(HeaderSection header, Optional<MailAddress> reversePath) throws IOException {
        List<String> codes =
                header.all(AfterwordHeaders.AUTH).stream().distinct().toList();
        if (codes.size() != 1) {
            return new Unknown(codes.isEmpty() ? "no routing code" : "several routing codes");
        }
        Optional<RoutingCode> code = RoutingCode.parse(codes.getFirst());
        Optional<Tenant> found = code.isPresent() ? tenants.findByRoutingCode(code.get()) : Optional.empty();
        if (found.isEmpty() || !isCodeOf(found.get(), code.orElseThrow())) {
            return tenants.hasTenants() ? new Unknown("unknown routing code") : new NoTenants();
        }
        Tenant tenant = found.get();
        Optional<String> domain = reversePath.or(() -> author(header)).map(MailAddress::domain);
        if (domain.isEmpty() || !tenant.domains().contains(domain.get())) {
            return new Unknown("the sender is in none of the domains of tenant " + tenant.id());
        }
        if (!header.all(EXCHANGE_TENANT_ID).stream()
                .allMatch(stated -> stated.equalsIgnoreCase(tenant.id().toString()))) {
            return new Unknown("the routing code is that of tenant " + tenant.id() + ", but Exchange states another");
        }
        return new Known(tenant);
    }

    /** The store finds the code by its hash; this makes sure, in a time that tells nothing about where two differ. */
    private static boolean isCodeOf(Tenant tenant, RoutingCode code) {
        return MessageDigest.isEqual(
                tenant.routingCodeHash().getBytes(StandardCharsets.US_ASCII),
                code.hash().getBytes(StandardCharsets.US_ASCII));
    }

    /** With a null sender (reports, automatic replies) the header's author stands for the sender. */
    private static Optional<MailAddress> author(HeaderSection header) {
        List<String> from = header.all("From");
        return from.size() == 1 ? AuthorField.mailbox(from.getFirst()) : Optional.empty();
    }
}
