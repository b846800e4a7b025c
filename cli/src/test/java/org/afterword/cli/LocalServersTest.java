package org.afterword.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import org.afterword.cli.page.PageServer;
import org.afterword.host.FunctionRunner;
import org.afterword.host.HostPolicy;
import org.afterword.host.LocalDoor;
import org.afterword.host.QueueService;
import org.afterword.simulator.admin.CloudServer;
import org.afterword.simulator.admin.TenantObjects;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.junit.jupiter.api.Test;

/** No page of another site gets through to a server on this machine, whichever server it is. */
class LocalServersTest {
    /** All classes that serve HTTP here. */
    private static final Set<String> SERVERS =
            Set.of(PageServer.class.getName(), FunctionRunner.class.getName(), CloudServer.class.getName());
    /** They serve monitors by any name, and say nothing that is anybody's. */
    private static final Set<String> FOR_MONITORS = Set.of("org.afterword.gateway.HealthServer");

    /** What is served. */
    public static final class Served {
        @FunctionName("Served")
        public String run(
                @HttpTrigger(
                                name = "request",
                                methods = {HttpMethod.GET, HttpMethod.POST},
                                route = "served",
                                authLevel = AuthorizationLevel.FUNCTION)
                        HttpRequestMessage<Optional<String>> request) {
            return "served";
        }
    }

    /** A server that runs, and something that it has to say. */
    private record Running(
            AutoCloseable server, SocketFactory sockets, int port, String path, boolean takesChanges, String found) {
        String ask(String method, String host, String headers) throws IOException {
            try (Socket socket = sockets.createSocket(InetAddress.getByName("localhost"), port)) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream()
                        .write((method + " " + path + " HTTP/1.1\r\n" + (host.isEmpty() ? "" : "Host: " + host + "\r\n")
                                        + headers + "Content-Length: 0\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    private static List<Running> all() throws IOException {
        PageServer page = PageServer.start(0);
        FunctionRunner functions =
                FunctionRunner.start(List.of(Served.class), new NoQueues(), HostPolicy.DEFAULT, 0, Map.of(), why -> {});
        CertificateAuthority authority = CertificateAuthority.create("Test authority");
        CloudServer cloud = CloudServer.start(
                UUID.randomUUID(), new TenantObjects("Contoso", "contoso.com"), authority, new LocalDoor());
        SocketFactory plain = SocketFactory.getDefault();
        return List.of(
                new Running(page, plain, page.port(), "/mails", false, "\"mails\""),
                new Running(functions, plain, functions.httpPort().orElseThrow(), "/api/served", true, "served"),
                new Running(
                        cloud,
                        authority.trustingTls().getSocketFactory(),
                        cloud.exchange().getPort(),
                        "/devicelogin",
                        true,
                        "<form"));
    }

    @Test
    void answersByNamesOfThisMachineOnly() throws Exception {
        for (Running running : all()) {
            try (AutoCloseable server = running.server()) {
                String as = server.getClass().getSimpleName();
                for (String host : List.of("localhost", "LOCALHOST:7071", "127.0.0.1:1", "[::1]", "[::1]:80")) {
                    assertThat(running.ask("GET", host, "")).as(as + " " + host).contains(" 200 ", running.found());
                }
                for (String host : List.of(
                        "evil.example",
                        "evil.example:7071",
                        "localhost.evil.example",
                        "127.0.0.1.evil.example",
                        "localhost:80@evil.example",
                        "evil.example#localhost",
                        "::1",
                        "0.0.0.0",
                        "192.168.1.1",
                        "localhost\r\nHost: evil.example")) {
                    assertThat(running.ask("GET", host, ""))
                            .as(as + " " + host)
                            .doesNotContain(running.found())
                            .containsPattern("HTTP/1.1 4\\d\\d");
                }
                assertThat(running.ask("GET", "", "")).as(as).doesNotContain(running.found());
            }
        }
    }

    @Test
    void takesChangesFromItsOwnPagesAndFromProgramsOnly() throws Exception {
        for (Running running : all()) {
            try (AutoCloseable server = running.server()) {
                String as = server.getClass().getSimpleName();
                for (String other : List.of(
                        "Origin: https://evil.example\r\n",
                        "Origin: null\r\n",
                        "Origin: http://localhost:1\r\n",
                        "Sec-Fetch-Site: cross-site\r\n",
                        "Sec-Fetch-Site: same-site\r\nOrigin: http://localhost\r\n",
                        "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\n")) {
                    assertThat(running.ask("POST", "localhost", other))
                            .as(as + " " + other)
                            .contains(" 403 ");
                }
                if (running.takesChanges()) {
                    for (String own : List.of(
                            "",
                            "Origin: http://localhost\r\n",
                            "Sec-Fetch-Site: same-origin\r\nOrigin: null\r\n",
                            "Sec-Fetch-Site: none\r\n")) {
                        assertThat(running.ask("POST", "localhost", own))
                                .as(as + " " + own)
                                .doesNotContain(" 403 ", " 421 ");
                    }
                }
            }
        }
    }

    @Test
    void forgetsNoServer() {
        Set<String> serving = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(new RoomsTest.NoTestJars())
                        .importPackages("org.afterword")
                        .stream()
                        .filter(LocalServersTest::serves)
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet());
        serving.removeAll(FOR_MONITORS);
        assertThat(serving).isEqualTo(SERVERS);
    }

    private static boolean serves(JavaClass type) {
        return type.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getName().equals("create")
                        && (call.getTargetOwner().isEquivalentTo(HttpServer.class)
                                || call.getTargetOwner().isEquivalentTo(HttpsServer.class)));
    }

    /** Functions over HTTP have none. */
    private static final class NoQueues implements QueueService {
        @Override
        public List<Message> receive(String queue, int max, Duration hidden) {
            return List.of();
        }

        @Override
        public void delete(Message message) {}

        @Override
        public void release(Message message, Duration delay) {}

        @Override
        public void send(String queue, String body, Duration delay) {}
    }
}
