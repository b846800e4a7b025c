package org.afterword.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.afterword.cli.command.Command;
import org.afterword.cli.command.Options;
import org.afterword.cli.page.PageServer;
import org.afterword.cli.stamp.StopSignal;
import org.afterword.simulator.smtp.SmtpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code ./afterword demo}: everything on this machine, with mail going round. */
public final class DemoCommand implements Command {
    private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);
    private static final int PAGE = 8025;
    private static final int SUBMISSION = 2525;

    private final PrintStream out;

    public DemoCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public int run(List<String> words) throws Exception {
        Options options = Options.parse(
                words, Set.of("--port", "--smtp-port", "--out"), Set.of("--send"), Set.of("--once", "--connect"));
        boolean once = options.has("--once");
        int pagePort = options.number("--port", PAGE, 0, 65535);
        int smtpPort = options.number("--smtp-port", SUBMISSION, 0, 65535);
        List<DemoMail> brought = brought(options.list("--send"));
        Path outFolder = prepared(Path.of(options.value("--out").orElse("demo-output")));
        try (StopSignal stop = new StopSignal()) {
            if (options.has("--connect")) {
                new ConnectDemo(out).run(outFolder, stop, pagePort, smtpPort);
                return 0;
            }
            boolean well = once ? once(outFolder, brought, stop) : serve(outFolder, brought, stop, pagePort, smtpPort);
            return well ? 0 : 1;
        }
    }

    private boolean once(Path outFolder, List<DemoMail> brought, StopSignal stop)
            throws IOException, InterruptedException {
        try (WorkFolder work = WorkFolder.create();
                DemoExchange exchange = DemoExchange.start(work.path())) {
            DemoRun run = new DemoRun(exchange, outFolder, out, mail -> {});
            sendAll(run, brought, stop);
            boolean well = run.summary();
            out.println("Mails:          " + outFolder + " (before and after)");
            return well;
        }
    }

    private static void sendAll(DemoRun run, List<DemoMail> brought, StopSignal stop)
            throws IOException, InterruptedException {
        List<DemoMail> mails = new ArrayList<>(DemoMails.all());
        mails.addAll(brought);
        for (DemoMail mail : mails) {
            if (stop.isAsked()) {
                return;
            }
            if (brought.contains(mail)) {
                run.welcomeAuthor(mail);
            }
            run.send(mail);
        }
    }

    private boolean serve(Path outFolder, List<DemoMail> brought, StopSignal stop, int pagePort, int smtpPort)
            throws IOException, InterruptedException {
        // The page is first: whether its port is free is the likeliest thing to go wrong.
        try (PageServer page = PageServer.start(pagePort);
                WorkFolder work = WorkFolder.create();
                DemoExchange exchange = DemoExchange.start(work.path());
                ExecutorService sending = Executors.newSingleThreadExecutor()) {
            DemoRun run = new DemoRun(exchange, outFolder, out, page::add);
            try (SmtpServer submission = listen(smtpPort, mail -> sending.execute(() -> sendOne(run, mail)))) {
                String own = "swaks --server 127.0.0.1:" + submission.port() + " --from anna.keller@"
                        + DemoTenant.DOMAIN + " --to you@fabrikam.example";
                page.addHint(own + " --body \"Hello from me\"");
                page.addHint(own + " --data FILE.eml");
                sendAll(run, brought, stop);
                boolean well = run.summary();
                out.println();
                out.println("Page:           http://localhost:" + page.port() + "/");
                out.println("Send your own:  " + own + " --data FILE.eml");
                out.println("Mails:          " + outFolder + " (before and after)");
                exchange.stamp()
                        .functionsPort()
                        .ifPresent(port -> out.println(
                                "Signatures:     ./afterword signatures list --stamp http://localhost:" + port));
                out.println("Ctrl-C ends the demo.");
                stop.await();
                return well;
            }
        }
    }

    static SmtpServer listen(int port, Consumer<DemoMail> accepted) throws IOException {
        try {
            return SubmissionPort.listen(port, accepted);
        } catch (IOException taken) {
            throw new IOException("port " + port + " is taken: choose another with --smtp-port, or 0 for any", taken);
        }
    }

    private static void sendOne(DemoRun run, DemoMail mail) {
        try {
            run.send(mail);
        } catch (IOException failed) {
            LOG.warn("a mail could not be sent: {}", failed.toString());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<DemoMail> brought(List<String> names) throws IOException {
        List<DemoMail> mails = new ArrayList<>();
        for (String name : names) {
            mails.add(DemoMail.ofFile(Path.of(name)));
        }
        return mails;
    }

    /** Makes the folder, and takes out what an earlier demo left there. */
    private static Path prepared(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (!Files.isWritable(folder)) {
            throw new AccessDeniedException(folder.toString());
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches("\\d{2,}-.*\\.(before|after)\\.eml")) {
                    Files.delete(file);
                }
            }
        }
        return folder;
    }
}
