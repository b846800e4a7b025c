package org.afterword.simulator.ledger;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.afterword.simulator.header.MailHeader;
import org.afterword.simulator.outbound.NonDelivery;
import org.afterword.simulator.outbound.Submission;
import org.afterword.simulator.smtp.SmtpPath;
import org.jspecify.annotations.Nullable;

/** What went out, what came back, and what is wrong with that. Safe for use by several threads. */
public final class DeliveryLedger {
    private final Set<String> routingCodes = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<UUID, Submission> submissions = new LinkedHashMap<>();
    private final Map<UUID, Set<String>> reached = new LinkedHashMap<>();
    private final List<DeliveredMail> delivered = new ArrayList<>();
    private final List<DeliveredMail> duplicates = new ArrayList<>();
    private final List<DeliveredMail> reports = new ArrayList<>();
    private final List<Breach> breaches = new ArrayList<>();
    private final List<NonDelivery> nonDeliveries = new ArrayList<>();

    /** A secret that no returned mail may show. */
    public void routingCode(String code) {
        routingCodes.add(code);
    }

    /** Notes a mail that was sent. */
    public void submitted(Submission submission) {
        locked(() -> submissions.put(submission.id(), submission));
    }

    /** Notes that a recipient was refused. */
    public void nonDelivery(NonDelivery report) {
        locked(() -> nonDeliveries.add(report));
    }

    /** Notes a mail that came back, and all that is wrong with it. */
    public void delivered(DeliveredMail mail) throws IOException {
        MailHeader header = MailHeader.read(mail.file());
        locked(() -> {
            inspect(mail, header);
            return delivered.add(mail);
        });
    }

    private void inspect(DeliveredMail mail, MailHeader header) {
        if (header.first(MailHeader.AUTH) != null) {
            breach(Breach.Kind.AUTH_HEADER_CAME_BACK, mail);
        }
        if (routingCodes.stream().anyMatch(header::mentions)) {
            breach(Breach.Kind.ROUTING_CODE_CAME_BACK, mail);
        }
        if (!header.isMarkedAsProcessed()) {
            breach(Breach.Kind.NOT_MARKED_AS_PROCESSED, mail);
        }
        UUID id = mail.submission();
        Submission submission = id == null ? null : submissions.get(id);
        if (submission != null) {
            compare(mail, submission);
        } else if (isReport(mail, header)) {
            reports.add(mail);
        } else {
            breach(Breach.Kind.NEVER_SUBMITTED, mail);
        }
    }

    private void compare(DeliveredMail mail, Submission submission) {
        Set<String> known = reached.computeIfAbsent(submission.id(), first -> new HashSet<>());
        boolean repeated = false;
        boolean unknown = false;
        for (SmtpPath recipient : mail.recipients()) {
            unknown |= !submission.recipients().contains(recipient.address());
            repeated |= !known.add(recipient.address());
        }
        if (repeated) {
            duplicates.add(mail);
        }
        if (unknown) {
            breach(Breach.Kind.OTHER_RECIPIENT, mail);
        }
        if (!submission.reversePath().address().equals(mail.reversePath().address())) {
            breach(Breach.Kind.OTHER_SENDER, mail);
        }
        if (!Objects.equals(submission.messageId(), mail.messageId())) {
            breach(Breach.Kind.OTHER_MESSAGE_ID, mail);
        }
    }

    /** A delivery status notification (RFC 3464) is the one mail that the service may write itself. */
    private static boolean isReport(DeliveredMail mail, MailHeader header) {
        String type = header.first("Content-Type");
        return mail.reversePath().address().isEmpty()
                && type != null
                && type.regionMatches(true, 0, "multipart/report", 0, "multipart/report".length());
    }

    private void breach(Breach.Kind kind, DeliveredMail mail) {
        breaches.add(new Breach(kind, mail.file()));
    }

    /** What has come in, in order. */
    public List<DeliveredMail> delivered() {
        return locked(() -> List.copyOf(delivered));
    }

    /** Deliveries of which a recipient had the same submission before. */
    public List<DeliveredMail> duplicates() {
        return locked(() -> List.copyOf(duplicates));
    }

    /** Delivery status notifications that the service wrote itself. */
    public List<DeliveredMail> reports() {
        return locked(() -> List.copyOf(reports));
    }

    /** What is wrong with what has come in. */
    public List<Breach> breaches() {
        return locked(() -> List.copyOf(breaches));
    }

    /** The recipients who were refused. */
    public List<NonDelivery> nonDeliveries() {
        return locked(() -> List.copyOf(nonDeliveries));
    }

    /**
     * The deliveries of this submission, as soon as each of its recipients has one.
     *
     * @throws TimeoutException says how many recipients are missing and why
     */
    public List<DeliveredMail> awaitReturn(Submission submission, Duration timeout)
            throws InterruptedException, TimeoutException {
        Set<String> recipients = Set.copyOf(submission.recipients());
        await(
                () -> reached.getOrDefault(submission.id(), Set.of()).containsAll(recipients),
                timeout,
                () -> "submission " + submission.id() + " has come back to "
                        + reached.getOrDefault(submission.id(), Set.of()).size() + " of " + recipients.size()
                        + " recipients; deferred on its way out: " + submission.deferrals());
        return delivered().stream()
                .filter(mail -> submission.id().equals(mail.submission()))
                .toList();
    }

    /**
     * Everything delivered, as soon as there are this many mails.
     *
     * @throws TimeoutException says how many there are
     */
    public List<DeliveredMail> awaitDelivered(int mails, Duration timeout)
            throws InterruptedException, TimeoutException {
        await(() -> delivered.size() >= mails, timeout, () -> delivered.size() + " of " + mails + " mails have come");
        return delivered();
    }

    private void await(BooleanSupplier condition, Duration timeout, Supplier<String> state)
            throws InterruptedException, TimeoutException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new TimeoutException("after " + timeout + ": " + state.get());
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T locked(Supplier<T> work) {
        lock.lock();
        try {
            T result = work.get();
            changed.signalAll();
            return result;
        } finally {
            lock.unlock();
        }
    }
}
