package org.afterword.functions.mail.returning;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.afterword.engine.message.Recipient;

/** What became of a mail for each recipient of its envelope, in the envelope's order. */
public record ReturnResult(List<Entry> entries) {

    /** Nothing has been sent. */
    public static final ReturnResult NONE = new ReturnResult(List.of());

    /** One recipient and what became of the mail for it. */
    public record Entry(Recipient recipient, ReturnOutcome outcome) {}

    public ReturnResult {
        entries = List.copyOf(entries);
    }

    /** The same outcome for all. */
    public static ReturnResult all(List<Recipient> recipients, ReturnOutcome outcome) {
        return new ReturnResult(recipients.stream()
                .map(recipient -> new Entry(recipient, outcome))
                .toList());
    }

    /** The recipients with an outcome of that type. */
    public List<Recipient> recipients(Class<? extends ReturnOutcome> type) {
        return recipients(type::isInstance);
    }

    /** The recipients whose outcome the test accepts. */
    public List<Recipient> recipients(Predicate<ReturnOutcome> test) {
        return entries.stream()
                .filter(entry -> test.test(entry.outcome()))
                .map(Entry::recipient)
                .toList();
    }

    /** What became of this mail and of {@code other}, which goes to other recipients. */
    public ReturnResult and(ReturnResult other) {
        return new ReturnResult(
                Stream.concat(entries.stream(), other.entries.stream()).toList());
    }

    /** This result, with what {@code later} says about some of the recipients in its place. */
    public ReturnResult replacedBy(ReturnResult later) {
        return new ReturnResult(entries.stream()
                .map(entry -> later.entries.stream()
                        .filter(other -> other.recipient().equals(entry.recipient()))
                        .findFirst()
                        .orElse(entry))
                .toList());
    }

    /** This result of sending that was broken off: for whom the server has not answered, it has nothing of the mail. */
    ReturnResult brokenOffWhereUnanswered() {
        return new ReturnResult(entries.stream()
                .map(entry -> entry.outcome() instanceof ReturnOutcome.Deferred deferred
                                && deferred.reply().isEmpty()
                        ? new Entry(entry.recipient(), ReturnOutcome.Deferred.BROKEN_OFF)
                        : entry)
                .toList());
    }

    /** Whether sending was broken off for any of the recipients: another worker may go on with it at once. */
    public boolean brokenOff() {
        return entries.stream().anyMatch(entry -> entry.outcome().equals(ReturnOutcome.Deferred.BROKEN_OFF));
    }

    /** Whether the server was asked for any of the recipients, or for none at all. */
    public boolean attempted() {
        return entries.stream()
                .map(Entry::outcome)
                .anyMatch(outcome -> !(outcome instanceof ReturnOutcome.Deferred deferred) || deferred.attempted());
    }

    /** Why the mail has to wait where an administrator must act; empty if none must, or if that was said before. */
    public Optional<ReturnOutcome.Cause> setupFault() {
        return entries.stream()
                .map(Entry::outcome)
                .filter(ReturnOutcome.Deferred.class::isInstance)
                .map(ReturnOutcome.Deferred.class::cast)
                .filter(ReturnOutcome.Deferred::attempted)
                .map(ReturnOutcome.Deferred::cause)
                .filter(ReturnOutcome.Cause::setupFault)
                .findFirst();
    }
}
