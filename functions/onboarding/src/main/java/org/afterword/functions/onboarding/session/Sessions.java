package org.afterword.functions.onboarding.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.afterword.functions.onboarding.signin.Customer;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.onboarding.OnboardingKey;
import org.afterword.storage.onboarding.OnboardingStore;

/**
 * The stored sessions. A session without a version is from before sessions had one; it has expired. Safe for use by several
 * threads.
 */
public final class Sessions {
    private final OnboardingStore store;

    public Sessions(OnboardingStore store) {
        this.store = store;
    }

    /**
     * The session, if there is one.
     *
     * @throws NewerSessionException if a newer program stored it
     * @throws IOException if the store does not answer, or the session cannot be read
     */
    public Optional<ConnectSession> find(String id) throws IOException {
        Optional<String> json = store.find(OnboardingKey.session(id));
        return json.isPresent() ? read(json.get()) : Optional.empty();
    }

    /**
     * The session that a browser's secret opens. When somebody has signed in there is a new secret, and the old one opens
     * nothing but is told the new one, and that only until a new one was used. If several ask with the old one, as after an
     * answer that was lost, each is told another, of which the last opens the session.
     *
     * @throws NewerSessionException if a newer program stored it
     * @throws IOException if the store does not answer, or the session cannot be read
     */
    public Optional<Entry> enter(SessionSecret secret) throws IOException {
        Optional<ConnectSession> found = find(secret.id());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.get().isFor(secret)) {
            boolean first = secret.isSuccessor()
                    && found.get().successor().filter(next -> !next.taken()).isPresent();
            Optional<ConnectSession> now =
                    first ? update(secret.id(), session -> session.isFor(secret) ? session.taken() : session) : found;
            return now.filter(session -> session.isFor(secret)).map(session -> new Entry(session, secret, false));
        }
        Successor next = Successor.of(secret);
        SessionSecret told = secret.successor(next.salt());
        return update(secret.id(), session -> session.passedOn(secret, next))
                .filter(session -> session.isFor(told))
                .map(session -> new Entry(session, told, true));
    }

    /** Asks for a sign-in to the account's own organisation. */
    public ConnectSession signIn(SessionSecret secret, Instant now) throws IOException {
        return signIn(secret, now, Optional.empty());
    }

    /**
     * Asks for a sign-in: the browser's session begins anew, and a worker is called.
     *
     * @param customer the organisation to sign in to; empty for that of the account
     */
    public ConnectSession signIn(SessionSecret secret, Instant now, Optional<Customer> customer) throws IOException {
        Successor successor = Successor.of(secret);
        ConnectSession begun = change(
                        secret.id(),
                        before -> Optional.of(ConnectSession.begin(
                                        secret.publicKey(),
                                        before.map(ConnectSession::attempt).orElse(0) + 1,
                                        now)
                                .of(customer)
                                .followedBy(successor)))
                .orElseThrow();
        store.enqueue(new ConnectJob(secret.id(), begun.attempt()).toJson());
        return begun;
    }

    /**
     * Changes the session, if there is one.
     *
     * @param change may be called several times, so it must have no other effect
     * @return what is there now
     */
    public Optional<ConnectSession> update(String id, UnaryOperator<ConnectSession> change) throws IOException {
        return change(id, session -> session.map(change));
    }

    private Optional<ConnectSession> change(
            String id, Function<Optional<ConnectSession>, Optional<ConnectSession>> change) throws IOException {
        try {
            Optional<String> now = store.update(
                    OnboardingKey.session(id),
                    before -> change.apply(before.flatMap(Sessions::readInStep)).map(StoredJson::text));
            return now.isPresent() ? read(now.get()) : Optional.empty();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    private static Optional<ConnectSession> readInStep(String json) {
        try {
            return read(json);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Optional<ConnectSession> read(String json) throws IOException {
        Optional<Integer> version = StoredJson.read(json, Form.class).version();
        if (version.isEmpty()) {
            return Optional.empty();
        }
        if (version.get() > ConnectSession.VERSION) {
            throw new NewerSessionException(version.get());
        }
        return Optional.of(StoredJson.read(json, ConnectSession.class));
    }

    /** All that is read of a session before it is known in which form it is. */
    private record Form(Optional<Integer> version) {}
}
