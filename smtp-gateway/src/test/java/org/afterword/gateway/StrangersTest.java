package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.afterword.simulator.smtp.SmtpConversation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Strangers do not keep known clients from the door, however many connections they hold and however slowly they speak. */
@Timeout(120)
class StrangersTest {
    @TempDir
    private Path folder;

    private final List<RawPeer> strangers = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (RawPeer stranger : strangers) {
            stranger.close();
        }
    }

    @Test
    void sixAddressesHoldAFewPlacesAndAKnownClientGetsInAtOnce() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder)) {
            int held = 0;
            for (int i = 0; i < 6 * 60; i++) {
                held += holdsAPlace(gateway, "127.0.0." + (2 + i % 6)) ? 1 : 0;
            }
            assertThat(held).isEqualTo(6 * 10);
            try (SmtpConversation smtp = gateway.inTransaction()) {
                assertThat(smtp.data(mail("Hello\r\n")).code()).isEqualTo(250);
            }
        }
    }

    @Test
    void manyAddressesHoldHalfAndGiveWayToAKnownClient() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder, GatewaySettings.MAX_CONNECTIONS, "12")) {
            int held = 0;
            for (int i = 0; i < 30; i++) {
                held += holdsAPlace(gateway, "127.0.0." + (2 + i)) ? 1 : 0;
            }
            assertThat(held).isEqualTo(6);
            // One says nothing, one drips, one has begun TLS, one has said EHLO.
            strangers.get(1).say("E");
            strangers.get(2).say("STARTTLS\r\n").reply();
            strangers.get(3).say("EHLO mail.example\r\n").reply();
            List<SmtpConversation> known = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                known.add(gateway.connect());
            }
            for (RawPeer stranger : strangers.subList(0, 6)) {
                assertThat(isCut(stranger)).isTrue();
            }
            try (SmtpConversation late = SmtpConversation.connect(gateway.gateway.port())) {
                late.expect("421 4.7.0 *");
            }
            for (SmtpConversation each : known) {
                each.send("NOOP").expect("250 *");
                each.close();
            }
        }
    }

    @Test
    void aClientThatHasShownItsCertificateIsNoStranger() throws Exception {
        try (TestGateway gateway = TestGateway.start(
                folder, GatewaySettings.MAX_CONNECTIONS, "4", GatewaySettings.CLIENT_RANGES, "192.0.2.0/24")) {
            try (SmtpConversation first = gateway.inTransaction()) {
                for (int i = 0; i < 10; i++) {
                    holdsAPlace(gateway, "127.0.0." + (2 + i));
                }
                assertThat(first.data(mail("Hello\r\n")).code()).isEqualTo(250);
                try (SmtpConversation second = gateway.inTransaction();
                        SmtpConversation third = gateway.inTransaction()) {
                    assertThat(second.data(mail("Hello\r\n")).code()).isEqualTo(250);
                    assertThat(third.data(mail("Hello\r\n")).code()).isEqualTo(250);
                }
            }
        }
    }

    private boolean holdsAPlace(TestGateway gateway, String from) throws IOException {
        RawPeer stranger = new RawPeer(gateway.gateway.port(), from);
        strangers.add(stranger);
        return stranger.reply().startsWith("220 ");
    }

    private static boolean isCut(RawPeer stranger) throws IOException {
        try {
            return stranger.wire.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }
}
