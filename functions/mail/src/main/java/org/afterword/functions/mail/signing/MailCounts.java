package org.afterword.functions.mail.signing;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.afterword.engine.Decision;
import org.afterword.engine.model.Reason;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnResult;

/** What became of mail in this process since it started. Safe for use by several threads. */
public final class MailCounts implements OutcomeCounter {
    /** Outlook's rich text format; votes and tasks are in no other. */
    private static final Set<Reason> RICH_TEXT = EnumSet.of(Reason.TNEF, Reason.VOTING_QUESTION, Reason.TASK);

    /** What a gauge tells that does not know; it is then absent from the counts. */
    public static final long UNKNOWN = -1;

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();

    /** Counts the mail by what was done to it, and each recipient by what became of it. */
    @Override
    public void count(MailOutcome outcome) {
        count(
                switch (outcome.decision()) {
                    case Decision.Sign sign -> "mails.signed";
                    case Decision.PassThrough passThrough -> "mails.left_alone";
                });
        if (outcome.decision() instanceof Decision.PassThrough(Reason reason)) {
            if (reason == Reason.OVER_BUDGET) {
                count("mails.over_budget");
            }
            if (RICH_TEXT.contains(reason)) {
                count("mails.rich_text");
            }
        }
        outcome.result().setupFault().ifPresent(fault -> count("mails.held_by_setup_fault"));
        for (ReturnResult.Entry entry : outcome.result().entries()) {
            count(
                    switch (entry.outcome()) {
                        case ReturnOutcome.Accepted accepted -> "recipients.accepted";
                        case ReturnOutcome.Deferred deferred -> "recipients.deferred";
                        case ReturnOutcome.Refused refused -> "recipients.refused";
                        case ReturnOutcome.Uncertain uncertain -> "recipients.uncertain";
                    });
        }
    }

    /** Has something asked whenever somebody asks for the counts. */
    public void gauge(String name, LongSupplier gauge) {
        gauges.put(name, gauge);
    }

    void count(String name) {
        counts.computeIfAbsent(name, key -> new LongAdder()).increment();
    }

    /** The counts by name, and what is so now; what never happened, or is not known, is absent. */
    public SortedMap<String, Long> all() {
        SortedMap<String, Long> all = new TreeMap<>();
        counts.forEach((name, count) -> all.put(name, count.sum()));
        gauges.forEach((name, gauge) -> {
            long now = gauge.getAsLong();
            if (now != UNKNOWN) {
                all.put(name, now);
            }
        });
        return all;
    }
}
