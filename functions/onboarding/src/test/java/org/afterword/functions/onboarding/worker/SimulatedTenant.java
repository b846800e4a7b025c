package org.afterword.functions.onboarding.worker;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.afterword.functions.onboarding.exchange.InvokeCommandClient;
import org.afterword.functions.onboarding.plan.Before;
import org.afterword.functions.onboarding.plan.Plan;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.plan.Planner;
import org.afterword.functions.onboarding.plan.Recorder;
import org.afterword.functions.onboarding.plan.Removal;
import org.afterword.functions.onboarding.plan.Stamp;
import org.afterword.functions.onboarding.plan.TenantState;
import org.afterword.simulator.admin.AdminApi;
import org.afterword.simulator.admin.TenantObjects;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.TenantId;

/** A simulated tenant with an admin client that needs no sign-in, and what a run of plans told and remembered. */
public final class SimulatedTenant implements AutoCloseable {
    public static final RoutingCode CODE = new RoutingCode("0123456789ab");
    public static final Stamp STAMP = new Stamp("eu.afterword.example", "return.contoso.com");
    static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Simulated cloud");

    final UUID id = UUID.randomUUID();
    public final TenantObjects objects;
    final AdminApi admin;
    public final InvokeCommandClient exchange;
    final List<String> console = new ArrayList<>();
    final List<Duration> pauses = new ArrayList<>();
    public List<Before> before = List.of();
    private final com.sun.net.httpserver.HttpsServer server;

    public SimulatedTenant() throws IOException {
        this(new TenantObjects("Contoso", "contoso.com", "contoso.onmicrosoft.com"));
    }

    SimulatedTenant(TenantObjects objects) throws IOException {
        this.objects = objects;
        this.admin = new AdminApi(id, objects, token -> token.equals("token"));
        this.server = com.sun.net.httpserver.HttpsServer.create(
                new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new com.sun.net.httpserver.HttpsConfigurator(
                AUTHORITY.issue(CertificateRequest.server("localhost")).tlsTrusting(AUTHORITY)));
        server.createContext("/", admin);
        server.start();
        this.exchange = new InvokeCommandClient(
                HttpClient.newBuilder().sslContext(AUTHORITY.trustingTls()).build(),
                java.net.URI.create("https://localhost:" + server.getAddress().getPort()),
                new TenantId(id),
                () -> "token",
                pauses::add,
                Duration.ofSeconds(30));
    }

    PlanRunner runner() {
        PlanRunner.Console listener = new PlanRunner.Console() {
            @Override
            public void called(String cmdlet) {
                console.add(cmdlet);
            }

            @Override
            public void done(Duration time) {
                console.add("done");
            }

            @Override
            public void note(String text) {
                console.add(text);
            }
        };
        return new PlanRunner(exchange, listener, seen -> before = Recorder.merge(before, List.of(seen)), pauses::add);
    }

    public Plan plan(TenantState state, PlanOptions options) {
        return Planner.connect(state, STAMP, CODE, options, before);
    }

    public Plan run(Function<TenantState, Plan> planner) throws Exception {
        return runner().run(planner);
    }

    public Plan connect(PlanOptions options) throws Exception {
        return runner().run(state -> plan(state, options));
    }

    public Plan enable(PlanOptions options) throws Exception {
        return runner().run(state -> Planner.enable(state, STAMP, CODE, options, before));
    }

    public Plan disable() throws Exception {
        return runner().run(state ->
                Planner.disable(state, STAMP, PlanOptions.usual().prefix(), before));
    }

    public Plan remove() throws Exception {
        return runner().run(
                        state -> Removal.plan(state, STAMP, PlanOptions.usual().prefix(), before));
    }

    /** The cmdlets that change something, in the order in which they were run. */
    public List<String> changes() {
        return admin.calls().stream().filter(name -> !name.startsWith("Get-")).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
