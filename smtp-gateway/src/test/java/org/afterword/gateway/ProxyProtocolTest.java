package org.afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.afterword.simulator.smtp.SmtpConversation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProxyProtocolTest {
    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

    @TempDir
    private Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        // One connection an address tells us which address the gateway sees.
        gateway = TestGateway.start(
                folder, GatewaySettings.PROXY_RANGES, "127.0.0.0/8", GatewaySettings.MAX_CONNECTIONS_PER_ADDRESS, "1");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void seesTheClientBehindTheLoadBalancer() throws IOException {
        try (SmtpConversation first = connect(proxied("192.0.2.1"));
                SmtpConversation second = connect(proxied("192.0.2.2"));
                SmtpConversation third = connect(proxied("2001:db8::1"));
                SmtpConversation again = connect(proxied("192.0.2.1"))) {
            first.expect("220 *");
            second.expect("220 *");
            third.expect("220 *");
            again.expect("421 4.7.0 Too many connections*");
        }
    }

    @Test
    void readsAHeaderThatComesInPieces() throws IOException {
        byte[] header = proxied("192.0.2.1");
        try (SmtpConversation smtp = SmtpConversation.connect(gateway.gateway.port())) {
            for (byte octet : header) {
                smtp.sendRaw(new byte[] {octet});
            }
            smtp.expect("220 *");
            smtp.send("EHLO mail.example").expect("250*");
        }
    }

    @Test
    void skipsExtensionsAndTheBalancersOwnChecks() throws IOException {
        byte[] addresses = Arrays.copyOf(addresses("192.0.2.1"), 12 + 900);
        try (SmtpConversation smtp = connect(header(0x21, 0x11, addresses));
                SmtpConversation check = connect(header(0x20, 0x00, new byte[0]))) {
            smtp.expect("220 *");
            check.expect("220 *");
        }
    }

    @Test
    void turnsAwayWhoLeavesItOut() throws IOException {
        for (byte[] wrong : new byte[][] {
            TestGateway.octets("EHLO mail.example\r\n"),
            header(0x11, 0x11, addresses("192.0.2.1")),
            header(0x21, 0x11, new byte[4]),
            header(0x21, 0x11, new byte[5000])
        }) {
            try (SmtpConversation smtp = connect(wrong)) {
                assertThat(smtp.reply().lastLine()).startsWith("421 4.7.0 No PROXY");
            }
        }
    }

    @Test
    void doesNotTrustOthers() throws IOException {
        try (TestGateway direct = TestGateway.start(folder, GatewaySettings.MAX_CONNECTIONS_PER_ADDRESS, "1");
                SmtpConversation smtp = SmtpConversation.connect(direct.gateway.port())) {
            // Of two that come together either may be the first.
            smtp.expect("220 *");
            try (SmtpConversation second = SmtpConversation.connect(direct.gateway.port())) {
                second.sendRaw(proxied("192.0.2.9")).expect("421 4.7.0 Too many connections*");
            }
        }
    }

    private SmtpConversation connect(byte[] header) throws IOException {
        return SmtpConversation.connect(gateway.gateway.port()).sendRaw(header);
    }

    private static byte[] proxied(String client) throws IOException {
        return header(0x21, client.contains(":") ? 0x21 : 0x11, addresses(client));
    }

    private static byte[] addresses(String client) throws IOException {
        byte[] source = InetAddress.getByName(client).getAddress();
        return ByteBuffer.allocate(2 * source.length + 4)
                .put(source)
                .put(source)
                .putShort((short) 54321)
                .putShort((short) 25)
                .array();
    }

    private static byte[] header(int versionAndCommand, int family, byte[] addresses) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(SIGNATURE);
        header.write(new byte[] {
            (byte) versionAndCommand, (byte) family, (byte) (addresses.length >> 8), (byte) addresses.length
        });
        header.write(addresses);
        return header.toByteArray();
    }
}
