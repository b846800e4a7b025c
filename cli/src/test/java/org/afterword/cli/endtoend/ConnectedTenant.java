package org.afterword.cli.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.afterword.cli.demo.DemoTenant;
import org.afterword.process.settings.SettingsReader;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.simulator.exchange.ExchangeTenant;
import org.afterword.simulator.inbound.InboundSettings;
import org.afterword.simulator.outbound.OutboundSettings;
import org.afterword.simulator.outbound.SmartHost;
import org.afterword.simulator.smtp.LastingPort;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.open.OpenStores;
import org.afterword.storage.tenant.SmtpEndpoint;

/**
 * The demo's tenant at Exchange Online, stored and connected for a stamp that is still to be started in a process of its own.
 *
 * @param settings what {@code ./afterword run} needs to be told
 */
record ConnectedTenant(ExchangeTenant exchange, Map<String, String> settings) implements AutoCloseable {
    static final String FROM = "anna.keller@contoso.example";
    static final String TO = "partner@fabrikam.example";
    private static final String DOMAIN = "afterword.example";

    /**
     * @param store the settings that name the store
     * @param outbound how the tenant sends
     */
    static ConnectedTenant prepare(Path folder, Map<String, String> store, UnaryOperator<OutboundSettings> outbound)
            throws IOException {
        CertificateAuthority outlook = CertificateAuthority.create("Test authority of Exchange Online");
        CertificateAuthority ours = CertificateAuthority.create("Test authority of Afterword");
        DemoTenant tenant = new DemoTenant();
        ExchangeTenant exchange = ExchangeTenant.of(DemoTenant.DOMAIN)
                .id(DemoTenant.ID.value())
                .acceptedDomains(DOMAIN)
                .routingCode(tenant.code().value())
                .start(
                        folder.resolve("exchange"),
                        InboundSettings.from(DOMAIN, outlook.issue(CertificateRequest.server("localhost")), ours));
        int port = LastingPort.find();
        try (OpenStores stores = stores(store)) {
            tenant.store(
                    stores.stores(),
                    new SmtpEndpoint("localhost", exchange.inbound().port()));
        }
        SmartHost gateway = SmartHost.local(tenant.code().value() + ".smtp." + DOMAIN, port, "*.smtp." + DOMAIN);
        try {
            exchange.connectOutbound(outbound.apply(OutboundSettings.to(gateway, outlook, ours)));
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
        return new ConnectedTenant(exchange, settings(folder.resolve("certificates"), store, port, ours, outlook));
    }

    /** Opens what the settings name. */
    static OpenStores stores(Map<String, String> store) throws IOException {
        return OpenStores.open(StoreSettings.from(new SettingsReader(store)));
    }

    private static Map<String, String> settings(
            Path certificates,
            Map<String, String> store,
            int port,
            CertificateAuthority ours,
            CertificateAuthority outlook)
            throws IOException {
        IssuedCertificate.PemFiles door = ours.issue(CertificateRequest.server("*.smtp." + DOMAIN, DOMAIN))
                .writePem(certificates, "gateway");
        IssuedCertificate.PemFiles back =
                ours.issue(CertificateRequest.client(DOMAIN)).writePem(certificates, "return");
        String believed =
                outlook.writePem(certificates.resolve("exchange-online.pem")).toString();
        Map<String, String> all = new HashMap<>(store);
        all.putAll(Map.ofEntries(
                Map.entry("AFTERWORD_HOST_NAME", "smtp." + DOMAIN),
                Map.entry("AFTERWORD_SMTP_ADDRESS", "127.0.0.1"),
                Map.entry("AFTERWORD_SMTP_PORT", Integer.toString(port)),
                Map.entry("AFTERWORD_HEALTH_PORT", "0"),
                Map.entry("AFTERWORD_TLS_CERTIFICATE", door.certificate().toString()),
                Map.entry("AFTERWORD_TLS_KEY", door.key().toString()),
                Map.entry("AFTERWORD_CLIENT_AUTHORITIES", believed),
                Map.entry("AFTERWORD_RETURN_CERTIFICATE", back.certificate().toString()),
                Map.entry("AFTERWORD_RETURN_KEY", back.key().toString()),
                Map.entry("AFTERWORD_RETURN_AUTHORITIES", believed),
                Map.entry("AFTERWORD_TRACE_KEY", "b25seSBmb3IgYSB0ZXN0LCBub3QgYSBzZWNyZXQhISE="),
                Map.entry("AFTERWORD_DRAIN_SECONDS", "10")));
        return all;
    }

    @Override
    public void close() throws IOException {
        exchange.close();
    }
}
