package org.afterword.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.afterword.engine.message.MailAddress;
import org.afterword.storage.fake.InMemoryClosedRoutes;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.tenant.ClosedRoute;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;

class TenantDoorsTest {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Tenant CONTOSO = tenant("contoso.example");
    private static final Tenant FABRIKAM = tenant("fabrikam.example");
    private static final Optional<MailAddress> ANNA = sender("anna@contoso.example");
    private static final Optional<MailAddress> FINN = sender("finn@fabrikam.example");

    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final InMemoryClosedRoutes routes = new InMemoryClosedRoutes();
    private final TenantDoors doors = new TenantDoors(routes, clock, Runnable::run);

    private static Tenant tenant(String domain) {
        return new Tenant(
                new TenantId(UUID.randomUUID()),
                domain,
                Tenant.State.CONNECTED,
                Set.of(domain),
                "",
                new SmtpEndpoint("localhost", 25));
    }

    private static Optional<MailAddress> sender(String address) {
        return Optional.of(MailAddress.of(address));
    }

    private void close(Tenant tenant) throws IOException {
        routes.close(new ClosedRoute(tenant.id(), clock.instant(), "NOT_ATTRIBUTED"));
    }

    @Test
    void takesAllMailOfATenantWhoseWayBackWorks() throws IOException {
        close(FABRIKAM);
        for (int i = 0; i < 100; i++) {
            assertThat(doors.closedTo(ANNA)).isEmpty();
            assertThat(doors.admits(CONTOSO, ANNA)).isTrue();
        }
        assertThat(doors.closed()).isEqualTo(1);
    }

    @Test
    void takesOneMailInEachMinuteOfATenantWhoseDoorIsClosed() throws IOException {
        close(CONTOSO);
        int taken = 0;
        for (int second = 0; second < 600; second++) {
            taken += doors.admits(CONTOSO, ANNA) ? 1 : 0;
            taken += doors.admits(CONTOSO, Optional.empty()) ? 1 : 0;
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(taken).isEqualTo(10);
    }

    /** After a quiet hour there is one mail, not sixty. */
    @Test
    void savesUpNoMail() throws IOException {
        close(CONTOSO);
        assertThat(doors.admits(CONTOSO, ANNA)).isTrue();
        for (int minute = 0; minute < 60; minute++) {
            clock.advance(A_MINUTE);
            assertThat(doors.closed()).isEqualTo(1);
        }
        assertThat(doors.admits(CONTOSO, ANNA)).isTrue();
        assertThat(doors.admits(CONTOSO, ANNA)).isFalse();
    }

    @Test
    void seesWithinTenSecondsThatADoorIsClosedAndThatItIsOpen() throws IOException {
        assertThat(doors.closed()).isZero();
        close(CONTOSO);
        clock.advance(Duration.ofSeconds(10));
        assertThat(doors.admits(CONTOSO, ANNA)).isTrue();
        assertThat(doors.admits(CONTOSO, ANNA)).isFalse();
        assertThat(doors.closedTo(ANNA)).contains(CONTOSO.id());
        routes.open(CONTOSO.id());
        clock.advance(Duration.ofSeconds(10));
        assertThat(doors.closedTo(ANNA)).isEmpty();
        assertThat(doors.admits(CONTOSO, ANNA)).isTrue();
        assertThat(doors.admits(CONTOSO, ANNA)).isTrue();
        assertThat(doors.closed()).isZero();
    }

    @Test
    void aSenderWhoseMailWasTurnedAwayIsKnownUntilTheNextMailMayBeTaken() throws IOException {
        close(CONTOSO);
        assertThat(doors.closedTo(ANNA)).isEmpty();
        doors.admits(CONTOSO, ANNA);
        assertThat(doors.closedTo(ANNA)).contains(CONTOSO.id());
        assertThat(doors.closedTo(sender("ben@CONTOSO.example"))).contains(CONTOSO.id());
        assertThat(doors.closedTo(FINN)).isEmpty();
        assertThat(doors.closedTo(Optional.empty())).isEmpty();
        clock.advance(A_MINUTE);
        assertThat(doors.closedTo(ANNA)).isEmpty();
        assertThat(doors.admits(CONTOSO, ANNA)).isTrue();
    }

    /** Mail that is passed on has a sender who may be anybody, also somebody of another tenant. */
    @Test
    void aSenderOfAnotherDomainClosesThatDomainToNobody() throws IOException {
        close(CONTOSO);
        doors.admits(CONTOSO, FINN);
        doors.admits(CONTOSO, FINN);
        assertThat(doors.closedTo(FINN)).isEmpty();
        assertThat(doors.admits(FABRIKAM, FINN)).isTrue();
    }

    @Test
    void whileTheStoreDoesNotAnswerWhatItSaidLastCounts() throws IOException {
        close(CONTOSO);
        doors.admits(CONTOSO, ANNA);
        routes.unavailable(true);
        for (int second = 0; second < 60; second += 10) {
            assertThat(doors.admits(CONTOSO, ANNA)).isFalse();
            assertThat(doors.admits(FABRIKAM, FINN)).isTrue();
            clock.advance(Duration.ofSeconds(10));
        }
    }

    @Test
    void aStoreThatDoesNotAnswerForTenMinutesOpensEveryDoor() throws IOException {
        close(CONTOSO);
        doors.admits(CONTOSO, ANNA);
        routes.unavailable(true);
        clock.advance(Duration.ofMinutes(10).plusMillis(1));
        assertThat(doors.closedTo(ANNA)).isEmpty();
        assertThat(doors.admits(CONTOSO, ANNA)).isTrue();
        assertThat(doors.admits(CONTOSO, ANNA)).isTrue();
        routes.unavailable(false);
        clock.advance(Duration.ofSeconds(10));
        doors.admits(CONTOSO, ANNA);
        assertThat(doors.admits(CONTOSO, ANNA)).isFalse();
    }

    @Test
    void aStoreThatNeverAnsweredClosesNothing() throws IOException {
        close(CONTOSO);
        routes.unavailable(true);
        assertThat(doors.admits(CONTOSO, ANNA)).isTrue();
        assertThat(doors.admits(CONTOSO, ANNA)).isTrue();
    }

    @Test
    void noSessionWaitsForTheStoreAndItIsAskedOnceAtATime() throws IOException {
        close(CONTOSO);
        List<Runnable> later = new ArrayList<>();
        TenantDoors patient = new TenantDoors(routes, clock, later::add);
        for (int second = 0; second < 100; second++) {
            assertThat(patient.admits(CONTOSO, ANNA)).isTrue();
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(routes.reads()).isZero();
        assertThat(later).hasSize(1);
        later.forEach(Runnable::run);
        assertThat(patient.admits(CONTOSO, ANNA)).isTrue();
        assertThat(patient.admits(CONTOSO, ANNA)).isFalse();
    }
}
