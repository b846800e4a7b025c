package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.mail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.afterword.gateway.wire.SessionLimits;
import org.afterword.simulator.smtp.ServerReply;
import org.afterword.simulator.smtp.SmtpConversation;
import org.afterword.storage.mail.SigningJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody keeps the door to himself. The limits are small here, so that the tests are short. */
@Timeout(60)
class LimitsTest {
    @TempDir
    private Path folder;

    @Test
    void endsASessionThatTricklesACommand() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder, LimitsTest::hasty);
                SmtpConversation smtp = gateway.secured()) {
            assertThat(trickle(smtp, "EHLO")).startsWith("421 4.4.2 ");
            smtp.expectClosed();
        }
    }

    @Test
    void endsASessionThatTricklesAMessage() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder, LimitsTest::hasty);
                SmtpConversation smtp = gateway.inTransaction()) {
            smtp.send("DATA").expect("354 *");
            assertThat(trickle(smtp, "a\r\n")).startsWith("421 4.4.2 ");
            smtp.expectClosed();
            assertThat(gateway.isEmpty()).isTrue();
        }
    }

    @Test
    void endsASessionThatTricklesAChunk() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder, LimitsTest::hasty);
                SmtpConversation smtp = gateway.inTransaction()) {
            smtp.send("BDAT 60000 LAST");
            assertThat(trickle(smtp, "a\r\n")).startsWith("421 4.4.2 ");
            smtp.expectClosed();
            assertThat(gateway.isEmpty()).isTrue();
        }
    }

    @Test
    void endsASessionThatSaysNothing() throws IOException {
        try (TestGateway gateway = TestGateway.start(folder, LimitsTest::hasty);
                SmtpConversation smtp = gateway.connect()) {
            smtp.expect("421 4.4.2 *");
            smtp.expectClosed();
        }
    }

    @Test
    void endsASessionThatStopsWithinTheHandshake() throws IOException {
        UnaryOperator<SessionLimits> brief = standard -> new SessionLimits(
                standard.idle(),
                standard.unauthenticated(),
                Duration.ofMillis(500),
                standard.total(),
                standard.grace(),
                standard.minimumRate(),
                standard.errors());
        try (TestGateway gateway = TestGateway.start(folder, brief);
                SmtpConversation smtp = gateway.connect()) {
            smtp.send("STARTTLS").expect("220 *");
            // The head of a TLS record, of which no more comes.
            smtp.sendRaw(new byte[] {0x16, 0x03, 0x01, 0x01, 0x00, 0x01});
            assertThatThrownBy(smtp::reply).isInstanceOf(IOException.class);
        }
    }

    @Test
    void givesUnauthenticatedClientsLessTime() throws Exception {
        UnaryOperator<SessionLimits> wary = standard -> new SessionLimits(
                standard.idle(),
                Duration.ofSeconds(3),
                standard.handshake(),
                standard.total(),
                standard.grace(),
                1,
                20);
        try (TestGateway gateway = TestGateway.start(folder, wary);
                SmtpConversation known = gateway.secured();
                SmtpConversation unauthenticated = gateway.connect();
                SmtpConversation other = gateway.connect()) {
            other.startTls(gateway.authority.trustingTls());
            unauthenticated.expect("421 4.4.2 *");
            other.expect("421 4.4.2 *");
            known.send("NOOP").expect("250 *");
        }
    }

    @Test
    void hangsUpOnAMessageWithoutEnd() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder, GatewaySettings.MAX_MESSAGE_BYTES, "65536");
                SmtpConversation smtp = gateway.inTransaction()) {
            smtp.send("DATA").expect("354 *");
            Thread endless = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        smtp.sendRaw("and so on\r\n".repeat(100));
                    }
                } catch (IOException closed) {
                    // That is what is wanted.
                }
            });
            smtp.expect("552 5.3.4 *");
            endless.join();
            assertThat(gateway.isEmpty()).isTrue();
        }
    }

    @Test
    void endsASessionThatLastsTooLong() throws Exception {
        UnaryOperator<SessionLimits> brief = standard -> new SessionLimits(
                standard.idle(),
                standard.unauthenticated(),
                standard.handshake(),
                Duration.ofSeconds(4),
                standard.grace(),
                1,
                20);
        try (TestGateway gateway = TestGateway.start(folder, brief);
                SmtpConversation smtp = gateway.secured()) {
            String last = "250";
            while (last.startsWith("250")) {
                last = smtp.send("NOOP").reply().lastLine();
                Thread.sleep(50);
            }
            assertThat(last).startsWith("421 4.4.2 ");
            smtp.expectClosed();
        }
    }

    @Test
    void endsASessionOfNothingButErrors() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder);
                SmtpConversation smtp = gateway.secured()) {
            Thread flood = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 1000; i++) {
                        smtp.sendRaw("XYZZY\r\n".repeat(100));
                    }
                } catch (IOException closed) {
                    // That is what is wanted.
                }
            });
            int replies = 0;
            ServerReply reply;
            do {
                reply = smtp.reply();
                replies++;
            } while (reply.code() == 500);
            assertThat(reply.lastLine()).isEqualTo("421 4.7.0 Too many errors");
            assertThat(replies).isEqualTo(21);
            flood.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "RSET", "VRFY ben", "EHLO mail.example"})
    void endsASessionOfCommandsThatMoveNoMail(String command) throws IOException {
        try (TestGateway gateway = TestGateway.start(folder);
                SmtpConversation smtp = gateway.secured()) {
            int replies = 0;
            ServerReply reply;
            do {
                reply = smtp.send(command).reply();
                replies++;
            } while (reply.isPositive());
            assertThat(reply.lastLine()).startsWith("421 4.7.0 Too many commands");
            assertThat(replies).isBetween(90, 101);
            smtp.expectClosed();
        }
    }

    @Test
    void countsCommandsAnewAfterEachMail() throws IOException {
        try (TestGateway gateway = TestGateway.start(folder);
                SmtpConversation smtp = gateway.secured()) {
            for (int mail = 0; mail < 5; mail++) {
                for (int i = 0; i < 60; i++) {
                    smtp.send("RSET").expect("250 *");
                }
                TestGateway.begin(smtp);
                assertThat(smtp.data(mail("Hello\r\n")).code()).isEqualTo(250);
            }
        }
    }

    @Test
    void answersTheFirstHundredRecipientsAndAsksForTheRestLater() throws IOException {
        try (TestGateway gateway = TestGateway.start(folder);
                SmtpConversation smtp = gateway.inTransaction()) {
            for (int i = 1; i < 100; i++) {
                smtp.send("RCPT TO:<user" + i + "@fabrikam.example>").expect("250 2.1.5 *");
            }
            for (int i = 0; i < 100; i++) {
                smtp.send("RCPT TO:<late" + i + "@fabrikam.example>").expect("452 4.5.3 *");
            }
            assertThat(smtp.data(mail("Hello\r\n")).code()).isEqualTo(250);
            assertThat(gateway.jobs().getFirst().envelope().recipients()).hasSize(100);
        }
    }

    @Test
    void keepsJobsSmallEnoughForTheQueue() throws IOException {
        String original = "ORCPT=rfc822;" + "x".repeat(700);
        try (TestGateway gateway = TestGateway.start(folder);
                SmtpConversation smtp = gateway.inTransaction()) {
            ServerReply reply;
            int accepted = 0;
            do {
                reply = smtp.send("RCPT TO:<user" + accepted + "@fabrikam.example> " + original)
                        .reply();
                accepted++;
            } while (reply.isPositive());
            assertThat(reply.lastLine()).startsWith("452 4.5.3 ");
            assertThat(accepted).isBetween(40, 99);
            assertThat(smtp.data(mail("Hello\r\n")).code()).isEqualTo(250);
            assertThat(gateway.jobs().getFirst().toJson().length())
                    .isBetween(SigningJob.MAX_JSON_BYTES - 2000, SigningJob.MAX_JSON_BYTES);
        }
    }

    @Test
    void turnsAwayTooManyConnections() throws IOException {
        try (TestGateway gateway = TestGateway.start(folder, GatewaySettings.MAX_CONNECTIONS, "2");
                SmtpConversation first = gateway.connect();
                SmtpConversation second = gateway.connect();
                SmtpConversation third = SmtpConversation.connect(gateway.gateway.port())) {
            third.expect("421 4.7.0 *");
            third.expectClosed();
            first.send("NOOP").expect("250 *");
            second.send("NOOP").expect("250 *");
        }
    }

    @Test
    void turnsAwayTooManyConnectionsOfOneAddress() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder, GatewaySettings.MAX_CONNECTIONS_PER_ADDRESS, "1")) {
            SmtpConversation first = gateway.connect();
            try (SmtpConversation second = SmtpConversation.connect(gateway.gateway.port())) {
                second.expect("421 4.7.0 *");
            }
            first.send("QUIT").expect("221 *");
            first.close();
            // The place is free as soon as the session has ended, which it does by itself.
            ServerReply reply;
            do {
                try (SmtpConversation next = SmtpConversation.connect(gateway.gateway.port())) {
                    reply = next.reply();
                }
            } while (reply.code() == 421);
            assertThat(reply.code()).isEqualTo(220);
        }
    }

    @Test
    void asksATenantWithTooManyOpenMailsToWait() throws IOException {
        byte[] mail = mail("Hello\r\n");
        try (TestGateway gateway = TestGateway.start(folder, GatewaySettings.MAX_MAILS_PER_TENANT, "1");
                SmtpConversation first = gateway.inTransaction();
                SmtpConversation second = gateway.inTransaction()) {
            assertThat(first.bdat(mail, false).code()).isEqualTo(250);
            assertThat(second.data(mail).lastLine()).startsWith("451 4.3.2 ");
            first.send("BDAT 0 LAST").expect("250 *");
            // The place is free a moment after the first mail's answer, not before it.
            ServerReply reply;
            do {
                TestGateway.begin(second);
                reply = second.data(mail);
            } while (reply.code() == 451);
            assertThat(reply.code()).isEqualTo(250);
            assertThat(gateway.jobs()).hasSize(2);
        }
    }

    /** Long enough for an honest client on a busy machine. */
    private static SessionLimits hasty(SessionLimits standard) {
        return new SessionLimits(
                Duration.ofSeconds(2),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(50),
                Duration.ofSeconds(1),
                1024,
                standard.errors());
    }

    /** Sends text octet by octet, slowly, until an answer comes. */
    private static String trickle(SmtpConversation smtp, String text) throws Exception {
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < 10_000; i++) {
                    smtp.sendRaw(text.substring(i % text.length(), i % text.length() + 1));
                    Thread.sleep(100);
                }
            } catch (IOException | InterruptedException ended) {
                // The gateway has closed the connection.
            }
        });
        String reply = smtp.reply().lastLine();
        sender.interrupt();
        sender.join();
        return reply;
    }
}
