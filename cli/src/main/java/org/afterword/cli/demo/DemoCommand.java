package org.afterword.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.afterword.cli.option.WholeNumber;
import org.afterword.cli.page.PageServer;
import org.afterword.cli.stamp.StopSignal;
import org.afterword.simulator.smtp.SmtpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./afterword demo}: everything on this machine, with mail going round. */
@Command(
        name = "demo",
        description = {
            "Shows Afterword on this machine, with a simulated Exchange Online.",
            "Starts all of it, sends mails of many kinds through it, and serves a page that shows each before and after."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);

    @Option(
            names = "--once",
            description = "End after the mails; the exit code is 0 only if each came back exactly once.")
    private boolean once;

    @Option(names = "--send", paramLabel = "FILE.eml", arity = "1..*", description = "Send these files too.")
    private List<Path> files = List.of();

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8025",
            converter = WholeNumber.Port.class,
            description = "The port of the page, on loopback (default ${DEFAULT-VALUE}, 0 for any free port).")
    private int pagePort;

    @Option(
            names = "--smtp-port",
            paramLabel = "N",
            defaultValue = "2525",
            converter = WholeNumber.Port.class,
            description = "The port that takes mail of yours, on loopback (default ${DEFAULT-VALUE}, 0 for any free"
                    + " port).")
    private int smtpPort;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "demo-output",
            description = "The folder for each mail before and after (default ${DEFAULT-VALUE}).")
    private Path outFolder;

    @Option(
            names = "--connect",
            description = "Begin with a tenant that is not connected; the page is the one that connects it.")
    private boolean connect;

    private final PrintStream out;

    public DemoCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        List<DemoMail> added = mails(files);
        prepare(outFolder);
        try (StopSignal stop = new StopSignal()) {
            if (connect) {
                new ConnectDemo(out).run(outFolder, stop, pagePort, smtpPort);
                return 0;
            }
            boolean well = once ? once(added, stop) : serve(added, stop);
            return well ? 0 : 1;
        }
    }

    private boolean once(List<DemoMail> added, StopSignal stop) throws IOException, InterruptedException {
        try (WorkFolder work = WorkFolder.create();
                DemoExchange exchange = DemoExchange.start(work.path())) {
            DemoRun run = new DemoRun(exchange, outFolder, out, mail -> {});
            sendAll(run, added, stop);
            boolean well = run.summary();
            out.println("Mails:          " + outFolder + " (before and after)");
            return well;
        }
    }

    private static void sendAll(DemoRun run, List<DemoMail> added, StopSignal stop)
            throws IOException, InterruptedException {
        List<DemoMail> mails = new ArrayList<>(DemoMails.all());
        mails.addAll(added);
        for (DemoMail mail : mails) {
            if (stop.isAsked()) {
                return;
            }
            if (added.contains(mail)) {
                run.addAuthor(mail);
            }
            run.send(mail);
        }
    }

    private boolean serve(List<DemoMail> added, StopSignal stop) throws IOException, InterruptedException {
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
                sendAll(run, added, stop);
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

    private static List<DemoMail> mails(List<Path> files) throws IOException {
        List<DemoMail> mails = new ArrayList<>();
        for (Path file : files) {
            mails.add(DemoMail.ofFile(file));
        }
        return mails;
    }

    /** Makes the folder, and deletes what an earlier demo wrote there. */
    private static void prepare(Path folder) throws IOException {
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
    }
}
