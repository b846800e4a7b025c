package org.afterword.functions.console.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.Caller;
import org.afterword.functions.onboarding.SessionSecret;
import org.afterword.functions.onboarding.Sessions;
import org.afterword.storage.onboarding.OnboardingStore;
import org.afterword.storage.tenant.TenantId;

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
        Optional<ObjectNode> session =
                secret.isPresent() ? sessions.find(secret.get().id()) : Optional.empty();
        return session.filter(this::isSignedIn)
                .map(found -> new Caller.Administrator(
                        TenantId.of(found.path(Sessions.TENANT).asText()),
                        found.path(Sessions.ACCOUNT).asText(),
                        found.path(Sessions.MAY_CHANGE).asBoolean()));
    }

    private boolean isSignedIn(ObjectNode session) {
        return session.hasNonNull(Sessions.TENANT)
                && session.hasNonNull(Sessions.LET_IN)
                && clock.instant()
                        .isBefore(Instant.parse(session.path(Sessions.LET_IN).asText())
                                .plus(LIFE));
    }
}
