package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.Recipient;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.functions.mail.returning.SmtpReply;
import org.afterword.storage.fake.InMemoryClosedRoutes;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.tenant.ClosedRoute;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReturnWatchTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final TenantId A = new TenantId(UUID.fromString("0f6c1e7a-1111-4222-8333-944444444444"));
    private static final TenantId B = new TenantId(UUID.fromString("0f6c1e7a-2222-4222-8333-944444444444"));
    private static final ReturnOutcome FAILED = new Deferred(Cause.NOT_ATTRIBUTED, Optional.empty());
    private static final ReturnOutcome REFUSED = new Refused(new SmtpReply(550, Optional.of("5.1.1"), "unknown"));

    private final TestClock clock = new TestClock(START);
    private final InMemoryClosedRoutes routes = new InMemoryClosedRoutes();
    private final ReturnWatch watch = newProcess();

    private ReturnWatch newProcess() {
        return new ReturnWatch(routes, FIVE_MINUTES, clock, Runnable::run);
    }

    private static ReturnResult result(ReturnOutcome... outcomes) {
        return new ReturnResult(List.of(outcomes).stream()
                .map(outcome -> new ReturnResult.Entry(Recipient.of("ben@fabrikam.example"), outcome))
                .toList());
    }

    private static SigningJob mailOf(TenantId tenant) {
        Instant now = Instant.now();
        UUID id = SigningJob.newId(now);
        return new SigningJob(
                id,
                tenant,
                SpoolName.of(tenant, now, id),
                now,
                1,
                Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example")));
    }

    private static Deferred said(int code, String status) {
        Optional<String> stated = Optional.of(status).filter(s -> !s.isEmpty());
        return new Deferred(Cause.SERVER_SAID_LATER, Optional.of(new SmtpReply(code, stated, "later")));
    }

    /** A mail each 30 s, as those that are tried again, for so long. */
    private void fail(ReturnWatch process, TenantId tenant, Duration time, ReturnOutcome outcome) {
        Instant end = clock.instant().plus(time);
        process.saw(mailOf(tenant), result(outcome));
        while (clock.instant().isBefore(end)) {
            clock.advance(Duration.ofSeconds(30));
            process.saw(mailOf(tenant), result(outcome));
        }
    }

    private List<TenantId> closed() throws IOException {
        return routes.all().stream().map(ClosedRoute::tenant).toList();
    }

    @Test
    void closesAWayBackThatHasFailedForTheTimeThatTheSettingGives() throws IOException {
        fail(watch, A, FIVE_MINUTES.minusSeconds(30), FAILED);
        assertThat(routes.all()).isEmpty();
        fail(watch, A, Duration.ofSeconds(30), FAILED);
        assertThat(routes.all()).containsExactly(new ClosedRoute(A, START, "NOT_ATTRIBUTED"));
    }

    @Test
    void oneTenantsFailuresCloseNoOthersWay() throws IOException {
        for (int i = 0; i < 30; i++) {
            watch.saw(mailOf(A), result(FAILED));
            watch.saw(mailOf(B), result(new Accepted()));
            clock.advance(Duration.ofSeconds(30));
        }
        assertThat(closed()).containsExactly(A);
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {
                "SERVER_SAID_LATER",
                "CONNECTIONS_BUSY",
                "TIME_OVER",
                "SPOOL_UNREADABLE",
                "TENANT_UNKNOWN",
                "EXTENSION_MISSING"
            },
            mode = EnumSource.Mode.EXCLUDE)
    void everyCauseThatIsNotTheMailsCloses(Cause cause) throws IOException {
        fail(watch, A, FIVE_MINUTES, new Deferred(cause, Optional.empty()));
        assertThat(closed()).containsExactly(A);
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {
                "SERVER_SAID_LATER",
                "CONNECTIONS_BUSY",
                "TIME_OVER",
                "SPOOL_UNREADABLE",
                "TENANT_UNKNOWN",
                "EXTENSION_MISSING"
            })
    void whatMayBeTheMailsOwnClosesNothing(Cause cause) throws IOException {
        fail(watch, A, Duration.ofHours(1), new Deferred(cause, Optional.empty()));
        assertThat(closed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "451, 4.3.2, true",
        "452, 4.3.1, true",
        "451, 4.4.62, true",
        "451, 4.7.24, true",
        "450, 4.7.320, true",
        "421, '', true",
        "421, 4.2.1, true",
        "451, '', false",
        "450, 4.2.0, false",
        "452, 4.2.2, false",
        "450, 4.1.1, false",
        "451, 4.6.0, false",
        "452, 4.5.3, false",
    })
    void ofAServerThatSaysLaterTheReplyTellsWhetherItIsTheMail(int code, String status, boolean closes)
            throws IOException {
        fail(watch, A, FIVE_MINUTES, said(code, status));
        assertThat(closed()).isEqualTo(closes ? List.of(A) : List.of());
    }

    @Test
    void aMailWhoseServerWasNotAskedSaysNothing() throws IOException {
        fail(watch, A, FIVE_MINUTES, new Deferred(Cause.UNREACHABLE, Optional.empty(), Optional.of(Duration.ZERO)));
        assertThat(closed()).isEmpty();
    }

    /** A server that takes mail and never says so. */
    @Test
    void mailWithoutAnAnswerCloses() throws IOException {
        fail(watch, A, FIVE_MINUTES, new Uncertain());
        assertThat(closed()).containsExactly(A);
    }

    /** It may be what is wrong with that mail. */
    @Test
    void oneMailAloneClosesNothing() throws IOException {
        SigningJob mail = mailOf(A);
        for (int i = 0; i < 60; i++) {
            watch.saw(mail, result(FAILED));
            clock.advance(Duration.ofSeconds(30));
        }
        assertThat(closed()).isEmpty();
        watch.saw(mailOf(A), result(FAILED));
        assertThat(closed()).containsExactly(A);
    }

    @ParameterizedTest
    @CsvSource({"5.1.10, false", "5.2.2, false", "5.6.0, false", "5.7.999, true", "5.3.0, true", "'', true"})
    void whatIsRefusedToSeveralClosesUnlessItJudgesMailboxOrMessage(String status, boolean closes) throws IOException {
        SmtpReply reply = new SmtpReply(550, Optional.of(status).filter(s -> !s.isEmpty()), "no");
        fail(watch, A, FIVE_MINUTES, new Deferred(Cause.SUSPECT, Optional.of(reply)));
        assertThat(closed()).isEqualTo(closes ? List.of(A) : List.of());
    }

    /** Another process may know it for the block that it is. */
    @Test
    void aRefusalOfWhichNobodyKnowsWhatItJudgesOpensNothing() throws IOException {
        fail(watch, A, FIVE_MINUTES, FAILED);
        watch.saw(mailOf(A), result(new Refused(new SmtpReply(550, Optional.of("5.7.999"), "no"))));
        assertThat(closed()).containsExactly(A);
    }

    @Test
    void anyRecipientWhoseMailTheServerJudgedShowsThatTheWayWorks() throws IOException {
        for (ReturnOutcome judged : List.of(new Accepted(), REFUSED)) {
            fail(watch, A, FIVE_MINUTES.minusSeconds(30), FAILED);
            watch.saw(mailOf(A), result(FAILED, judged));
            fail(watch, A, FIVE_MINUTES.minusSeconds(30), FAILED);
            assertThat(closed()).isEmpty();
            watch.saw(mailOf(A), result(judged));
        }
    }

    @Test
    void theFirstSuccessOpens() throws IOException {
        for (ReturnOutcome judged : List.of(new Accepted(), REFUSED)) {
            fail(watch, A, FIVE_MINUTES, FAILED);
            assertThat(closed()).containsExactly(A);
            watch.saw(mailOf(A), result(judged));
            assertThat(closed()).isEmpty();
        }
    }

    @Test
    void opensWhatAnotherProcessClosed() throws IOException {
        ReturnWatch other = newProcess();
        other.saw(mailOf(A), result(new Accepted()));
        fail(watch, A, FIVE_MINUTES, FAILED);
        clock.advance(Duration.ofSeconds(10));
        other.saw(mailOf(A), result(new Accepted()));
        assertThat(closed()).isEmpty();
    }

    /** As after a restart, when only the stores know. */
    @Test
    void aNewProcessOpensWithItsFirstMail() throws IOException {
        fail(watch, A, FIVE_MINUTES, FAILED);
        newProcess().saw(mailOf(A), result(new Accepted()));
        assertThat(closed()).isEmpty();
    }

    @Test
    void whatAnotherProcessOpenedMustFailForTheWholeTimeAgain() throws IOException {
        fail(watch, A, FIVE_MINUTES, FAILED);
        routes.open(A);
        clock.advance(Duration.ofSeconds(10));
        fail(watch, A, FIVE_MINUTES.minusSeconds(30), FAILED);
        assertThat(closed()).isEmpty();
        fail(watch, A, Duration.ofMinutes(1), FAILED);
        assertThat(closed()).containsExactly(A);
    }

    /** Another process had success in between, or nobody would have stopped trying. */
    @Test
    void failuresThatLieFarApartAreNotOneOutage() throws IOException {
        for (int hour = 0; hour < 10; hour++) {
            watch.saw(mailOf(A), result(FAILED));
            clock.advance(Duration.ofHours(1));
        }
        assertThat(closed()).isEmpty();
    }

    @Test
    void whatTheStoresDidNotTakeIsToldAgain() throws IOException {
        routes.unavailable(true);
        fail(watch, A, FIVE_MINUTES, FAILED);
        routes.unavailable(false);
        watch.saw(mailOf(A), result(FAILED));
        assertThat(closed()).containsExactly(A);

        routes.failNextChange(1);
        watch.saw(mailOf(A), result(new Accepted()));
        assertThat(closed()).containsExactly(A);
        watch.saw(mailOf(A), result(new Accepted()));
        assertThat(closed()).isEmpty();
    }

    @Test
    void aSuccessWhileTheWayIsBeingClosedOpensIt() throws IOException {
        routes.onClose(() -> watch.saw(mailOf(A), result(new Accepted())));
        fail(watch, A, FIVE_MINUTES, FAILED);
        assertThat(closed()).isEmpty();
    }

    @Test
    void asksTheStoresNoMoreThanEveryTenSecondsWhateverIsReturned() throws IOException {
        for (int i = 0; i < 1000; i++) {
            watch.saw(mailOf(A), result(new Accepted()));
            watch.saw(mailOf(B), result(FAILED));
            clock.advance(Duration.ofMillis(100));
        }
        assertThat(routes.reads()).isLessThanOrEqualTo(10);
    }

    @Test
    void noMailWaitsForTheStores() {
        List<Runnable> later = new ArrayList<>();
        ReturnWatch patient = new ReturnWatch(routes, FIVE_MINUTES, clock, later::add);
        routes.unavailable(true);
        fail(patient, A, FIVE_MINUTES, FAILED);
        assertThat(routes.reads()).isZero();
        assertThat(later).isNotEmpty();
        later.forEach(Runnable::run);
    }
}
