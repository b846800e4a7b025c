package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.afterword.engine.Decision;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.model.Reason;
import org.afterword.engine.place.Placed;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.functions.mail.returning.SmtpReply;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.junit.jupiter.api.Test;

class MailCountsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Decision SIGNED =
            new Decision.Sign(List.of(), new Placed(List.of(), List.of(), Set.of(), Placed.Confidence.HIGH, List.of()));
    private static final Decision LEFT_ALONE = new Decision.PassThrough(Reason.NOT_CONNECTED);

    private final MailCounts counts = new MailCounts();

    private void count(Decision decision, ReturnOutcome... outcomes) {
        UUID id = SigningJob.newId(NOW);
        SigningJob job = new SigningJob(
                id,
                TestStamp.CONTOSO,
                SpoolName.of(TestStamp.CONTOSO, NOW, id),
                NOW,
                1,
                Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example")));
        List<ReturnResult.Entry> entries = List.of(outcomes).stream()
                .map(outcome -> new ReturnResult.Entry(Recipient.of("ben@fabrikam.example"), outcome))
                .toList();
        counts.count(new MailOutcome(job, decision, new ReturnResult(entries), NOW));
    }

    @Test
    void countsMailsByDecisionAndRecipientsByOutcome() {
        count(SIGNED, new Accepted(), new Accepted(), new Refused(new SmtpReply(550, Optional.of("5.1.1"), "")));
        count(LEFT_ALONE, new Uncertain(), new Deferred(Cause.UNREACHABLE, Optional.empty()));
        count(LEFT_ALONE, new Deferred(Cause.NO_STARTTLS, Optional.empty()));

        count(new Decision.PassThrough(Reason.TNEF), new Accepted());
        count(new Decision.PassThrough(Reason.VOTING_QUESTION), new Accepted());

        assertThat(counts.all())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "mails.signed", 1L,
                        "mails.left_alone", 4L,
                        "mails.rich_text", 2L,
                        "mails.held_by_setup_fault", 1L,
                        "recipients.accepted", 4L,
                        "recipients.refused", 1L,
                        "recipients.uncertain", 1L,
                        "recipients.deferred", 2L));
    }
}
