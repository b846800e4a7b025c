package org.afterword.functions.mail.returning;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.simulator.smtp.LastingPort;
import org.afterword.storage.tenant.SmtpEndpoint;

/** A Postfix of our own on loopback, which demands TLS and a client certificate, and puts all mail for one domain in a folder. */
final class Postfix implements AutoCloseable {
    private static final String SERVICES = """
            127.0.0.1:PORT inet n - n - - smtpd
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            error unix - - n - - error
            retry unix - - n - - error
            virtual unix - n n - - virtual
            proxymap unix - - n - - proxymap
            anvil unix - - n - 1 anvil
            postlog unix-dgram n - n - 1 postlogd
            """;

    private final Path folder;
    private final int port;

    private Postfix(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Skips the test, and says why, where Postfix is not to be had. */
    static void assumeInstalled() {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/postfix")),
                "Postfix is missing: apt-get install postfix, and this test takes part");
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "Postfix starts as root only: run this test as root, and it takes part");
    }

    /**
     * Starts Postfix.
     *
     * @param authority PEM of the authority whose client certificates it takes
     */
    static Postfix start(Path folder, IssuedCertificate identity, String authority, String domain)
            throws IOException, InterruptedException {
        int port = LastingPort.find();
        for (Path part = folder; part != null && !part.equals(Path.of("/tmp")); part = part.getParent()) {
            if (part.startsWith("/tmp")) {
                Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        Path configuration = Files.createDirectory(folder.resolve("etc"));
        Path data = Files.createDirectory(folder.resolve("data"));
        Path mail = Files.createDirectory(folder.resolve("mail"));
        var owner = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix");
        Files.setOwner(data, owner);
        Files.setOwner(mail, owner);
        Files.createDirectory(folder.resolve("queue"));
        IssuedCertificate.PemFiles pem = identity.writePem(configuration, "server");
        Files.writeString(configuration.resolve("authority.pem"), authority);
        int uid = (int) Files.getAttribute(mail, "unix:uid");
        Files.writeString(
                configuration.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                meta_directory = /etc/postfix
                maillog_file = %1$s/queue/log
                maillog_file_prefixes = %1$s
                myhostname = localhost
                mydestination =
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                smtpd_tls_security_level = encrypt
                smtpd_tls_req_ccert = yes
                smtpd_tls_ask_ccert = yes
                smtpd_tls_CAfile = %1$s/etc/authority.pem
                smtpd_tls_chain_files = %2$s, %3$s
                smtpd_tls_received_header = yes
                virtual_mailbox_domains = %4$s
                virtual_mailbox_base = %1$s/mail
                virtual_mailbox_maps = static:all/
                virtual_uid_maps = static:%5$d
                virtual_gid_maps = static:%5$d
                virtual_minimum_uid = 1
                local_recipient_maps =
                mynetworks =
                smtpd_relay_restrictions = reject_unauth_destination
                smtputf8_enable = no
                """.formatted(folder, pem.key(), pem.certificate(), domain, uid));
        Files.writeString(configuration.resolve("master.cf"), SERVICES.replace("PORT", Integer.toString(port)));
        Postfix postfix = new Postfix(folder, port);
        postfix.command("start");
        return postfix;
    }

    SmtpEndpoint endpoint() {
        return new SmtpEndpoint("localhost", port);
    }

    /** The mail in the folder, when there are so many; waits for them for a while. */
    List<String> delivered(int count) throws IOException, InterruptedException {
        Path box = folder.resolve("mail/all/new");
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            List<Path> files = List.of();
            if (Files.isDirectory(box)) {
                try (Stream<Path> found = Files.list(box)) {
                    files = found.toList();
                }
            }
            if (files.size() >= count || System.nanoTime() > end) {
                List<String> mails = new ArrayList<>();
                for (Path file : files) {
                    mails.add(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
                return mails;
            }
            Thread.sleep(50);
        }
    }

    private void command(String verb) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "/usr/sbin/postfix", "-c", folder.resolve("etc").toString(), verb)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("command.log").toFile())
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(
                    "postfix " + verb + " failed: " + Files.readString(folder.resolve("command.log")) + log());
        }
    }

    private String log() throws IOException {
        Path log = folder.resolve("queue/log");
        if (!Files.exists(log)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(log)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            command("stop");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
