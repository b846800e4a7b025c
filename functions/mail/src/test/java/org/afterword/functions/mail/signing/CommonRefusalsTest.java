package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.afterword.engine.message.Envelope;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.functions.mail.returning.SmtpReply;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;

class CommonRefusalsTest {
    private static final TenantId FABRIKAM = TenantId.of("0f6c1e7a-1111-4222-8333-955555555555");
    private static final SmtpReply UNKNOWN = new SmtpReply(550, Optional.of("5.7.999"), "Access denied");
    private static final SmtpReply OTHER = new SmtpReply(550, Optional.of("5.1.1"), "no such user");

    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final CommonRefusals refusals = new CommonRefusals(clock);

    private SigningJob mail(TenantId tenant, String sender) {
        UUID id = SigningJob.newId(clock.instant());
        return new SigningJob(
                id,
                tenant,
                SpoolName.of(tenant, clock.instant(), id),
                clock.instant(),
                1,
                Envelope.of(sender, List.of("ben@fabrikam.example")));
    }

    private SigningJob mail(String sender) {
        return mail(TestStamp.CONTOSO, sender + "@contoso.example");
    }

    private ReturnOutcome judged(SigningJob mail, ReturnOutcome outcome) {
        return refusals.judge(mail, ReturnResult.all(mail.envelope().recipients(), outcome))
                .entries()
                .getFirst()
                .outcome();
    }

    private boolean held(SigningJob mail, SmtpReply reply) {
        ReturnOutcome judged = judged(mail, new Refused(reply));
        assertThat(judged).isIn(new Refused(reply), new Deferred(Cause.SUSPECT, Optional.of(reply)));
        return judged instanceof Deferred;
    }

    @Test
    void thousandsOfTenantsWhoseMailFlowsTakeNoKnowledgeAway() {
        assertThat(held(mail("anna"), UNKNOWN)).isFalse();
        assertThat(held(mail("ben"), UNKNOWN)).isFalse();
        for (int i = 0; i < 3000; i++) {
            judged(mail(new TenantId(new UUID(7, i)), "eve@fabrikam.example"), new Accepted());
        }
        assertThat(held(mail("cem"), UNKNOWN)).isTrue();
    }

    @Test
    void holdsTheThirdSendersMailAndAllAfterIt() {
        assertThat(held(mail("anna"), UNKNOWN)).isFalse();
        assertThat(held(mail("anna"), UNKNOWN)).isFalse();
        assertThat(held(mail("cem"), UNKNOWN)).isFalse();
        assertThat(held(mail("dora"), UNKNOWN)).isTrue();
        assertThat(held(mail("anna"), UNKNOWN)).isTrue();
        clock.advance(Duration.ofHours(5));
        assertThat(held(mail("eve"), UNKNOWN)).isTrue();
    }

    @Test
    void refusesAMailThatIsRefusedAgainAfterAnotherWasAccepted() {
        List<SigningJob> mails = List.of(mail("anna"), mail("cem"), mail("dora"), mail("eve"));
        mails.forEach(mail -> held(mail, UNKNOWN));
        assertThat(held(mails.get(2), UNKNOWN)).isTrue();
        judged(mail("fritz"), new Accepted());
        assertThat(mails).noneMatch(mail -> held(mail, UNKNOWN));
        assertThat(held(mail("gil"), UNKNOWN)).isFalse();
    }

    @Test
    void whereMailFlowsRefusalsAreWhatTheyWere() {
        for (int i = 0; i < 100; i++) {
            assertThat(held(mail("sender" + i), OTHER)).isFalse();
            judged(mail("somebody"), new Accepted());
        }
    }

    @Test
    void threeSendersInManyMinutesAreNoSeries() {
        for (int i = 0; i < 10; i++) {
            assertThat(held(mail("sender" + i), UNKNOWN)).isFalse();
            clock.advance(Duration.ofMinutes(6));
        }
    }

    @Test
    void eachStatusAndEachTenantIsByItself() {
        assertThat(held(mail("anna"), UNKNOWN)).isFalse();
        assertThat(held(mail("cem"), OTHER)).isFalse();
        assertThat(held(mail("dora"), UNKNOWN)).isFalse();
        assertThat(held(mail(FABRIKAM, "eve@fabrikam.example"), UNKNOWN)).isFalse();
        assertThat(held(mail("fritz"), UNKNOWN)).isTrue();
    }

    @Test
    void withoutAStatusTheWordsCountLessWhatDiffersFromMailToMail() {
        SmtpReply one = new SmtpReply(550, Optional.empty(), "<anna@contoso.example> rejected by [10.0.0.1] id 4711");
        SmtpReply two = new SmtpReply(550, Optional.empty(), "<cem@contoso.example> rejected by [10.0.0.2] id 4712");
        SmtpReply three = new SmtpReply(550, Optional.empty(), "<dora@contoso.example> rejected by [10.0.0.3] id 47x");
        SmtpReply other = new SmtpReply(550, Optional.empty(), "no such user");
        assertThat(held(mail("anna"), one)).isFalse();
        assertThat(held(mail("cem"), two)).isFalse();
        assertThat(held(mail("eve"), other)).isFalse();
        assertThat(held(mail("dora"), three)).isTrue();
    }

    @Test
    void aMailThatIsTooLargeIsTheMail() {
        SmtpReply tooLarge = new SmtpReply(552, Optional.of("5.3.4"), "too large");
        assertThat(IntStream.range(0, 5).mapToObj(i -> mail("sender" + i))).noneMatch(mail -> held(mail, tooLarge));
    }

    @Test
    void aMailThatIsAcceptedForSomeIsTheMailForTheOthers() {
        List<SigningJob> mails = List.of(mail("anna"), mail("cem"), mail("dora"));
        mails.forEach(mail -> held(mail, UNKNOWN));
        SigningJob some = mails.getFirst();
        ReturnResult mixed = ReturnResult.all(some.envelope().recipients(), new Accepted())
                .and(ReturnResult.all(some.envelope().recipients(), new Refused(UNKNOWN)));
        assertThat(refusals.judge(some, mixed)).isEqualTo(mixed);
    }

    @Test
    void whatItForgetsIsAnOrdinaryRefusal() {
        for (int i = 0; i < 5000; i++) {
            held(mail("sender" + i), UNKNOWN);
        }
        judged(mail("somebody"), new Accepted());
        assertThat(held(mail("anna"), UNKNOWN)).isFalse();
    }
}
