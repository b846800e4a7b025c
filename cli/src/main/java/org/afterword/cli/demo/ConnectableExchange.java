package org.afterword.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.afterword.cli.stamp.LocalStamp;
import org.afterword.host.LocalDoor;
import org.afterword.simulator.admin.CloudServer;
import org.afterword.simulator.admin.TenantMailFlow;
import org.afterword.simulator.admin.TenantObjects;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.exchange.ExchangeTenant;
import org.afterword.simulator.inbound.InboundSettings;
import org.afterword.simulator.outbound.OutboundSettings;
import org.afterword.simulator.outbound.SmartHost;
import org.afterword.storage.Stores;

/**
 * A stamp and a simulated tenant that know nothing of each other yet: the tenant is to be connected by the page, which signs
 * in and creates objects over the same interfaces as at Microsoft's, and its mail flows by what was created. Safe for use by
 * several threads.
 */
public final class ConnectableExchange implements AutoCloseable {
    private final CloudServer cloud;
    private final TenantMailFlow flow;
    private final ExchangeTenant exchange;
    private final LocalStamp stamp;
    private final Map<String, String> environment;

    private ConnectableExchange(
            CloudServer cloud,
            TenantMailFlow flow,
            ExchangeTenant exchange,
            LocalStamp stamp,
            Map<String, String> environment) {
        this.cloud = cloud;
        this.flow = flow;
        this.exchange = exchange;
        this.stamp = stamp;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Starts everything in a folder.
     *
     * @param functionsPort where the page is served, 0 for any free port
     * @throws IOException if the folder cannot be written or something does not start
     */
    public static ConnectableExchange start(Path folder, int functionsPort) throws IOException, InterruptedException {
        CertificateAuthority outlook = CertificateAuthority.create("Demo authority of Exchange Online");
        CertificateAuthority ours = CertificateAuthority.create("Demo authority of Afterword");
        TenantObjects objects = new TenantObjects("Contoso", DemoTenant.DOMAIN, "contoso.onmicrosoft.com");
        TenantMailFlow flow = new TenantMailFlow(objects);
        CloudServer cloud = CloudServer.start(DemoTenant.ID.value(), objects, outlook, new LocalDoor());
        ExchangeTenant exchange = null;
        try {
            exchange = ExchangeTenant.of(DemoTenant.DOMAIN)
                    .id(DemoTenant.ID.value())
                    .mailFlow(flow)
                    .start(
                            folder.resolve("exchange"),
                            InboundSettings.from("", outlook.issue(CertificateRequest.server("localhost")), ours));
            Map<String, String> environment = DemoExchange.environment(folder, ours, outlook);
            environment.put("AFTERWORD_STORE", "folder:" + folder.resolve("store"));
            environment.put("AFTERWORD_STAMP_DOMAIN", DemoExchange.STAMP);
            environment.put("AFTERWORD_CERTIFICATE_NAME", DemoExchange.STAMP);
            environment.put("AFTERWORD_SIGN_IN_AUTHORITY", cloud.authority().toString());
            environment.put("AFTERWORD_EXCHANGE_ADMIN", cloud.exchange().toString());
            environment.put(
                    "AFTERWORD_CONNECT_AUTHORITIES",
                    folder.resolve("certificates")
                            .resolve("exchange-online.pem")
                            .toString());
            environment.put(
                    "AFTERWORD_TENANT_ENDPOINT",
                    "localhost:" + exchange.inbound().port());
            LocalStamp stamp = LocalStamp.start(environment, functionsPort);
            new DemoTenant().storePeople(stamp.stores());
            String anyHost = "*.smtp." + DemoExchange.STAMP;
            exchange.connectOutbound(OutboundSettings.to(
                    SmartHost.local("any.smtp." + DemoExchange.STAMP, stamp.smtpPort(), anyHost), outlook, ours));
            return new ConnectableExchange(cloud, flow, exchange, stamp, environment);
        } catch (IOException | RuntimeException failed) {
            if (exchange != null) {
                exchange.close();
            }
            cloud.close();
            throw failed;
        }
    }

    /** Where the page is. */
    public URI page() {
        return URI.create("http://localhost:" + stamp.functionsPort().orElseThrow() + "/api/connect");
    }

    /** Where the gateway tells its health and its counts. */
    public int healthPort() {
        return stamp.healthPort();
    }

    /** Microsoft's part: the device login and the admin interface. */
    public CloudServer cloud() {
        return cloud;
    }

    /** Who is a member of which group. */
    public TenantMailFlow flow() {
        return flow;
    }

    /** The tenant's mail. */
    public ExchangeTenant exchange() {
        return exchange;
    }

    /** The settings of the stamp, with which another can take its place. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Ends the stamp; the tenant stays. */
    public void stopStamp() {
        stamp.close();
    }

    public Stores stores() {
        return stamp.stores();
    }

    @Override
    public void close() throws IOException {
        stamp.close();
        exchange.close();
        cloud.close();
    }
}
