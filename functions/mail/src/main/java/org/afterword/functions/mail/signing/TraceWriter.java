package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.afterword.engine.Decision;
import org.afterword.engine.Explanation;
import org.afterword.engine.SignedCopy;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.model.SignatureRule;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnResult;
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
     * @param copy what some recipients, or all, were sent
     * @param result what the tenant's server answered in this attempt
     * @param milliseconds by step
     */
    void add(
            SigningJob job,
            ParsedMessage message,
            SignedCopy copy,
            ReturnResult result,
            SortedMap<String, Long> milliseconds,
            Instant now) {
        Explanation explanation = copy.result().explanation();
        List<String> evidence = new ArrayList<>(explanation.evidence());
        String done = "left alone";
        String why;
        List<String> rules = List.of();
        List<String> replaced = List.of();
        String confidence = "";
        switch (copy.result().decision()) {
            case Decision.Sign sign -> {
                done = "signed";
                why = sign.rules().stream().map(SignatureRule::name).collect(Collectors.joining(", "));
                rules = sign.rules().stream().map(SignatureRule::id).toList();
                replaced =
                        sign.placed().replaced().stream().map(TraceWriter::word).toList();
                confidence = word(sign.placed().confidence());
                evidence.addAll(sign.placed().evidence());
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
                explanation.classification().map(found -> word(found.kind())).orElse(""),
                explanation.client().map(TraceWriter::word).orElse(""),
                explanation.audience().map(TraceWriter::word).orElse(""),
                done,
                why,
                rules,
                replaced,
                confidence,
                evidence,
                outcome(result),
                job.attempt(),
                copy.envelope().recipients().size(),
                message.raw().size(),
                copy.result().message().size(),
                milliseconds);
        try {
            traces.add(record);
        } catch (IOException | RuntimeException failed) {
            LOG.warn("a trace record was lost: {} (job {})", failed.getClass().getName(), job.jobId());
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
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
