package org.afterword.simulator.admin;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.simulator.entra.DeviceLogin;

/**
 * The two services of Microsoft's cloud that onboarding talks to, for one tenant, on one https port of this machine's
 * loopback address: {@link DeviceLogin} and {@link AdminApi}. Safe for use by several threads.
 */
public final class CloudServer implements AutoCloseable {
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final DeviceLogin login;
    private final AdminApi admin;
    private final TenantObjects tenant;

    private CloudServer(HttpsServer server, UUID tenantId, TenantObjects tenant, List<Filter> doors) {
        this.server = server;
        this.tenant = tenant;
        this.login = new DeviceLogin(tenantId);
        this.admin = new AdminApi(tenantId, tenant, login::knows);
        server.createContext("/", login).getFilters().addAll(doors);
        server.createContext("/adminapi/", admin).getFilters().addAll(doors);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * Starts on any free port.
     *
     * @param authority issues the certificate for {@code localhost}
     * @param doors what a request passes first, as where browsers are on the same machine
     */
    public static CloudServer start(
            UUID tenantId, TenantObjects tenant, CertificateAuthority authority, Filter... doors) throws IOException {
        IssuedCertificate certificate = authority.issue(CertificateRequest.server("localhost"));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.tlsTrusting(authority)));
        return new CloudServer(server, tenantId, tenant, List.of(doors));
    }

    /** What is in the tenant. */
    public TenantObjects tenant() {
        return tenant;
    }

    public DeviceLogin login() {
        return login;
    }

    public AdminApi admin() {
        return admin;
    }

    /** What stands in place of {@code https://outlook.office365.com}. */
    public URI exchange() {
        return URI.create("https://localhost:" + server.getAddress().getPort());
    }

    /** What stands in place of {@code https://login.microsoftonline.com/organizations/}. */
    public URI authority() {
        return exchange().resolve("/organizations/");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
