package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.afterword.simulator.smtp.ServerReply;
import org.afterword.simulator.smtp.SmtpConversation;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.afterword.storage.worker.Heartbeat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BackPressureTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void takesNoMoreMailWhileNobodySignsAndTakesItAgainAfterwards() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder, GatewaySettings.MAX_QUEUE_SECONDS, "1");
                SmtpConversation smtp = gateway.inTransaction()) {
            Instant now = Instant.now();
            gateway.stores
                    .workers()
                    .beat(new Heartbeat("one", "1", now, now, Optional.of(now), Optional.of(now), Optional.empty()));
            smtp.data(mail("Hello\r\n"));
            assertThat(answerOtherThan(smtp, 250)).startsWith("451 4.3.2 ");

            List<Delivery> taken = gateway.stores.queue().receive(SigningQueue.NAME, 16, Duration.ofMinutes(1));
            gateway.stores.queue().delete(taken.getFirst());
            assertThat(answerOtherThan(smtp, 451)).startsWith("250 2.1.0 ");
        }
    }

    private static String answerOtherThan(SmtpConversation smtp, int code) throws Exception {
        while (true) {
            ServerReply reply = smtp.send("MAIL FROM:<anna@contoso.example>").reply();
            if (reply.code() != code) {
                return reply.lastLine();
            }
            smtp.send("RSET").expect("250 *");
            Thread.sleep(50);
        }
    }
}
