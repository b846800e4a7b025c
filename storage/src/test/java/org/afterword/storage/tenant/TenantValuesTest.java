package org.afterword.storage.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.afterword.storage.json.StoredJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tenant's record, its id and its endpoint. */
class TenantValuesTest {
    private static final TenantId ID = TenantId.of("0f6c1e7a-1111-4222-8333-944444444444");
    private static final RoutingCode OLD = new RoutingCode("0123456789ab");
    private static final RoutingCode NEW = new RoutingCode("k7q2m9x4t8wz");
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final SmtpEndpoint INBOUND = new SmtpEndpoint("contoso.mail.example", 25);

    @Test
    void hasDomainsInLowerCase() {
        Tenant tenant = new Tenant(
                ID,
                "Contoso",
                Tenant.State.CONNECTED,
                Set.of("Contoso.Example", "contoso.example", "B.example"),
                "h",
                INBOUND);

        assertThat(tenant.domains()).containsExactlyInAnyOrder("contoso.example", "b.example");
        assertThatThrownBy(() -> tenant.domains().add("x.example")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void comesBackFromItsJson() throws IOException {
        for (Tenant.State state : Tenant.State.values()) {
            Tenant tenant = new Tenant(ID, "Contoso \u0130stanbul", state, Set.of("contoso.example"), "h", INBOUND);

            assertThat(StoredJson.read(StoredJson.bytes(tenant), Tenant.class)).isEqualTo(tenant);
            assertThat(StoredJson.text(tenant)).contains("\"id\":\"" + ID + "\"");
        }
    }

    @Test
    void isStoredSoThatAProcessWithoutSuspensionSignsNothing() throws IOException {
        Tenant suspended = new Tenant(ID, "Contoso", Tenant.State.SUSPENDED, Set.of("contoso.example"), "h", INBOUND);

        assertThat(StoredJson.text(suspended)).contains("\"state\":\"PAUSED\"").contains("\"suspended\":true");
    }

    @Test
    void signsNothingInAStateThatOnlyALaterVersionKnows() throws IOException {
        Tenant connected = new Tenant(ID, "Contoso", Tenant.State.CONNECTED, Set.of(), "h", INBOUND);
        String later = StoredJson.text(connected).replace("CONNECTED", "HIBERNATING");

        assertThat(StoredJson.read(later, Tenant.class)).isEqualTo(connected.with(Tenant.State.SUSPENDED));
    }

    @Test
    void readsWhatWasStoredBeforeThereWasSuspension() throws IOException {
        Tenant paused = new Tenant(ID, "Contoso", Tenant.State.PAUSED, Set.of("contoso.example"), "h", INBOUND);
        String earlier = StoredJson.text(paused).replace(",\"suspended\":false", "");

        assertThat(earlier).doesNotContain("suspended");
        assertThat(StoredJson.read(earlier, Tenant.class)).isEqualTo(paused);
    }

    @Test
    void isKnownByItsCodeAndByAnEarlierOneUntilItsTimeIsOver() throws IOException {
        Tenant changing = tenant(NEW).inPlaceOf(tenant(OLD));
        Tenant changed = changing.endingEarlierCodes(NOW, NOW.plusSeconds(60));

        for (Tenant tenant : List.of(changing, changed)) {
            assertThat(StoredJson.read(StoredJson.bytes(tenant), Tenant.class)).isEqualTo(tenant);
            assertThat(tenant.codeHashes()).containsExactlyInAnyOrder(OLD.hash(), NEW.hash());
            assertThat(tenant.isKnownBy(NEW, NOW.plusSeconds(3600))).isTrue();
            assertThat(tenant.isKnownBy(OLD, NOW.plusSeconds(59))).isTrue();
            assertThat(tenant.isKnownBy(new RoutingCode("0123456789ac"), NOW)).isFalse();
        }
        assertThat(changing.isKnownBy(OLD, NOW.plusSeconds(60))).isTrue();
        assertThat(changed.isKnownBy(OLD, NOW.plusSeconds(60))).isFalse();
    }

    @Test
    void keepsTheEndsOfSeveralChangesApartAndForgetsWhatHasRunOut() {
        RoutingCode third = new RoutingCode("0123456789ac");
        Tenant first = tenant(NEW).inPlaceOf(tenant(OLD)).endingEarlierCodes(NOW, NOW.plusSeconds(60));
        Tenant second = tenant(third).inPlaceOf(first).endingEarlierCodes(NOW, NOW.plusSeconds(90));

        assertThat(second.earlierCodes())
                .containsExactly(
                        new Tenant.EarlierCode(OLD.hash(), Optional.of(NOW.plusSeconds(60))),
                        new Tenant.EarlierCode(NEW.hash(), Optional.of(NOW.plusSeconds(90))));
        assertThat(second.endingEarlierCodes(NOW.plusSeconds(60), NOW.plusSeconds(999))
                        .codeHashes())
                .containsExactlyInAnyOrder(NEW.hash(), third.hash());
        assertThat(second.endingEarlierCodes(NOW.plusSeconds(90), NOW.plusSeconds(999)))
                .isEqualTo(tenant(third));
    }

    @Test
    void goesBackToAnEarlierCode() {
        Tenant back = tenant(OLD).inPlaceOf(tenant(NEW).inPlaceOf(tenant(OLD)));

        assertThat(back.earlierCodes()).containsExactly(new Tenant.EarlierCode(NEW.hash(), Optional.empty()));
        assertThat(back.inPlaceOf(back)).isEqualTo(back);
    }

    @Test
    void keepsItsEarlierCodesWhateverElseChanges() {
        Tenant changed = tenant(NEW).inPlaceOf(tenant(OLD));

        assertThat(changed.with(Tenant.State.PAUSED).named("Other").withDomains(Set.of("x.example")))
                .isEqualTo(new Tenant(
                        ID,
                        "Other",
                        Tenant.State.PAUSED,
                        Set.of("x.example"),
                        NEW.hash(),
                        changed.earlierCodes(),
                        INBOUND));
    }

    @Test
    void readsWhatWasStoredBeforeThereWereEarlierCodes() throws IOException {
        String earlier = StoredJson.text(tenant(OLD)).replace(",\"earlierCodes\":[]", "");

        assertThat(earlier).doesNotContain("earlierCodes");
        assertThat(StoredJson.read(earlier, Tenant.class)).isEqualTo(tenant(OLD));
    }

    private static Tenant tenant(RoutingCode code) {
        return new Tenant(ID, "Contoso", Tenant.State.CONNECTED, Set.of("contoso.example"), code.hash(), INBOUND);
    }

    @Test
    void readsAnIdWhateverItsCase() {
        assertThat(TenantId.of("0F6C1E7A-1111-4222-8333-944444444444")).isEqualTo(ID);
        assertThat(ID.value()).isEqualTo(UUID.fromString(ID.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "contoso.example", "0f6c1e7a111142228333944444444444", "../0f6c1e7a"})
    void refusesAnIdThatIsNoUuid(String id) {
        assertThatThrownBy(() -> TenantId.of(id)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"mail.example, 1", "mail.example, 65535", "192.0.2.1, 25", "2001:db8::1, 25"})
    void namesAHostAndAPort(String host, int port) {
        assertThat(new SmtpEndpoint(host, port)).hasToString(host + ":" + port);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 25",
        "' ', 25",
        "mail.example, 0",
        "mail.example, -1",
        "mail.example, 65536",
        "'a b', 25",
        "'a\n', 25"
    })
    void refusesAnEndpointThatIsNone(String host, int port) {
        assertThatThrownBy(() -> new SmtpEndpoint(host, port)).isInstanceOf(IllegalArgumentException.class);
    }
}
