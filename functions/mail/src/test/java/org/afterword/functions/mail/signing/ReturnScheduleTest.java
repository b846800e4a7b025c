package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.message.Recipient;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.storage.mail.SigningQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReturnScheduleTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "1,PT0S,PT25S,PT30S",
        "20,PT9M59S,PT25S,PT30S",
        "21,PT10M,PT1M40S,PT2M",
        "28,PT20M,PT1M40S,PT2M",
        "30,PT30M,PT4M10S,PT5M",
        "31,PT1H,PT8M20S,PT10M",
        "300,PT2H,PT25M,PT30M",
        "300,PT100H,PT25M,PT30M",
        "1,PT9M59S,PT25S,PT30S",
        "1,PT10M,PT1M15S,PT1M30S",
        "3,PT100H,PT1M15S,PT1M30S",
        "1,PT-5S,PT25S,PT30S"
    })
    void triesOftenAtFirstAndLessOftenWithAge(int attempt, Duration age, Duration least, Duration most) {
        assertThat(ReturnSchedule.afterFailure(attempt, age, 1)).isEqualTo(least);
        assertThat(ReturnSchedule.afterFailure(attempt, age, 0)).isEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({"1,PT30S", "2,PT1M", "3,PT2M", "4,PT5M", "5,PT10M", "6,PT30M", "300,PT30M"})
    void doublesAMailSeldom(int attempt, Duration most) {
        assertThat(ReturnSchedule.afterDoubt(attempt, 0)).isEqualTo(most);
        assertThat(ReturnSchedule.afterDoubt(attempt, 1))
                .isBetween(most.multipliedBy(4).dividedBy(5), most);
    }

    @ParameterizedTest
    @CsvSource({"PT0S,PT20S,PT21S", "PT9M,PT20S,PT21S", "PT10M,PT1M40S,PT2M", "PT5H,PT25M,PT30M"})
    void comesWhenAServerThatIsAwayMayBeBackAndLessOftenWithAge(Duration age, Duration least, Duration most) {
        Duration away = Duration.ofSeconds(20);
        for (double random = 0; random <= 1; random += 0.25) {
            assertThat(ReturnSchedule.whileAway(away, age, random)).isBetween(least, most);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,PT5S,PT9S",
        "PT30S,PT2.5S,PT4.5S",
        "PT1M30S,PT1.25S,PT2.25S",
        "PT9M59S,PT1S,PT1S",
        "PT-5S,PT5S,PT9S"
    })
    void comesSoonWhereAPlaceWasMissingAndSoonerWithAge(Duration age, Duration most, Duration many) {
        assertThat(ReturnSchedule.whileBusy(Duration.ZERO, age, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(ReturnSchedule.whileBusy(Duration.ZERO, age, 1)).isEqualTo(most);
        assertThat(ReturnSchedule.whileBusy(Duration.ofSeconds(9), age, 1)).isEqualTo(many);
    }

    /** A message that is there before its mail's lease is given back finds the mail held. */
    @ParameterizedTest
    @CsvSource({"PT0S", "PT1M", "PT9M59S", "PT10M", "PT200H"})
    void nothingComesAgainBeforeItsLeaseIsGivenBack(Duration age) {
        List<Recipient> ben = List.of(Recipient.of("ben@fabrikam.example"));
        for (Duration again : List.of(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(999))) {
            for (Cause cause : List.of(Cause.UNREACHABLE, Cause.CONNECTIONS_BUSY)) {
                for (double random = 0; random <= 1; random += 0.125) {
                    ReturnResult notNow =
                            ReturnResult.all(ben, new Deferred(cause, Optional.empty(), Optional.of(again)));
                    assertThat(ReturnSchedule.delay(notNow, 1, age, random))
                            .isGreaterThanOrEqualTo(Settlement.ONCE_GIVEN_BACK);
                }
            }
        }
    }

    /** There may be ten thousand of them, and what is due within a minute counts as work. */
    @ParameterizedTest
    @CsvSource({"PT10M", "PT1H", "PT3H", "PT200H"})
    void whatWaitsForLongIsNotAmongTheWorkThatIsDue(Duration age) {
        Deferred busy = new Deferred(Cause.CONNECTIONS_BUSY, Optional.empty());
        Deferred away = new Deferred(Cause.UNREACHABLE, Optional.empty(), Optional.of(Duration.ofSeconds(1)));
        Deferred tried = new Deferred(Cause.UNREACHABLE, Optional.empty());
        List<Recipient> ben = List.of(Recipient.of("ben@fabrikam.example"));
        for (int attempt : new int[] {1, 2, 3, 4, 100}) {
            for (Deferred outcome : List.of(busy, away, tried)) {
                for (double random = 0; random <= 1; random += 0.125) {
                    Duration delay = ReturnSchedule.delay(ReturnResult.all(ben, outcome), attempt, age, random);
                    assertThat(SigningQueue.nameFor(delay)).as("%s", delay).isEqualTo(SigningQueue.LATER);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"PT10M", "PT200H"})
    void asksSeldomForAPlaceWhenOld(Duration age) {
        assertThat(ReturnSchedule.whileBusy(Duration.ZERO, age, 0)).isEqualTo(Duration.ofSeconds(90));
        assertThat(ReturnSchedule.whileBusy(Duration.ZERO, age, 1)).isEqualTo(Duration.ofSeconds(75));
        assertThat(ReturnSchedule.whileBusy(Duration.ofMinutes(3), age, 1)).isEqualTo(Duration.ofMinutes(3));
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,false,false,false",
        "PT4H,false,false,false",
        "PT4H1S,true,false,false",
        "PT24H,true,false,false",
        "PT24H1S,true,true,false",
        "PT120H,true,true,false",
        "PT120H1S,true,true,true"
    })
    void saysDelayedAfterFourHoursReportsAfterADayAndKeepsAsideAfterFive(
            Duration age, boolean delayed, boolean givenUp, boolean aside) {
        assertThat(ReturnSchedule.delayed(RECEIVED, RECEIVED.plus(age))).isEqualTo(delayed);
        assertThat(ReturnSchedule.givenUp(RECEIVED, RECEIVED.plus(age))).isEqualTo(givenUp);
        assertThat(ReturnSchedule.endsAside(RECEIVED, RECEIVED.plus(age))).isEqualTo(aside);
    }

    @Test
    void saysUntilWhenAMailIsTried() {
        assertThat(ReturnSchedule.triedUntil(RECEIVED, false)).isEqualTo(RECEIVED.plus(Duration.ofHours(24)));
        assertThat(ReturnSchedule.triedUntil(RECEIVED, true)).isEqualTo(RECEIVED.plus(Duration.ofDays(5)));
    }
}
