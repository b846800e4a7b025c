package org.afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.afterword.simulator.smtp.LastingPort;
import org.afterword.simulator.smtp.SmtpConversation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mail server that nobody here wrote hands its mail to the gateway, over TLS with a client certificate. */
@Timeout(120)
class PostfixTest {
    @TempDir
    private Path folder;

    private TestGateway gateway;
    private Path home;
    private Process postfix;
    private int port;

    @BeforeAll
    static void needPostfix() {
        Tool.need("postfix", "postfix");
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root"),
                () -> "NOT RUN: only root can start Postfix, and this is " + System.getProperty("user.name"));
    }

    @BeforeEach
    void start() throws Exception {
        gateway = TestGateway.start(folder);
        gateway.exchange().writePem(gateway.folder, "client");
        home = Files.createTempDirectory("postfix");
        // Postfix runs as a user of its own, which must get here.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        port = LastingPort.find();
        configure();
        postfix = Tool.start(home.resolve("output.txt"), List.of("postfix", "-c", home.toString(), "start-fg"));
        awaitGreeting();
    }

    @AfterEach
    void stop() throws Exception {
        Tool.start(home.resolve("stop.txt"), List.of("postfix", "-c", home.toString(), "stop"))
                .waitFor();
        postfix.destroy();
        postfix.waitFor(20, TimeUnit.SECONDS);
        gateway.close();
        try (var files = Files.walk(home)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    @Test
    void delivers() throws Exception {
        byte[] mail = TestGateway.mail("Hello\r\n.hidden\r\n.\r\nEnd\r\n");
        try (SmtpConversation smtp = SmtpConversation.connect(port)) {
            smtp.expect("220 *");
            smtp.send("EHLO client.example").expect("250*");
            smtp.send("MAIL FROM:<anna@contoso.example> RET=HDRS ENVID=one").expect("250 *");
            smtp.send("RCPT TO:<ben@fabrikam.example> NOTIFY=NEVER").expect("250 *");
            smtp.send("RCPT TO:<carl@fabrikam.example>").expect("250 *");
            assertThat(smtp.data(mail).code()).isEqualTo(250);
        }
        while (gateway.jobs().isEmpty()) {
            assertThat(postfix.isAlive()).as("Postfix: %s", log()).isTrue();
            assertThat(log()).doesNotContain("status=deferred", "status=bounced");
            Thread.sleep(50);
        }
        String received = new String(gateway.onlyMail(), StandardCharsets.ISO_8859_1);
        assertThat(received).startsWith("Received: from client.example").endsWith(body(mail));
        assertThat(gateway.jobs().getFirst().envelope().recipients()).hasSize(2);
        assertThat(gateway.jobs().getFirst().envelope().parameters().get("ENVID"))
                .contains("one");
    }

    private static String body(byte[] mail) {
        String text = new String(mail, StandardCharsets.ISO_8859_1);
        return text.substring(text.indexOf("\r\n\r\n"));
    }

    private void configure() throws IOException {
        Files.writeString(home.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                maillog_file_prefixes = %1$s
                maillog_file = %1$s/mail.log
                myhostname = postfix.contoso.example
                mydestination =
                alias_maps =
                alias_database =
                local_recipient_maps =
                mynetworks = 127.0.0.0/8
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                smtpd_relay_restrictions = permit_mynetworks, reject
                relayhost = [127.0.0.1]:%2$d
                smtp_tls_security_level = encrypt
                smtp_tls_cert_file = %3$s/client.pem
                smtp_tls_key_file = %3$s/client.key
                smtp_host_lookup = native
                """.formatted(home, gateway.gateway.port(), gateway.folder));
        Files.writeString(home.resolve("master.cf"), """
                127.0.0.1:%d inet n - n - - smtpd
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                tlsmgr unix - - n 1000? 1 tlsmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                proxymap unix - - n - - proxymap
                smtp unix - - n - - smtp
                error unix - - n - - error
                retry unix - - n - - error
                anvil unix - - n - 1 anvil
                scache unix - - n - 1 scache
                postlog unix-dgram n - n - 1 postlogd
                """.formatted(port));
        Files.createDirectory(home.resolve("queue"));
        Path data = Files.createDirectory(home.resolve("data"));
        Files.setOwner(
                data, home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
    }

    private void awaitGreeting() throws Exception {
        while (true) {
            try (SmtpConversation smtp = SmtpConversation.connect(port)) {
                smtp.expect("220 *");
                return;
            } catch (IOException notYet) {
                assertThat(postfix.isAlive()).as("Postfix: %s", log()).isTrue();
                Thread.sleep(50);
            }
        }
    }

    private String log() throws IOException {
        Path log = home.resolve("mail.log");
        return Tool.text(home.resolve("output.txt")) + (Files.exists(log) ? Tool.text(log) : "");
    }
}
