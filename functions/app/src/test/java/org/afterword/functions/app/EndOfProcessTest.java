package org.afterword.functions.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.afterword.engine.message.Envelope;
import org.afterword.functions.mail.returning.ScriptedServer;
import org.afterword.functions.mail.signing.SigningWorker;
import org.afterword.functions.mail.signing.TestStamp;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate.PemFiles;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.Stores;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.afterword.storage.open.OpenStores;
import org.afterword.storage.tenant.Tenant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ends a process that returns a mail, by SIGTERM, as the host does; then looks at what it has left. */
@Timeout(180)
class EndOfProcessTest {
    private static final String ONE_BEFORE =
            "besides the one that the store queues when it is opened, which nobody takes here";
    private static final String BEN = "ben@fabrikam.example";
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("All");

    @TempDir
    private Path folder;

    private final CompletableFuture<Process> process = new CompletableFuture<>();
    private ScriptedServer server;
    private SigningJob job;

    /** A process with the app as the host has it, that returns the mail of one job. */
    static final class OneMail {
        private OneMail() {}

        public static void main(String[] arguments) throws IOException {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("ends")));
            if (FunctionApp.awaited(FunctionApp::worker)
                    instanceof AppStart.Ready<SigningWorker>(SigningWorker there)) {
                there.work(SigningJob.parse(arguments[0]), false);
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer(
                AUTHORITY.issue(CertificateRequest.server("localhost")).tlsTrusting(AUTHORITY));
        try (OpenStores open = open()) {
            Stores stores = open.stores();
            stores.tenants()
                    .put(new Tenant(
                            TestStamp.CONTOSO,
                            "Contoso",
                            Tenant.State.CONNECTED,
                            Set.of("contoso.example"),
                            "",
                            server.endpoint()));
            Instant now = Instant.now();
            UUID id = SigningJob.newId(now);
            job = new SigningJob(
                    id,
                    TestStamp.CONTOSO,
                    SpoolName.of(TestStamp.CONTOSO, now, id),
                    now,
                    1,
                    Envelope.of("anna@contoso.example", List.of(BEN)),
                    Optional.empty());
            try (MailSpool.Incoming incoming = stores.spool().receive(job.spoolName())) {
                incoming.write(TestStamp.MAIL.getBytes(ISO_8859_1));
                incoming.commit(job);
            }
        }
    }

    @AfterEach
    void stop() throws IOException {
        process.join().destroyForcibly();
        server.close();
    }

    private OpenStores open() throws IOException {
        return OpenStores.open(new StoreSettings.Folder(folder.resolve("store")));
    }

    private void work() throws IOException {
        PemFiles ours = AUTHORITY
                .issue(CertificateRequest.client("stamp.afterword.example"))
                .writePem(folder, "ours");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneMail.class.getName(),
                        job.toJson())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("AFTERWORD_STORE", "folder:" + folder.resolve("store"));
        builder.environment().put("AFTERWORD_HOST_NAME", "stamp.afterword.example");
        builder.environment()
                .put("AFTERWORD_RETURN_CERTIFICATE", ours.certificate().toString());
        builder.environment().put("AFTERWORD_RETURN_KEY", ours.key().toString());
        builder.environment()
                .put(
                        "AFTERWORD_RETURN_AUTHORITIES",
                        AUTHORITY.writePem(folder.resolve("authority.pem")).toString());
        builder.environment().put("AFTERWORD_TRACE_KEY", "MDEyMzQ1Njc4OWFiY2RlZg==");
        process.complete(builder.start());
    }

    /** Tells the process to end, and answers when its hooks run. */
    private void end() {
        process.join().toHandle().destroy();
        BufferedReader output = process.join().inputReader();
        try {
            String line = output.readLine();
            while (line != null && !line.equals("ends")) {
                line = output.readLine();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Test
    void aMailPastItsFinalDotIsReturnedOnce() throws Exception {
        server.beforeAnswerToData(this::end);
        work();
        process.join().waitFor();
        assertThat(server.accepted()).containsExactly(BEN);
        try (OpenStores open = open()) {
            assertThat(open.stores().spool().lease(job.spoolName())).isInstanceOf(MailSpool.Gone.class);
            assertThat(open.queues().length(SigningQueue.NAME)).as(ONE_BEFORE).isEqualTo(1);
        }
    }

    @Test
    void oneThatIsNotIsLeftToOthersAsTheSameAttempt() throws Exception {
        server.misbehave("RCPT", (out, usual) -> {
            end();
            try {
                process.join().waitFor();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("too late");
        });
        work();
        process.join().waitFor();
        assertThat(server.accepted()).isEmpty();
        try (OpenStores open = open()) {
            assertThat(open.queues().length(SigningQueue.NAME)).as(ONE_BEFORE).isEqualTo(2);
            List<Delivery> queued = new ArrayList<>();
            while (queued.size() < 2) {
                queued.addAll(open.queues().receive(SigningQueue.NAME, 2, Duration.ofMinutes(1)));
            }
            assertThat(queued)
                    .extracting(delivery -> SigningJob.parse(delivery.body()))
                    .containsExactly(job, job);
            assertThat(open.stores().spool().lease(job.spoolName())).isInstanceOf(MailSpool.Leased.class);
        }
    }
}
