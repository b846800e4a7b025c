package org.afterword.cli.endtoend;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.afterword.cli.demo.DemoExchange;
import org.afterword.cli.demo.DemoExchange.RoundTrip;
import org.afterword.cli.demo.DemoTenant;
import org.afterword.process.settings.SettingsReader;
import org.afterword.simulator.inbound.Fault;
import org.afterword.simulator.ledger.DeliveredMail;
import org.afterword.simulator.outbound.Submission;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.open.OpenStores;
import org.afterword.storage.trace.TraceRecord;

/**
 * Mail that the tenant does not take at first: it lies in the spool and nobody works on it for half a minute, in which
 * something else may befall it.
 */
final class PutOff implements AutoCloseable {
    private static final Duration FOR_A_STEP = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int RECENT = 200;

    private final DemoExchange exchange;
    private final OpenStores stores;

    /** @param store the settings that name the stamp's store */
    PutOff(DemoExchange exchange, Map<String, String> store) throws IOException {
        this.exchange = exchange;
        this.stores = OpenStores.open(StoreSettings.from(new SettingsReader(store)));
    }

    record Mail(Submission submission, SpoolName name) {}

    /** Sends a mail that the tenant defers once when it comes back. */
    Mail submit(byte[] mail, String sender, List<String> recipients) throws Exception {
        Set<UUID> earlier = traces().stream().map(TraceRecord::jobId).collect(Collectors.toSet());
        exchange.exchange().inbound().inject(new Fault.MessageAnswer("451 4.3.2 Not now"), 1);
        Submission submission = exchange.exchange().submit(mail, sender, recipients.toArray(new String[0]));
        UUID job = awaitTrace(trace -> trace.outcome().startsWith("deferred") && !earlier.contains(trace.jobId()))
                .jobId();
        Instant receivedAt = Instant.ofEpochMilli(job.getMostSignificantBits() >>> 16); // A UUID of version 7.
        return new Mail(submission, SpoolName.of(DemoTenant.ID, receivedAt, job));
    }

    /** Takes the mail's lease. The worker that deferred it may hold it for a moment longer. */
    MailSpool.Leased lease(Mail mail) throws IOException, InterruptedException {
        long end = System.nanoTime() + FOR_A_STEP.toNanos();
        while (System.nanoTime() < end) {
            if (stores.stores().spool().lease(mail.name()) instanceof MailSpool.Leased leased) {
                return leased;
            }
            Thread.sleep(PAUSE);
        }
        throw new IllegalStateException("the mail could not be leased");
    }

    /** Puts the mail's job where the host puts one that failed too often. */
    void poison(Mail mail) throws IOException, InterruptedException {
        String job;
        try (MailSpool.Leased leased = lease(mail)) {
            job = leased.job().toJson();
        }
        stores.queues().send(SigningQueue.POISON, job, Duration.ZERO);
    }

    /** Waits until the mail has come back after all. */
    RoundTrip awaitReturn(Mail mail, Duration patience) throws Exception {
        long start = System.nanoTime();
        DeliveredMail back =
                exchange.exchange().awaitReturn(mail.submission(), patience).getFirst();
        TraceRecord trace = awaitTrace(record ->
                record.jobId().equals(mail.name().job()) && record.outcome().equals("accepted"));
        return new RoundTrip(
                mail.submission().sent(),
                Optional.of(back.file()),
                Optional.of(trace),
                Duration.ofNanos(System.nanoTime() - start));
    }

    private TraceRecord awaitTrace(Predicate<TraceRecord> wanted) throws Exception {
        long end = System.nanoTime() + FOR_A_STEP.toNanos();
        while (System.nanoTime() < end) {
            Optional<TraceRecord> found = traces().stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            Thread.sleep(PAUSE);
        }
        throw new TimeoutException("the functions noted no such thing");
    }

    private List<TraceRecord> traces() throws IOException {
        return exchange.stores().traces().newest(DemoTenant.ID, RECENT);
    }

    @Override
    public void close() throws IOException {
        stores.close();
    }
}
