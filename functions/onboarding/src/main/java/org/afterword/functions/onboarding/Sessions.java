package org.afterword.functions.onboarding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.afterword.storage.onboarding.OnboardingKey;
import org.afterword.storage.onboarding.OnboardingStore;

/**
 * The sessions as JSON objects. The worker writes what it does and sees; the page's requests write orders. Secrets are in them
 * sealed only, see {@link SessionSecret}. Safe for use by several threads.
 */
public final class Sessions {
    /** The tenant that Microsoft signed somebody in to. */
    public static final String TENANT = "tenant";
    /** Whom Microsoft signed in. */
    public static final String ACCOUNT = "account";
    /** Since when Exchange Online lets them read the organisation's settings. */
    public static final String LET_IN = "letIn";
    /** Whether they administer Exchange. */
    public static final String MAY_CHANGE = "mayChange";

    private static final List<String> OF_THE_SIGNED_IN = List.of(
            TENANT,
            ACCOUNT,
            LET_IN,
            MAY_CHANGE,
            "organization",
            "domains",
            "plan",
            "drift",
            "console",
            "routingCode",
            "code",
            "testSince");

    static final ObjectMapper JSON = new ObjectMapper();

    private final OnboardingStore store;

    public Sessions(OnboardingStore store) {
        this.store = store;
    }

    public Optional<ObjectNode> find(String id) throws IOException {
        return store.find(OnboardingKey.session(id)).map(Sessions::parse);
    }

    /** Changes the session, which is made if it is not there. */
    public ObjectNode update(String id, Consumer<ObjectNode> change) throws IOException {
        return store.update(OnboardingKey.session(id), before -> {
                    ObjectNode session = before.map(Sessions::parse)
                            .orElseGet(() -> JSON.createObjectNode().put("stage", Stage.IDLE.name()));
                    change.accept(session);
                    return Optional.of(session.toString());
                })
                .map(Sessions::parse)
                .orElseThrow();
    }

    /** Takes out what only somebody who is signed in may see or do. */
    public static void signOut(ObjectNode session) {
        session.remove(OF_THE_SIGNED_IN);
    }

    /** Calls the worker. */
    public void enqueue(String id, int attempt) throws IOException {
        store.enqueue(JSON.createObjectNode()
                .put("session", id)
                .put("attempt", attempt)
                .toString());
    }

    static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException | ClassCastException broken) {
            throw new IllegalStateException("a document of onboarding cannot be read", broken);
        }
    }
}
