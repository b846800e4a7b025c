package org.afterword.functions.console.session;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.Caller;
import org.afterword.functions.onboarding.session.ConnectSession;
import org.afterword.functions.onboarding.session.Entry;
import org.afterword.functions.onboarding.session.SessionSecret;
import org.afterword.functions.onboarding.session.Sessions;
import org.afterword.functions.onboarding.session.SignedInAccount;
import org.afterword.storage.onboarding.OnboardingStore;

/**
 * For whom a browser's session speaks. Other interfaces ask here before they show or change what is a tenant's. Safe for use
 * by several threads.
 */
public final class ConsoleSessions {
    /** After this time somebody has to sign in again. */
    private static final Duration LIFE = Duration.ofHours(8);

    private final Sessions sessions;
    private final InstantSource clock;

    public ConsoleSessions(OnboardingStore store, InstantSource clock) {
        this.sessions = new Sessions(store);
        this.clock = clock;
    }

    /**
     * The administrator by the request's cookie; empty if nobody has signed in, or they have signed out, or that was hours
     * ago. A request that changes something has to be {@linkplain ApiRequest#isOurs ours} too.
     *
     * @throws IOException if the store does not answer
     */
    public Optional<Caller.Administrator> administrator(ApiRequest request) throws IOException {
        Optional<SessionSecret> secret = SessionCookie.read(request);
        Optional<Entry> entry = secret.isPresent() ? sessions.enter(secret.get()) : Optional.empty();
        return entry.filter(entered -> !entered.changed())
                .map(Entry::session)
                .flatMap(ConnectSession::account)
                .filter(this::isSignedIn)
                .map(account -> new Caller.Administrator(account.tenant(), account.name(), account.mayChange()));
    }

    private boolean isSignedIn(SignedInAccount account) {
        return account.letIn()
                .filter(since -> clock.instant().isBefore(since.plus(LIFE)))
                .isPresent();
    }
}
