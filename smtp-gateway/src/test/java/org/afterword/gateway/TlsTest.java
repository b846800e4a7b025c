package org.afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.afterword.simulator.smtp.SmtpConversation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256",
        "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
    })
    void speaksModernTls(String protocol, String cipherSuite) throws IOException {
        try (TestGateway gateway = TestGateway.start(folder);
                SSLSocket socket = afterStartTls(gateway)) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {cipherSuite});
            socket.startHandshake();
            assertThat(socket.getSession().getCipherSuite()).isEqualTo(cipherSuite);
        }
    }

    @Test
    void refusesCiphersWithoutAuthenticatedEncryption() throws IOException {
        try (TestGateway gateway = TestGateway.start(folder);
                SSLSocket socket = afterStartTls(gateway)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @Test
    void holdsHundredsOfIdleConnectionsOnFewThreads() throws IOException {
        List<SmtpConversation> idle = new ArrayList<>();
        try (TestGateway gateway = TestGateway.start(folder, GatewaySettings.MAX_CONNECTIONS_PER_ADDRESS, "1000")) {
            int before = ManagementFactory.getThreadMXBean().getThreadCount();
            for (int i = 0; i < 600; i++) {
                idle.add(gateway.connect());
            }
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(before + 50);
            try (SmtpConversation smtp = gateway.inTransaction()) {
                assertThat(smtp.data(TestGateway.mail("Hello\r\n")).code()).isEqualTo(250);
            }
            for (SmtpConversation connection : idle) {
                connection.close();
            }
        }
    }

    /** The platform reads its property with the first handshake, which may have been another's; so both are tried. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesASecondHandshake(boolean resumed) throws IOException {
        try (TestGateway gateway = TestGateway.start(folder);
                SSLSocket socket = afterStartTls(gateway)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            if (!resumed) {
                socket.getSession().invalidate();
            }
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        for (int i = 0; i < 1000; i++) {
                            socket.getOutputStream().write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
                            if (socket.getInputStream().read() < 0) {
                                throw new EOFException("the gateway has closed");
                            }
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    /** A client's socket at the point where the handshake begins. */
    private static SSLSocket afterStartTls(TestGateway gateway) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.gateway.port());
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        assertThat(in.readLine()).startsWith("220 ");
        socket.getOutputStream().write("STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(in.readLine()).startsWith("220 ");
        return (SSLSocket) gateway.exchangeTls()
                .getSocketFactory()
                .createSocket(socket, "smtp.stamp.example", gateway.gateway.port(), true);
    }
}
