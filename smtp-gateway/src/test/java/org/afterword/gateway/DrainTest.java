package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.mail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.afterword.simulator.smtp.SmtpConversation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DrainTest {
    @TempDir
    private Path folder;

    @Test
    void endsTheMailThatIsComingInAndTakesNoOther() throws Exception {
        byte[] mail = mail("Hello\r\n");
        try (TestGateway gateway = TestGateway.start(folder);
                SmtpConversation busy = gateway.inTransaction();
                SmtpConversation idle = gateway.secured();
                SmtpConversation late = gateway.secured()) {
            busy.send("DATA").expect("354 *");
            busy.sendRaw(mail);
            Future<Boolean> drained = drain(gateway);
            awaitClosedPort(gateway);

            late.send("MAIL FROM:<anna@contoso.example>").expect("421 4.3.2 *");
            late.expectClosed();
            assertThat(drained.isDone()).isFalse();
            busy.sendRaw(".\r\n").expect("250 2.0.0 Queued*");

            assertThat(drained.get()).isTrue();
            idle.expect("421 4.3.2 *");
            idle.expectClosed();
            busy.expect("421 4.3.2 *");
            busy.expectClosed();
            assertThat(gateway.onlyMail()).isEqualTo(mail);
        }
    }

    @Test
    void waitsForASlowSpool() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder);
                SmtpConversation smtp = gateway.inTransaction()) {
            gateway.stores.spool().delayCommits(java.time.Duration.ofMillis(500));
            smtp.send("DATA").expect("354 *");
            smtp.sendRaw(mail("Hello\r\n")).sendRaw(".\r\n");
            assertThat(gateway.gateway.drain()).isTrue();
            gateway.close();
            smtp.expect("250 2.0.0 Queued*");
            assertThat(gateway.jobs()).hasSize(1);
        }
    }

    @Test
    void doesNotWaitForEver() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder, GatewaySettings.DRAIN_SECONDS, "0");
                SmtpConversation smtp = gateway.inTransaction()) {
            smtp.send("DATA").expect("354 *");
            assertThat(gateway.gateway.drain()).isFalse();
            gateway.close();
            // It may hear 421 or nothing at all, but not that its mail was taken.
            assertThatThrownBy(() -> smtp.expect("250*")).isInstanceOf(IOException.class);
            assertThat(gateway.isEmpty()).isTrue();
        }
    }

    private static Future<Boolean> drain(TestGateway gateway) {
        CompletableFuture<Boolean> drained = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                drained.complete(gateway.gateway.drain());
            } catch (InterruptedException | RuntimeException failed) {
                drained.completeExceptionally(failed);
            }
        });
        return drained;
    }

    private static void awaitClosedPort(TestGateway gateway) throws IOException {
        while (true) {
            try (SmtpConversation tried = SmtpConversation.connect(gateway.gateway.port())) {
                Thread.onSpinWait();
            } catch (ConnectException closed) {
                return;
            } catch (IOException cutWhileItWasAccepted) {
                Thread.onSpinWait();
            }
        }
    }
}
