package org.afterword.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.afterword.cli.page.ShownMail;
import org.afterword.engine.message.MailAddress;
import org.afterword.simulator.ledger.Breach;
import org.afterword.storage.trace.TraceRecord;

/** Sends mails one after the other, says what came of each, and keeps count. Safe for use by several threads. */
final class DemoRun {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final DemoExchange exchange;
    private final Path outFolder;
    private final PrintStream out;
    private final Consumer<ShownMail> shown;
    private int sent;
    private int returned;
    private int notSentOut;

    /** @param shown is given each mail that came back */
    DemoRun(DemoExchange exchange, Path outFolder, PrintStream out, Consumer<ShownMail> shown) {
        this.exchange = exchange;
        this.outFolder = outFolder;
        this.out = out;
        this.shown = shown;
    }

    /** Sends a mail, waits for it, and prints a line about it. */
    synchronized void send(DemoMail mail) throws IOException, InterruptedException {
        int number = ++sent;
        String sender = mail.sender().isEmpty() ? "<>" : mail.sender();
        try {
            DemoExchange.RoundTrip trip = exchange.send(mail.content(), mail.sender(), mail.recipients(), TIMEOUT);
            if (trip.after().isEmpty()) {
                notSentOut++;
                print(number, sender, "", "not sent out", "The tenant's own rule keeps it.", 0, mail.title());
                return;
            }
            returned++;
            show(number, mail, sender, trip, trip.after().get());
        } catch (TimeoutException lost) {
            print(number, sender, "", "lost", String.valueOf(lost.getMessage()), TIMEOUT.toMillis(), mail.title());
        }
    }

    private void show(int number, DemoMail mail, String sender, DemoExchange.RoundTrip trip, Path after)
            throws IOException {
        String name = String.format(Locale.ROOT, "%02d-%s", number, mail.slug());
        Path keptBefore = copy(trip.before(), outFolder.resolve(name + ".before.eml"));
        Path keptAfter = copy(after, outFolder.resolve(name + ".after.eml"));
        Optional<TraceRecord> trace = trip.trace();
        String decision = trace.map(TraceRecord::decision).orElse("returned");
        String why = trace.map(TraceRecord::why).orElse("The trace does not say why.");
        String kind = trace.map(TraceRecord::kind).orElse("");
        long milliseconds = trip.time().toMillis();
        print(number, sender, kind, decision, why, milliseconds, mail.title());
        shown.accept(new ShownMail(
                number,
                mail.title(),
                mail.sender(),
                String.join(", ", mail.recipients()),
                mail.subject(),
                kind,
                decision,
                why,
                milliseconds,
                keptBefore,
                keptAfter));
    }

    /** Adds the author of a mail of the user's own to the tenant's people. */
    void addAuthor(DemoMail mail) throws IOException {
        if (mail.author().isPresent()) {
            MailAddress author = mail.author().get();
            exchange.tenant().addPerson(exchange.stores(), author, mail.authorName());
        }
    }

    /**
     * Prints the count of all mails, and what should not have been seen.
     *
     * @return whether each came back exactly once and as it should
     */
    synchronized boolean summary() {
        int doubled = exchange.exchange().duplicates().size();
        int lost = sent - returned - notSentOut;
        for (Breach breach : exchange.exchange().breaches()) {
            out.println("A mail came back as it should not (" + breach.kind() + "): " + breach.mail());
        }
        out.println(sent + " mails sent, " + returned + " returned, " + lost + " lost, " + doubled + " doubled");
        return lost == 0 && doubled == 0 && exchange.exchange().breaches().isEmpty();
    }

    private void print(
            int number, String sender, String kind, String decision, String why, long milliseconds, String title) {
        String local = sender.replace("@" + DemoTenant.DOMAIN, "");
        String who = local.length() > 12 ? local.substring(0, 11) + "…" : local;
        out.println(String.format(
                Locale.ROOT,
                "%3d  %-12s %-8s %-11s %5d ms  %s: %s",
                number,
                who,
                kind,
                decision,
                milliseconds,
                title,
                why));
    }

    private static Path copy(Path from, Path to) throws IOException {
        return Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
}
