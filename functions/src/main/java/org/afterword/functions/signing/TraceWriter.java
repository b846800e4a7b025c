package org.afterword.functions.signing;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.afterword.engine.Decision;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.functions.returning.ReturnOutcome;
import org.afterword.functions.returning.ReturnResult;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.trace.TraceRecord;
import org.afterword.storage.trace.TraceStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the trace what became of a mail. No mail waits for the trace or fails with it. */
final class TraceWriter {
    private static final Logger LOG = LoggerFactory.getLogger(TraceWriter.class);

    private final TraceStore traces;
    private final Fingerprints fingerprints;

    TraceWriter(TraceStore traces, Fingerprints fingerprints) {
        this.traces = traces;
        this.fingerprints = fingerprints;
    }

    /**
     * @param result what the tenant's server answered in this attempt
     * @param milliseconds by step
     */
    void add(
            SigningJob job,
            ParsedMessage message,
            Decision decision,
            SignedMessage returned,
            ReturnResult result,
            SortedMap<String, Long> milliseconds,
            Instant now) {
        String kind = "";
        String done = "left alone";
        String why;
        switch (decision) {
            case Decision.Sign sign -> {
                kind = sign.kind().name().toLowerCase(Locale.ROOT);
                done = "signed";
                why = sign.rule().name();
            }
            case Decision.PassThrough passThrough -> why = passThrough.reason().explanation();
        }
        TraceRecord record = new TraceRecord(
                job.jobId(),
                job.tenantId(),
                now,
                fingerprints.of(
                        job.envelope().reversePath().map(MailAddress::address).orElse("")),
                job.envelope().reversePath().map(MailAddress::domain).orElse(""),
                fingerprints.of(message.header().first("Message-ID").orElse("")),
                kind,
                done,
                why,
                outcome(result),
                job.attempt(),
                job.envelope().recipients().size(),
                message.raw().size(),
                returned.size(),
                milliseconds);
        try {
            traces.add(record);
        } catch (IOException | RuntimeException failed) {
            LOG.warn("a trace record was lost: {} (job {})", failed.getClass().getName(), job.jobId());
        }
    }

    /** One word where all recipients fared alike, else how many fared how: {@code accepted: 2, deferred: 1}. */
    static String outcome(ReturnResult result) {
        List<String> words =
                result.entries().stream().map(entry -> word(entry.outcome())).toList();
        Map<String, Long> counts =
                words.stream().collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        if (counts.size() == 1) {
            return words.getFirst();
        }
        return counts.entrySet().stream()
                .map(count -> count.getKey() + ": " + count.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String word(ReturnOutcome outcome) {
        return switch (outcome) {
            case ReturnOutcome.Accepted accepted -> "accepted";
            case ReturnOutcome.Deferred deferred ->
                "deferred (" + deferred.cause().explanation()
                        + deferred.reply().map(reply -> ", " + reply).orElse("") + ")";
            case ReturnOutcome.Refused refused -> "refused (" + refused.reply() + ")";
            case ReturnOutcome.Uncertain uncertain ->
                "uncertain (no answer after the mail was sent; it is sent again and may be doubled)";
        };
    }
}
