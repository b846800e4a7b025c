package org.afterword.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.afterword.cli.stamp.StopSignal;
import org.afterword.simulator.outbound.Submission;
import org.afterword.simulator.smtp.SmtpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code ./afterword demo --connect}: a tenant that is not connected, and the page that connects it. */
final class ConnectDemo {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectDemo.class);

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final PrintStream out;
    /** By the one thread that sends. */
    private int sent;

    ConnectDemo(PrintStream out) {
        this.out = out;
    }

    void run(Path outFolder, StopSignal stop, int pagePort, int smtpPort) throws IOException, InterruptedException {
        try (WorkFolder work = WorkFolder.create();
                ConnectableExchange exchange = ConnectableExchange.start(work.path(), pagePort);
                ExecutorService sending = Executors.newSingleThreadExecutor();
                SmtpServer submission =
                        DemoCommand.listen(smtpPort, mail -> sending.execute(() -> send(exchange, mail, outFolder)))) {
            out.println("Page:           " + exchange.page());
            out.println("Device login:   " + exchange.cloud().exchange()
                    + "/devicelogin (plays Microsoft's; its certificate is the demo's own)");
            out.println("Send a mail:    swaks --server 127.0.0.1:" + submission.port() + " --from anna.keller@"
                    + DemoTenant.DOMAIN + " --to you@fabrikam.example --body \"Hello from me\"");
            out.println("Mails:          " + outFolder + " (before and after)");
            out.println("Ctrl-C ends the demo.");
            stop.await();
        }
    }

    private void send(ConnectableExchange exchange, DemoMail mail, Path outFolder) {
        int number = ++sent;
        try {
            Submission submission = exchange.exchange()
                    .submit(mail.content(), mail.sender(), mail.recipients().toArray(new String[0]));
            if (submission.state(mail.recipients().getFirst()) == Submission.State.NOT_ROUTED) {
                out.println(number + "  delivered without the detour: no rule sends it to the signature service");
                return;
            }
            long start = System.nanoTime();
            Path after = exchange.exchange()
                    .awaitReturn(submission, TIMEOUT)
                    .getFirst()
                    .file();
            long milliseconds = Duration.ofNanos(System.nanoTime() - start).toMillis();
            String name = String.format(Locale.ROOT, "%02d-%s", number, mail.slug());
            Files.copy(submission.sent(), outFolder.resolve(name + ".before.eml"), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(after, outFolder.resolve(name + ".after.eml"), StandardCopyOption.REPLACE_EXISTING);
            out.println(number + "  came back after " + milliseconds + " ms: " + name + ".after.eml");
        } catch (TimeoutException lost) {
            out.println(number + "  " + lost.getMessage());
        } catch (IOException failed) {
            LOG.warn("a mail could not be sent: {}", failed.toString());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
