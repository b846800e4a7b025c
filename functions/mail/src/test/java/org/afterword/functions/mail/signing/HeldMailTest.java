package org.afterword.functions.mail.signing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.Recipient;
import org.afterword.functions.mail.returning.ReturnDestination;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.functions.mail.returning.SendingLimit;
import org.afterword.functions.mail.returning.SmtpReply;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Mail that goes back late, or not at all: it is held, its sender is told, and it is kept aside, never deleted. */
@Timeout(120)
class HeldMailTest {
    private TestStamp stamp;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
    }

    @AfterEach
    void stop() throws IOException {
        stamp.close();
    }

    /** People's mail comes from the null sender too, through groups that suppress reports. */
    @Test
    void triesMailOfTheNullSenderOnSinceNobodyCanBeTold() throws IOException {
        stamp.server.answerAlways("MAIL", "451 4.3.2 later");
        SigningJob job = stamp.receive(TestStamp.MAIL, Envelope.of("", List.of("ben@fabrikam.example")));
        stamp.runTriggers();
        for (int day = 1; day < 5; day++) {
            stamp.clock.advance(Duration.ofHours(25));
            stamp.runTriggers();
            assertThat(stamp.stores.queue().jobs()).hasSize(1);
        }
        stamp.clock.advance(Duration.ofHours(25));
        stamp.runTriggers();
        assertThat(stamp.stores.spool().job(job.spoolName()).orElseThrow().keptAside())
                .contains(stamp.clock.instant());
        stamp.server.behave();
        stamp.worker.returnUnsigned(job.spoolName());
        assertThat(stamp.server.accepted()).containsExactly("ben@fabrikam.example");
    }

    @Test
    void mailOfTheNullSenderThatIsRefusedEnds() throws IOException {
        stamp.server.answer("MAIL", "550 5.1.8 no");
        stamp.receive(TestStamp.MAIL, Envelope.of("", List.of("ben@fabrikam.example")));
        stamp.runTriggers();
        assertThat(stamp.server.mails()).isEmpty();
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void holdsMailThatATenantsServerDoesNotSeeAsTheTenants() throws IOException {
        stamp.receive("ben@fabrikam.example");
        for (int i = 0; i < 3; i++) {
            stamp.server.answer("MAIL", "550 5.7.64 TenantAttribution; Relay Access Denied");
            stamp.runTriggers();
            assertThat(stamp.outcome()).contains("deferred", "by our certificate", "550 5.7.64");
            stamp.clock.advance(Duration.ofHours(20));
        }
        assertThat(stamp.server.accepted()).as("the notice of delay").containsExactly("anna@contoso.example");
        stamp.runTriggers();
        assertThat(stamp.delivered(1)).contains("Anna Berg, Contoso");
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void keepsAsideAfterFiveDaysWhatCanBeNeitherReturnedNorReported() throws IOException {
        SigningJob job = keptAside();
        stamp.stores.queue().send(job.again(job.envelope()), Duration.ZERO);
        stamp.runTriggers();
        assertThat(stamp.server.mails()).isEmpty();
        assertThat(stamp.stores.queue().jobs()).isEmpty();
        for (int day = 0; day < 29; day++) {
            stamp.clock.advance(Duration.ofDays(1));
            stamp.sweeper.sweep();
            assertThat(stamp.worker.counts().all()).containsEntry("now.kept_aside", 1L);
            assertThat(stamp.stores.queue().jobs()).isEmpty();
        }
        assertThat(stamp.stores.spool().names()).containsExactly(job.spoolName());
        stamp.clock.advance(Duration.ofDays(1));
        stamp.sweeper.sweep();
        assertThat(stamp.stores.spool().names()).isEmpty();
        stamp.sweeper.sweep();
        assertThat(stamp.worker.counts().all()).containsEntry("now.kept_aside", 0L);
    }

    @Test
    void anOperatorHasAMailTriedOnceMoreThatIsKeptAside() throws IOException {
        SigningJob job = keptAside();
        stamp.server.behave();
        stamp.worker.returnUnsigned(job.spoolName());
        assertThat(stamp.server.accepted()).containsExactly("ben@fabrikam.example");
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    /** The server is there again, and only has no place for it yet. */
    @Test
    void noMailIsGivenUpForWhatHappenedToOthers() throws IOException {
        for (Duration age : List.of(Duration.ofHours(30), Duration.ofDays(6))) {
            SigningJob job = stamp.receive("ben@fabrikam.example");
            stamp.clock.advance(age);
            for (Deferred notAsked : List.of(
                    new Deferred(Cause.CONNECTIONS_BUSY, Optional.empty()),
                    new Deferred(Cause.UNREACHABLE, Optional.empty(), Optional.of(Duration.ofSeconds(1))))) {
                try (Leased leased = (Leased) stamp.stores.spool().lease(job.spoolName())) {
                    settlement()
                            .settle(
                                    leased,
                                    job,
                                    Optional.of(new ReturnDestination(job.tenantId(), stamp.server.endpoint())),
                                    ReturnResult.all(job.envelope().recipients(), notAsked),
                                    SendingLimit.usual());
                }
                assertThat(stamp.server.accepted()).as("reports").isEmpty();
                assertThat(stamp.stores.spool().job(job.spoolName())).contains(job);
            }
        }
    }

    /** The process ends, or the time of the attempt is over, just when the report is due. */
    @ParameterizedTest
    @CsvSource({"550, 5.1.1, false", "451, 4.3.2, false", "550, 5.7.64, false", "550, 5.1.1, true", "451, 4.3.2, true"})
    void nothingIsKeptAsideWhoseReportWasNotTried(int code, String status, boolean timeOver) throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.clock.advance(Duration.ofDays(6));
        SendingLimit limit = new SendingLimit(timeOver ? Duration.ZERO : SendingLimit.USUAL, System::nanoTime);
        try (Leased leased = (Leased) stamp.stores.spool().lease(job.spoolName())) {
            ReturnDestination destination = new ReturnDestination(job.tenantId(), stamp.server.endpoint());
            ReturnOutcome answer = ReturnOutcome.of(new SmtpReply(code, Optional.of(status), "no"));
            ReturnResult result = ReturnResult.all(job.envelope().recipients(), answer);
            if (!timeOver) {
                limit.breakOff();
            }
            settlement().settle(leased, job, Optional.of(destination), result, limit);
        }
        assertThat(stamp.server.commands()).isEmpty();
        assertThat(stamp.stores.spool().job(job.spoolName()).orElseThrow().keptAside())
                .isEmpty();
        stamp.clock.advance(Duration.ofHours(1));
        stamp.runTriggers();
        assertThat(stamp.server.accepted()).containsExactly("ben@fabrikam.example");
    }

    /** Its own attempt has just shown that a report has nowhere to go. */
    @Test
    void whatIsForAServerThatIsGoneIsKeptAsideAllTheSame() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.clock.advance(Duration.ofDays(6));
        stamp.server.close();
        stamp.runTriggers();
        assertThat(stamp.stores.spool().job(job.spoolName()).orElseThrow().keptAside())
                .contains(stamp.clock.instant());
    }

    /** Other mail has shown that, but this one was refused while the server was there. */
    @Test
    void aRefusedMailWaitsForAServerThatIsAway() throws IOException {
        stamp.server.close();
        stamp.receive("carl@fabrikam.example");
        stamp.runTriggers();
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.clock.advance(Duration.ofDays(6));
        try (Leased leased = (Leased) stamp.stores.spool().lease(job.spoolName())) {
            ReturnDestination destination = new ReturnDestination(job.tenantId(), stamp.server.endpoint());
            ReturnOutcome refused = new Refused(new SmtpReply(550, Optional.of("5.1.1"), "no such user"));
            ReturnResult result = ReturnResult.all(job.envelope().recipients(), refused);
            settlement().settle(leased, job, Optional.of(destination), result, SendingLimit.usual());
        }
        assertThat(stamp.stores.spool().job(job.spoolName()).orElseThrow().keptAside())
                .isEmpty();
    }

    private Settlement settlement() {
        return new Settlement(
                stamp.stores.queue(), stamp.mailReturn, "stamp.afterword.example", new MailCounts(), stamp.clock);
    }

    @Test
    void aMailThatAnOperatorAskedForCountsAgain() throws IOException {
        SigningJob job = keptAside();
        stamp.server.behave();
        stamp.server.answer("RCPT TO:<ben@", "451 4.3.2 later").answerAlways("MAIL FROM:<>", "550 5.7.705 no");
        stamp.worker.returnUnsigned(job.spoolName());
        assertThat(stamp.stores.spool().job(job.spoolName()).orElseThrow().keptAside())
                .as("neither returned nor reported")
                .contains(stamp.clock.instant());
    }

    private SigningJob keptAside() throws IOException {
        stamp.server.answerAlways("MAIL", "550 5.7.705 Access denied, tenant has exceeded threshold");
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.runTriggers();
        stamp.clock.advance(Duration.ofDays(4));
        stamp.runTriggers();
        assertThat(stamp.stores.queue().jobs()).hasSize(1);
        stamp.clock.advance(Duration.ofDays(2));
        stamp.runTriggers();
        assertThat(stamp.stores.queue().jobs()).isEmpty();
        assertThat(stamp.stores.spool().job(job.spoolName()).orElseThrow().keptAside())
                .contains(stamp.clock.instant());
        assertThat(stamp.worker.counts().all()).containsEntry("mails.kept_aside", 1L);
        return job;
    }

    @Test
    void aMailStaysWhoseReportIsRefused() throws IOException {
        stamp.server.answerAlways("RCPT TO:<never@", "550 5.1.1 no");
        stamp.server.answerAlways("MAIL FROM:<>", "550 5.7.1 no reports here");
        SigningJob job = stamp.receive("ben@fabrikam.example", "never@fabrikam.example");
        for (int attempt = 2; attempt <= 6; attempt++) {
            stamp.runTriggers();
            SigningJob next = stamp.stores.spool().job(job.spoolName()).orElseThrow();
            assertThat(next.attempt()).isEqualTo(attempt);
            assertThat(next.envelope().recipients()).containsExactly(Recipient.of("never@fabrikam.example"));
            stamp.clock.advance(Duration.ofMinutes(5));
        }
        assertThat(stamp.worker.counts().all())
                .containsEntry("mails.held_by_refused_report", 5L)
                .containsEntry("alarms.report_refused", 1L);
        stamp.server.behave();
        stamp.server.answerAlways("RCPT TO:<never@", "550 5.1.1 no");
        stamp.runTriggers();
        assertThat(stamp.server.accepted()).containsExactly("ben@fabrikam.example", "anna@contoso.example");
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void tellsTheSenderOnceThatAMailIsDelayed() throws IOException {
        stamp.server.answerAlways("RCPT TO:<later@", "451 4.3.2 later");
        SigningJob job = stamp.receive("ben@fabrikam.example", "later@fabrikam.example");
        Duration age = Duration.ZERO;
        while (age.compareTo(Duration.ofHours(23)) < 0) {
            stamp.runTriggers();
            boolean told = age.compareTo(Duration.ofHours(4)) > 0;
            assertThat(stamp.server.taken()).hasSize(told ? 2 : 1);
            assertThat(stamp.stores.spool().job(job.spoolName()).orElseThrow().delayTold())
                    .isEqualTo(told);
            stamp.clock.advance(Duration.ofMinutes(31));
            age = age.plusMinutes(31);
        }
        assertThat(new String(stamp.server.taken().get(1), ISO_8859_1))
                .contains(
                        "Subject: Delayed mail\r\n",
                        "Final-Recipient: rfc822; later@fabrikam.example\r\nAction: delayed\r\nStatus: 4.3.2\r\n",
                        "Will-Retry-Until: Mon, 2 Mar 2026 10:00:00 +0000\r\n")
                .doesNotContain("Final-Recipient: rfc822; ben@", "At noon");
        stamp.server.behave();
        stamp.runTriggers();
        assertThat(stamp.server.accepted())
                .containsExactly("ben@fabrikam.example", "anna@contoso.example", "later@fabrikam.example");
    }

    @Test
    void aNoticeOfDelayThatIsNotTakenIsTriedAgain() throws IOException {
        stamp.server.answerAlways("MAIL", "454 4.7.0 Client certificate expired ATTR41");
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.runTriggers();
        stamp.clock.advance(Duration.ofHours(5));
        stamp.runTriggers();
        assertThat(stamp.server.commands("MAIL FROM:<>")).hasSize(1);
        assertThat(stamp.stores.spool().job(job.spoolName()).orElseThrow().delayTold())
                .isFalse();
        stamp.server.behave();
        stamp.server.answerAlways("RCPT TO:<ben@", "550 5.7.705 Access denied, tenant has exceeded threshold");
        for (int i = 0; i < 3; i++) {
            stamp.clock.advance(Duration.ofHours(1));
            stamp.runTriggers();
            assertThat(stamp.server.accepted()).containsExactly("anna@contoso.example");
        }
        assertThat(stamp.delivered(0)).contains("Will-Retry-Until: Fri, 6 Mar 2026 10:00:00 +0000\r\n");
    }

    @ParameterizedTest
    @MethodSource
    void tellsNobodyOfADelayWhoDoesNotWantToKnow(String sender, Map<String, String> parameters) throws IOException {
        stamp.server.answerAlways("RCPT TO:<ben@", "451 4.3.2 later");
        stamp.receiveFrom(sender, parameters);
        stamp.runTriggers();
        stamp.clock.advance(Duration.ofHours(5));
        stamp.runTriggers();
        assertThat(stamp.server.taken()).isEmpty();
        assertThat(stamp.stores.spool().names()).hasSize(1);
    }

    static Stream<Arguments> tellsNobodyOfADelayWhoDoesNotWantToKnow() {
        return Stream.of(
                Arguments.of("", Map.of()),
                Arguments.of("anna@contoso.example", Map.of("NOTIFY", "NEVER")),
                Arguments.of("anna@contoso.example", Map.of("NOTIFY", "SUCCESS,FAILURE")));
    }
}
