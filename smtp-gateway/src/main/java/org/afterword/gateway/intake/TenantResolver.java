package org.afterword.gateway.intake;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.message.AfterwordHeaders;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.MailAddress;
import org.afterword.gateway.metrics.GatewayMetrics;
import org.afterword.gateway.metrics.GatewayMetrics.Counter;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.tenant.TenantStore;

/**
 * Finds the tenant that a mail belongs to. The certificate only proves that Exchange Online is talking to us, for all its
 * customers share it. So the mail must carry the tenant's routing code, and then either Exchange states the tenant's id or,
 * where it states none, the sender is in one of the tenant's domains.
 *
 * <p>Where Exchange states the id, the sender's domain does not matter: an organisation may have accepted a domain since we
 * read its record, and programs send with envelopes of their own. Such a mail goes back to the tenant's own server as every
 * other, so this opens no relay. Where Exchange states another tenant, neither code nor domain helps.
 *
 * <p>The tenant's state does not matter here: mail of a paused tenant goes back unsigned. Safe for use by several threads.
 */
public final class TenantResolver {
    /** Set by Exchange Online on mail that leaves a tenant, though not always; a client cannot set it. */
    static final String EXCHANGE_TENANT_ID = "X-MS-Exchange-CrossTenant-Id";

    private final TenantStore tenants;
    private final UnknownDomains unknownDomains;
    private final GatewayMetrics metrics;
    private final InstantSource clock;

    /** @param clock tells whether an earlier routing code still counts */
    public TenantResolver(TenantStore tenants, GatewayMetrics metrics, InstantSource clock) {
        this.tenants = tenants;
        this.unknownDomains = new UnknownDomains(metrics);
        this.metrics = metrics;
        this.clock = clock;
    }

    /** What came of it. */
    public sealed interface Resolution permits Known, Unknown, Unproven, NoTenants {}

    public record Known(Tenant tenant) implements Resolution {}

    /** The mail can never be right. @param cause for our log; it repeats nothing of the mail */
    public record Unknown(String cause) implements Resolution {}

    /** Our record of the tenant does not bear the mail out, and may be behind. @param cause as that of {@link Unknown} */
    public record Unproven(String cause) implements Resolution {}

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
        List<String> stated = header.all(EXCHANGE_TENANT_ID);
        Optional<RoutingCode> code = RoutingCode.parse(codes.getFirst());
        Optional<Tenant> found = code.isPresent() ? tenants.findByRoutingCode(code.get()) : Optional.empty();
        if (found.isEmpty() || !found.get().isKnownBy(code.orElseThrow(), clock.instant())) {
            return withUnknownCode(stated);
        }
        Tenant tenant = found.get();
        if (!stated.stream().allMatch(id -> id.equalsIgnoreCase(tenant.id().toString()))) {
            return new Unknown("the routing code is that of tenant " + tenant.id() + ", but Exchange states another");
        }
        Optional<MailAddress> sender = reversePath.or(() -> author(header));
        if (sender.filter(address -> address.isWithin(tenant.domains())).isPresent()) {
            return new Known(tenant);
        }
        if (stated.size() != 1) {
            return new Unproven("the sender is in none of the domains of tenant " + tenant.id());
        }
        metrics.count(Counter.MAILS_OF_UNKNOWN_DOMAINS);
        sender.ifPresent(address -> unknownDomains.raise(tenant.id(), address.domain()));
        return new Known(tenant);
    }

    /** A tenant of ours whose code we do not know has changed its rule, or our record of it is behind. */
    private Resolution withUnknownCode(List<String> stated) throws IOException {
        if (!tenants.hasTenants()) {
            return new NoTenants();
        }
        Optional<TenantId> id = stated.size() == 1 ? tenantId(stated.getFirst()) : Optional.empty();
        return id.isPresent() && tenants.find(id.get()).isPresent()
                ? new Unproven("unknown routing code, but Exchange states tenant " + id.get())
                : new Unknown("unknown routing code");
    }

    private static Optional<TenantId> tenantId(String stated) {
        try {
            return Optional.of(TenantId.of(stated));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** With a null sender (reports, automatic replies) the header's author stands for the sender. */
    private static Optional<MailAddress> author(HeaderSection header) {
        List<String> from = header.all("From");
        return from.size() == 1 ? AuthorField.mailbox(from.getFirst()) : Optional.empty();
    }
}
