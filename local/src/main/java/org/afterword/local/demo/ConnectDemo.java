package org.afterword.local.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.afterword.local.stamp.StopSignal;
import org.afterword.simulator.exchange.Submission;
import org.afterword.simulator.smtp.SmtpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code ./afterword demo --connect}: a tenant that is not connected, and the page that connects it. */
final class ConnectDemo {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectDemo.class);

    private final PrintStream out;

    ConnectDemo(PrintStream out) {
        this.out = out;
    }

    void run(Path outFolder, StopSignal stop, int pagePort, int smtpPort) throws IOException, InterruptedException {
        try (WorkFolder work = WorkFolder.create();
                ConnectableExchange exchange = ConnectableExchange.start(work.path(), pagePort);
                ExecutorService sending = Executors.newSingleThreadExecutor();
                SmtpServer submission =
                        DemoCommand.listen(smtpPort, mail -> sending.execute(() -> send(exchange, mail)))) {
            out.println("Page:           " + exchange.page());
            out.println("Device login:   " + exchange.cloud().exchange()
                    + "/devicelogin (plays Microsoft's; its certificate is the demo's own)");
            out.println("Send a mail:    swaks --server 127.0.0.1:" + submission.port() + " --from anna.keller@"
                    + DemoTenant.DOMAIN + " --to you@fabrikam.example --body \"Hello from me\"");
            out.println("Ctrl-C ends the demo.");
            stop.await();
        }
    }

    private void send(ConnectableExchange exchange, DemoMail mail) {
        try {
            Submission sent = exchange.exchange()
                    .submit(mail.content(), mail.sender(), mail.recipients().toArray(new String[0]));
            boolean detour = sent.state(mail.recipients().getFirst()) != Submission.State.NOT_ROUTED;
            out.println(detour ? "A mail goes to the signature service." : "A mail is delivered without the detour.");
        } catch (IOException failed) {
            LOG.warn("a mail could not be sent: {}", failed.toString());
        }
    }
}
