package org.afterword.functions.mail.signing;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.afterword.engine.Decision;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnResult;

/** What became of mail in this process since it started. Safe for use by several threads. */
public final class MailCounts {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** Counts one attempt: the mail by what was done to it, and each recipient by what became of it. */
    void add(Decision decision, ReturnResult result) {
        count(decision instanceof Decision.Sign ? "mails.signed" : "mails.left_alone");
        result.setupFault().ifPresent(fault -> count("mails.held_by_setup_fault"));
        for (ReturnResult.Entry entry : result.entries()) {
            count(
                    switch (entry.outcome()) {
                        case ReturnOutcome.Accepted accepted -> "recipients.accepted";
                        case ReturnOutcome.Deferred deferred -> "recipients.deferred";
                        case ReturnOutcome.Refused refused -> "recipients.refused";
                        case ReturnOutcome.Uncertain uncertain -> "recipients.uncertain";
                    });
        }
    }

    private void count(String name) {
        counts.computeIfAbsent(name, key -> new LongAdder()).increment();
    }

    /** The counts by name; what never happened is absent. */
    public SortedMap<String, Long> all() {
        SortedMap<String, Long> all = new TreeMap<>();
        counts.forEach((name, count) -> all.put(name, count.sum()));
        return all;
    }
}
