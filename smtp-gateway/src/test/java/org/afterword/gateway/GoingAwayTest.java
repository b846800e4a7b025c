package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.afterword.gateway.wire.SessionLimits;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However a client goes away, and at whatever point, the log has one line at most, without an address of the mail. */
@Timeout(120)
class GoingAwayTest {
    private static final String HEAD = new String(mail("Half"), StandardCharsets.ISO_8859_1);
    private static final String PROXY = "\r\n\r\n\0\r\nQUIT\n";

    @TempDir
    private Path folder;

    /** What a client does. */
    interface Departure {
        void by(RawPeer peer, TestGateway gateway) throws Exception;
    }

    static Stream<Named<Departure>> departures() {
        Map<String, Departure> all = new LinkedHashMap<>();
        all.put("at once", (peer, gateway) -> {});
        all.put("within a command", (peer, gateway) -> peer.say("EHLO mai"));
        all.put("after a command", (peer, gateway) -> peer.say("EHLO mail.example\r\n"));
        all.put("after bytes of no protocol", (peer, gateway) -> peer.say("\26\3\1\2\0\377\r\n"));
        all.put("after STARTTLS", (peer, gateway) -> peer.say("STARTTLS\r\n"));
        all.put("before the handshake", (peer, gateway) -> peer.beforeHandshake());
        all.put(
                "with text for a handshake",
                (peer, gateway) -> peer.beforeHandshake().say("EHLO x\r\n".repeat(9)));
        all.put(
                "within the handshake",
                (peer, gateway) ->
                        peer.beforeHandshake().sayBelow(new byte[] {0x16, 3, 1, 1, 0, 1, 0, 0, (byte) 0xfc, 3, 3}));
        all.put(
                "with a hello of noise",
                (peer, gateway) ->
                        peer.beforeHandshake().sayBelow(new byte[] {0x16, 3, 1, 0, 8, 1, 0, 0, 4, 9, 9, 9, 9}));
        all.put(
                "with an alert for a handshake",
                (peer, gateway) -> peer.beforeHandshake().sayBelow(new byte[] {0x15, 3, 1, 0, 2, 2, 40}));
        all.put("refusing our certificate", (peer, gateway) -> {
            SSLSocket tls = peer.beforeHandshake()
                    .tls(CertificateAuthority.create("Another").trustingTls());
            failing(tls::startHandshake);
        });
        all.put("asking for a server of a strange name", (peer, gateway) -> {
            SSLSocket tls = peer.beforeHandshake().tls(gateway.exchangeTls());
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setServerNames(List.of(
                    new SNIServerName(0, TestGateway.octets("anna@contoso.example\r\n\tat x\r\nforged line")) {}));
            tls.setSSLParameters(parameters);
            failing(tls::startHandshake);
        });
        for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
            all.put("in " + protocol, (peer, gateway) -> peer.secured(gateway, protocol));
            all.put(
                    "with noise in " + protocol,
                    (peer, gateway) -> peer.secured(gateway, protocol).sayBelow(new byte[] {
                        0x17, 3, 3, 0, 32, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32
                    }));
            all.put(
                    "within a command in " + protocol,
                    (peer, gateway) -> peer.secured(gateway, protocol).say("MAIL FROM:<anna@con"));
            all.put("within DATA in " + protocol, (peer, gateway) -> {
                peer.inTransaction(gateway, protocol).say("DATA\r\n").reply();
                peer.say(HEAD);
            });
            all.put("within DATA with noise in " + protocol, (peer, gateway) -> {
                peer.inTransaction(gateway, protocol).say("DATA\r\n").reply();
                peer.say(HEAD).sayBelow(TestGateway.octets("GET / HTTP/1.1\r\n\r\n"));
            });
            all.put(
                    "within BDAT in " + protocol,
                    (peer, gateway) -> peer.inTransaction(gateway, protocol).say("BDAT 100000 LAST\r\n" + HEAD));
            all.put(
                    "within BDAT with noise in " + protocol,
                    (peer, gateway) -> peer.inTransaction(gateway, protocol)
                            .say("BDAT 100000\r\n" + HEAD)
                            .sayBelow(TestGateway.octets("GET / HTTP/1.1\r\n\r\n")));
            all.put(
                    "between two chunks in " + protocol,
                    (peer, gateway) -> peer.inTransaction(gateway, protocol)
                            .say("BDAT 4\r\nX-A:")
                            .reply());
            all.put("before the answer to a mail in " + protocol, (peer, gateway) -> {
                peer.inTransaction(gateway, protocol).say("DATA\r\n").reply();
                peer.say("From: eve@evil.example\r\n\r\nHello\r\n.\r\nNOOP\r\n");
            });
        }
        return all.entrySet().stream().map(each -> Named.of(each.getKey(), each.getValue()));
    }

    @ParameterizedTest
    @MethodSource("departures")
    void leavesOneLineAtMostOfAClientThatCloses(Departure departure) throws Exception {
        assertThatItIsQuiet(departure, RawPeer::close);
    }

    @ParameterizedTest
    @MethodSource("departures")
    void leavesOneLineAtMostOfAClientThatResets(Departure departure) throws Exception {
        assertThatItIsQuiet(departure, RawPeer::reset);
    }

    @ParameterizedTest
    @MethodSource("departures")
    void leavesOneLineAtMostOfAClientThatStopsBelowTls(Departure departure) throws Exception {
        assertThatItIsQuiet(departure, peer -> peer.wire.close());
    }

    @ParameterizedTest
    @MethodSource("departures")
    void leavesOneLineAtMostOfAClientThatClosesOneHalf(Departure departure) throws Exception {
        assertThatItIsQuiet(departure, peer -> peer.wire.shutdownOutput());
    }

    @ParameterizedTest
    @MethodSource("departures")
    void leavesOneLineAtMostOfAClientThatSaysNoMore(Departure departure) throws Exception {
        assertThatItIsQuiet(departure, peer -> {});
    }

    static Stream<Named<String>> proxyHeaders() {
        return Stream.of(
                Named.of("nothing", ""),
                Named.of("another protocol", "EHLO mail.example\r\nNOOP\r\n"),
                Named.of("the first version", "PROXY TCP4 192.0.2.1 192.0.2.2 1 25\r\n"),
                Named.of("half a signature", PROXY.substring(0, 6)),
                Named.of("another version", PROXY + "1\21\0\14" + "x".repeat(12)),
                Named.of("another command", PROXY + "\"\21\0\14" + "x".repeat(12)),
                Named.of("too long", PROXY + "!\21\377\377" + "x".repeat(100)),
                Named.of("too short", PROXY + "!\21\0\4xxxx"),
                Named.of("cut off", PROXY + "!\21\0\14xxxx"),
                Named.of("another family", PROXY + "!\0\0\0"),
                Named.of("addresses and no more", PROXY + "!\21\0\14" + "x".repeat(12)));
    }

    @ParameterizedTest
    @MethodSource("proxyHeaders")
    void leavesOneLineAtMostOfALoadBalancerThatSendsNoHeader(String header) throws Exception {
        for (Ending ending : new Ending[] {RawPeer::close, RawPeer::reset, peer -> peer.wire.shutdownOutput()}) {
            try (RecordedLog log = new RecordedLog()) {
                try (TestGateway gateway = TestGateway.start(folder, GatewaySettings.PROXY_RANGES, "127.0.0.1")) {
                    go(gateway, (peer, any) -> peer.say(header), ending);
                }
                assertThatLogIsQuiet(log);
            }
        }
    }

    @Test
    void leavesOneLineOfALoadBalancerThatSaysNothing() throws Exception {
        try (RecordedLog log = new RecordedLog()) {
            try (TestGateway gateway =
                            TestGateway.start(folder, GoingAwayTest::brief, GatewaySettings.PROXY_RANGES, "127.0.0.1");
                    RawPeer peer = new RawPeer(gateway)) {
                assertThat(peer.say(PROXY).line()).startsWith("421 ");
            }
            assertThatLogIsQuiet(log);
        }
    }

    /** How a client ends. */
    interface Ending {
        void of(RawPeer peer) throws IOException;
    }

    private void assertThatItIsQuiet(Departure departure, Ending ending) throws Exception {
        try (RecordedLog log = new RecordedLog()) {
            try (TestGateway gateway = TestGateway.start(folder, GoingAwayTest::brief)) {
                go(gateway, departure, ending);
                assertThat(gateway.isEmpty()).isTrue();
            }
            assertThatLogIsQuiet(log);
        }
    }

    /** Closing the gateway waits for the threads of its sessions, and so for their last lines. */
    private static void go(TestGateway gateway, Departure departure, Ending ending) throws Exception {
        try (RawPeer peer = new RawPeer(gateway)) {
            departure.by(peer, gateway);
            ending.of(peer);
            awaitNoConnection(gateway);
        } catch (IOException closedAlready) {
            awaitNoConnection(gateway);
        }
    }

    private static void awaitNoConnection(TestGateway gateway) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest metrics = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + gateway.gateway.healthPort() + "/metrics"))
                    .build();
            while (!http.send(metrics, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("\nafterword_gateway_connections_open 0.0\n")) {
                Thread.onSpinWait();
            }
        }
    }

    private static void assertThatLogIsQuiet(RecordedLog log) {
        assertThat(log.ofSessions())
                .hasSizeLessThanOrEqualTo(1)
                .allSatisfy(record -> assertThat(record)
                        .doesNotContain("\n", "\r", "@", "Exception:")
                        .hasSizeLessThan(300));
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void failing(Action action) {
        try {
            action.run();
        } catch (IOException failed) {
            // As it should.
        }
    }

    /** So that a client that says no more is soon too slow. */
    private static SessionLimits brief(SessionLimits standard) {
        return new SessionLimits(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                standard.total(),
                Duration.ofSeconds(1),
                standard.minimumRate(),
                standard.errors());
    }
}
