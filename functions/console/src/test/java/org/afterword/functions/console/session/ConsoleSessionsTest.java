package org.afterword.functions.console.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.Caller;
import org.afterword.functions.onboarding.session.ConnectSession;
import org.afterword.functions.onboarding.session.SessionSecret;
import org.afterword.functions.onboarding.session.Sessions;
import org.afterword.functions.onboarding.session.SignedInAccount;
import org.afterword.storage.fake.InMemoryOnboardingStore;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;

class ConsoleSessionsTest {
    private static final TenantId TENANT = TenantId.of("6f0a7c9e-2f7b-4d1c-9a53-0d3c4b7f1e2a");

    private final InMemoryOnboardingStore store = new InMemoryOnboardingStore();
    private final Sessions sessions = new Sessions(store);
    private SessionSecret secret = SessionSecret.create();
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private final ConsoleSessions door = new ConsoleSessions(store, () -> now);

    private Optional<Caller.Administrator> administrator(String cookie) throws Exception {
        return door.administrator(
                ApiRequest.of("GET", URI.create("https://app.example/"), Map.of(), Map.of("cookie", cookie), ""));
    }

    private Optional<Caller.Administrator> administrator() throws Exception {
        return administrator("a=b; __Host-afterword-connect=" + secret.cookie());
    }

    private void signedIn() throws Exception {
        sessions.signIn(secret, now);
        sessions.update(
                secret.id(),
                session -> session.signedIn(new SignedInAccount("admin@contoso.com", TENANT, false, Optional.of(now))));
        secret = sessions.enter(secret).orElseThrow().secret();
    }

    @Test
    void knowsNobodyByTheSecretFromBeforeTheSignIn() throws Exception {
        SessionSecret before = secret;
        signedIn();

        assertThat(administrator("__Host-afterword-connect=" + before.cookie())).isEmpty();
    }

    @Test
    void knowsForWhichTenantACookieSpeaks() throws Exception {
        assertThat(administrator()).isEmpty();
        signedIn();

        assertThat(administrator()).contains(new Caller.Administrator(TENANT, "admin@contoso.com", false));
        assertThat(administrator("")).isEmpty();
        assertThat(administrator(
                        "__Host-afterword-connect=" + SessionSecret.create().cookie()))
                .isEmpty();
    }

    @Test
    void takesNoCookieThatAnotherHostMayHaveSet() throws Exception {
        signedIn();

        assertThat(administrator("afterword-connect=" + secret.cookie())).isEmpty();
    }

    @Test
    void knowsNobodyWhomExchangeHasNotLetIn() throws Exception {
        sessions.signIn(secret, now);
        sessions.update(
                secret.id(), session -> session.signedIn(new SignedInAccount("admin@contoso.com", TENANT, false)));

        assertThat(administrator()).isEmpty();
    }

    @Test
    void forgetsAfterEightHoursAndAtOnceWhenSomebodySignsOut() throws Exception {
        signedIn();
        now = now.plus(Duration.ofHours(8));
        assertThat(administrator()).isEmpty();

        secret = SessionSecret.create();
        signedIn();
        assertThat(administrator()).isPresent();
        sessions.update(secret.id(), ConnectSession::signedOut);
        assertThat(administrator()).isEmpty();
    }
}
