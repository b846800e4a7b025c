package org.afterword.functions.mail.returning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.afterword.engine.message.Recipient;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.functions.mail.returning.ServerGate.Entered;
import org.afterword.functions.mail.returning.ServerGate.PutBack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ServerGateTest {
    private static final ReturnResult ACCEPTED = result(new Accepted());
    private static final ReturnResult THROTTLED = result(new Deferred(Cause.THROTTLED));
    private static final ReturnResult UNREACHABLE = result(new Deferred(Cause.UNREACHABLE));

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
    private final ServerGate gate = new ServerGate(nanos::get, new Random(1), ServerGate.NEAR);

    private static ReturnResult result(ReturnOutcome outcome) {
        return ReturnResult.all(List.of(Recipient.of("ben@fabrikam.example")), outcome);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void one(ReturnResult result) {
        gate.leave(enter(), result);
    }

    private Entered enter() {
        return switch (gate.enter(false)) {
            case Entered entered -> entered;
            case PutBack putBack -> throw new AssertionError("put back: " + putBack);
        };
    }

    private Deferred putBack() {
        return switch (gate.enter(false)) {
            case Entered entered -> throw new AssertionError("let in");
            case PutBack putBack -> putBack.outcome();
        };
    }

    private Duration again() {
        Deferred outcome = putBack();
        assertThat(outcome.attempted()).isFalse();
        return outcome.again().orElseThrow();
    }

    @Test
    void beginsWithOneAndGrowsWithEachSuccessUpToFour() {
        List<Integer> limits = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            limits.add(gate.limit());
            one(ACCEPTED);
        }
        assertThat(limits).containsExactly(1, 2, 3, 4, 4);
    }

    @Test
    void shrinksWhenThrottledAndGrowsSlowlyAfterThat() {
        for (int i = 0; i < 3; i++) {
            one(ACCEPTED);
        }
        one(THROTTLED);
        assertThat(gate.limit()).isEqualTo(2);
        one(THROTTLED);
        one(THROTTLED);
        assertThat(gate.limit()).isEqualTo(1);
        for (int i = 0; i < 19; i++) {
            one(ACCEPTED);
        }
        assertThat(gate.limit()).isEqualTo(1);
        one(ACCEPTED);
        assertThat(gate.limit()).isEqualTo(2);
    }

    @Test
    void largeMailLeavesAPlaceToSmallMail() {
        assertThat(gate.look(true))
                .as("where there is but one place it is anybody's")
                .isEmpty();
        for (int i = 0; i < 4; i++) {
            Entered entered = enter();
            pass(Duration.ofSeconds(4));
            gate.leave(entered, ACCEPTED);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(gate.enter(true)).isInstanceOf(Entered.class);
        }
        pass(Duration.ofSeconds(10));
        assertThat(gate.look(true)).isPresent();
        assertThat(gate.enter(true)).isInstanceOf(PutBack.class);
        Entered small = enter();
        assertThat(gate.enter(false)).as("the fifth").isInstanceOf(PutBack.class);
        gate.leave(small, ACCEPTED);
        assertThat(gate.enter(true)).as("the place of a small mail").isInstanceOf(PutBack.class);
        enter();
    }

    @Test
    void putsBackAtOnceWhereMailTakesLong() {
        for (int i = 0; i < 4; i++) {
            Entered entered = enter();
            pass(Duration.ofSeconds(4));
            gate.leave(entered, ACCEPTED);
        }
        for (int i = 0; i < 4; i++) {
            enter();
        }
        // The clock of this test does not move, so that waiting would never end.
        assertThat(putBack().cause()).isEqualTo(Cause.CONNECTIONS_BUSY);
    }

    @Test
    void putsBackAtOnceWhereAQuickServerBeginsToHang() {
        for (int i = 0; i < 4; i++) {
            one(ACCEPTED);
        }
        for (int i = 0; i < 4; i++) {
            enter();
        }
        pass(Duration.ofSeconds(3));
        assertThat(putBack().cause()).isEqualTo(Cause.CONNECTIONS_BUSY);
    }

    @Test
    void waitsForItsTurnWhereThatIsNear() throws InterruptedException {
        ServerGate patient = new ServerGate(nanos::get, new Random(1), Duration.ofSeconds(60));
        Entered first = (Entered) patient.enter(false);
        List<ServerGate.Entry> second = new ArrayList<>();
        Thread waiting = Thread.ofPlatform().start(() -> second.add(patient.enter(false)));
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        patient.leave(first, ACCEPTED);
        waiting.join();
        assertThat(second).singleElement().isInstanceOf(Entered.class);
    }

    @Test
    void letsThoseThatArePutBackComeAtARate() {
        enter();
        pass(Duration.ofSeconds(3));
        for (int i = 0; i < 1000; i++) {
            assertThat(again()).isEqualTo(Duration.ofMillis(1000 + 25 * i));
        }
        pass(Duration.ofSeconds(50));
        assertThat(again()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void mailThatHangsForAMinuteDoesNotStopTheNext() {
        Entered hangs = enter();
        pass(Duration.ofSeconds(59));
        assertThat(putBack().cause()).isEqualTo(Cause.CONNECTIONS_BUSY);
        pass(Duration.ofSeconds(2));
        for (int i = 0; i < 4; i++) {
            enter();
            pass(Duration.ofSeconds(61));
        }
        // Four hang, and one may be under way.
        assertThat(putBack().cause()).isEqualTo(Cause.CONNECTIONS_BUSY);
        gate.leave(hangs, ReturnResult.NONE);
        enter();
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"UNREACHABLE", "UNKNOWN_HOST", "NO_STARTTLS", "TLS_FAILED", "TOO_SLOW"})
    void keepsMailFromAServerThatIsAwayAndSaysWhy(Cause cause) {
        one(result(new Deferred(cause)));
        Deferred outcome = putBack();
        assertThat(outcome.cause()).isEqualTo(cause);
        assertThat(outcome.attempted()).isFalse();
        assertThat(result(outcome).setupFault()).isEmpty();
        assertThat(outcome.again().orElseThrow()).isBetween(Duration.ofMillis(750), Duration.ofSeconds(1));
    }

    @Test
    void opensAfterThreeMailsInARowWithoutAnAnswer() {
        one(result(new Uncertain()));
        one(result(new Deferred(Cause.CONNECTION_LOST)));
        one(ACCEPTED);
        one(result(new Uncertain()));
        one(result(new Deferred(
                Cause.SERVER_SAID_LATER, Optional.of(new SmtpReply(421, Optional.empty(), "too many connections")))));
        one(result(new Uncertain()));
        assertThat(putBack().cause()).isEqualTo(Cause.TOO_SLOW);
    }

    @Test
    void mailThatFailsByItselfSaysNothingOfTheServer() {
        for (int i = 0; i < 10; i++) {
            one(ReturnResult.NONE);
            one(result(new Deferred(Cause.SPOOL_UNREADABLE)));
            one(result(new Deferred(Cause.TIME_OVER)));
        }
        one(ACCEPTED);
    }

    @Test
    void oneMailTriesAtATimeAndLessOftenWithEachFailure() {
        one(UNREACHABLE);
        for (int seconds : List.of(1, 2, 4, 8, 16, 30, 30, 30)) {
            Duration wait = again();
            assertThat(wait).isBetween(Duration.ofMillis(750L * seconds - 20), Duration.ofSeconds(seconds));
            pass(wait);
            Entered trial = enter();
            assertThat(putBack().cause()).isEqualTo(Cause.UNREACHABLE);
            gate.leave(trial, UNREACHABLE);
            pass(Duration.ofMillis(20));
        }
    }

    @Test
    void theFirstSuccessClosesIt() {
        for (int i = 0; i < 3; i++) {
            one(ACCEPTED);
        }
        Entered early = enter();
        one(UNREACHABLE);
        assertThat(gate.limit()).isEqualTo(1);
        pass(again());
        Entered trial = enter();
        gate.leave(early, UNREACHABLE);
        assertThat(putBack().cause()).isEqualTo(Cause.UNREACHABLE);
        gate.leave(trial, ACCEPTED);
        enter();
        enter();
    }

    @Test
    void aTrialThatLearnsNothingIsFollowedByAnother() {
        one(UNREACHABLE);
        pass(again());
        one(ReturnResult.NONE);
        one(ACCEPTED);
    }

    @Test
    void aTrialThatHangsDoesNotKeepOthersFromTryingForEver() {
        one(UNREACHABLE);
        pass(again());
        enter();
        assertThat(putBack().cause()).isEqualTo(Cause.UNREACHABLE);
        pass(Duration.ofSeconds(61));
        one(ACCEPTED);
    }
}
