package org.afterword.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.afterword.simulator.exchange.ExchangeTenant;
import org.afterword.simulator.inbound.Fault;
import org.afterword.simulator.outbound.Submission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stamp whose store lies on a disk of its own, which something else fills, and which is mounted read-only. Only root can
 * mount a disk.
 */
@Timeout(300)
class FullDiskTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final String FROM = ConnectedTenant.FROM;
    private static final String TO = ConnectedTenant.TO;
    private static final int MEGABYTE = 1 << 20;
    private static final int HELD = 60;

    @TempDir
    Path folder;

    private Path disk;
    private ConnectedTenant tenant;
    private ExchangeTenant exchange;
    private final List<Submission> submissions = new ArrayList<>();

    @BeforeEach
    void prepare() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "a disk can be mounted");
        disk = Files.createDirectory(folder.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", disk.toString());
        tenant = ConnectedTenant.prepare(
                folder,
                Map.of("AFTERWORD_STORE", "folder:" + disk.resolve("store")),
                sends -> sends.withConnections(4).withRetries(Duration.ofMillis(200), Duration.ofHours(24)));
        exchange = tenant.exchange();
    }

    @AfterEach
    void end() throws Exception {
        if (tenant != null) {
            tenant.close();
            // Lazily: SQLite's library lies there too, and this process has loaded it.
            run("umount", "--lazy", disk.toString());
        }
    }

    @Test
    void takesNothingMoreAndReturnsAllThatItHas() throws Exception {
        Path filler = disk.resolve("filler");
        try (StampProcess stamp = StampProcess.begin(tenant.settings())) {
            stamp.awaitReady();
            holdMail();
            fill(filler);

            Submission putOff = submitUntilPutOff();
            exchange.inbound().heal();
            for (Submission held : submissions.subList(0, submissions.size() - 1)) {
                exchange.awaitReturn(held, TIMEOUT);
            }
            assertThat(putOff.state(TO)).isEqualTo(Submission.State.QUEUED);

            Files.delete(filler);
            exchange.awaitReturn(putOff, TIMEOUT);
            stamp.stop();
        }
        checkLedger();
    }

    @Test
    void doesNotStartOnADiskThatCannotBeWrittenAndLosesNothing() throws Exception {
        try (StampProcess stamp = StampProcess.begin(tenant.settings())) {
            stamp.awaitReady();
            holdMail();
            stamp.kill();
        }
        exchange.inbound().heal();
        run("mount", "-o", "remount,ro", disk.toString());
        try (StampProcess stamp = StampProcess.begin(tenant.settings())) {
            assertThatThrownBy(stamp::awaitReady)
                    .hasMessageContaining("Read-only file system")
                    .hasMessageContaining("AFTERWORD_STORE");
        }
        run("mount", "-o", "remount,rw", disk.toString());
        try (StampProcess stamp = StampProcess.begin(tenant.settings())) {
            stamp.awaitReady();
            for (Submission held : submissions) {
                exchange.awaitReturn(held, TIMEOUT);
            }
            stamp.stop();
        }
        checkLedger();
    }

    /** Mail that the gateway has acknowledged and that cannot go back yet. */
    private void holdMail() throws Exception {
        exchange.inbound().inject(new Fault.Greeting("421 4.3.2 Service not available"));
        for (int i = 0; i < HELD; i++) {
            submit();
        }
        for (Submission held : submissions) {
            held.awaitHandover(TIMEOUT);
        }
    }

    private Submission submit() throws IOException {
        Submission submission = exchange.submit(
                ("From: Anna Keller <" + FROM + ">\r\nTo: " + TO + "\r\nSubject: Offer\r\n\r\nHello\r\n".repeat(200))
                        .getBytes(StandardCharsets.US_ASCII),
                FROM,
                TO);
        submissions.add(submission);
        return submission;
    }

    /** Leaves not one octet. */
    private static void fill(Path filler) {
        byte[] block = new byte[MEGABYTE];
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (int size = MEGABYTE; size > 0; size /= 2) {
                try {
                    while (true) {
                        out.write(block, 0, size);
                    }
                } catch (IOException smallerThen) {
                    // As much as this is not left.
                }
            }
        } catch (IOException full) {
            // So it is.
        }
    }

    /** Sends until a mail is put off: the stamp looks at its disk now and then, and some still fit into its files. */
    private Submission submitUntilPutOff() throws IOException, InterruptedException {
        while (true) {
            Submission submission = submit();
            while (submission.state(TO) == Submission.State.QUEUED) {
                if (!submission.deferrals().isEmpty()) {
                    assertThat(submission.deferrals().getFirst()).startsWith("451 ");
                    return submission;
                }
                Thread.sleep(20);
            }
        }
    }

    private void checkLedger() {
        assertThat(exchange.delivered()).hasSize(submissions.size());
        assertThat(exchange.duplicates()).isEmpty();
        assertThat(exchange.breaches()).isEmpty();
        assertThat(exchange.nonDeliveries()).isEmpty();
        assertThat(exchange.reports()).isEmpty();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
