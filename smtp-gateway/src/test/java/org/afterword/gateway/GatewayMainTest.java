package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.CODE;
import static org.afterword.gateway.TestGateway.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.smtp.SmtpConversation;
import org.afterword.storage.embedded.EmbeddedStores;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as operators run it: a process of its own, over stores that outlive it. */
@Timeout(120)
class GatewayMainTest {
    private static final Pattern PORT = Pattern.compile("taking mail as \\S+ on \\S+:(\\d+)");

    @TempDir
    private Path folder;

    @Test
    void endsTheMailThatIsComingInWhenItIsToldToStop() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create("Test authority");
        authority.writePem(folder.resolve("authority.pem"));
        authority.issue(CertificateRequest.server("smtp.stamp.example")).writePem(folder, "server");
        Path store = folder.resolve("store");
        try (EmbeddedStores stores = EmbeddedStores.open(store)) {
            stores.stores()
                    .tenants()
                    .put(new Tenant(
                            TestGateway.TENANT,
                            "Contoso",
                            Tenant.State.CONNECTED,
                            Set.of("contoso.example"),
                            CODE.hash(),
                            new SmtpEndpoint("localhost", 25)));
        }
        Path output = folder.resolve("output.txt");
        Process process = start(output);
        try (SmtpConversation smtp = SmtpConversation.connect(port(process, output))) {
            smtp.expect("220 smtp.stamp.example ESMTP Afterword");
            smtp.startTls(authority
                    .issue(CertificateRequest.server(TestGateway.CLIENT_NAME))
                    .tlsTrusting(authority));
            smtp.send("EHLO mail.example").expect("250*");
            TestGateway.begin(smtp);
            smtp.send("DATA").expect("354 *");

            process.destroy();
            assertThat(process.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
            smtp.sendRaw(mail("Hello\r\n")).sendRaw(".\r\n").expect("250 2.0.0 Queued*");
            smtp.expect("421 4.3.2 *");
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(Tool.text(output)).contains(": draining: 1 mails are coming in", ": drained");
        try (EmbeddedStores stores = EmbeddedStores.open(store)) {
            List<Delivery> queued = stores.queues().receive(SigningQueue.NAME, 16, Duration.ofMinutes(1));
            assertThat(queued).hasSize(1);
        }
    }

    private Process start(Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayMain.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(TestGateway.environment(folder));
        return builder.start();
    }

    private static int port(Process process, Path output) throws IOException, InterruptedException {
        while (true) {
            Matcher matcher = PORT.matcher(Tool.text(output));
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
            assertThat(process.isAlive())
                    .as("the gateway said: %s", Tool.text(output))
                    .isTrue();
            Thread.sleep(50);
        }
    }
}
