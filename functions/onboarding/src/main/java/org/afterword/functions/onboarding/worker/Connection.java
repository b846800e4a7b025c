package org.afterword.functions.onboarding.worker;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.afterword.functions.onboarding.plan.Before;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.plan.Recorder;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.onboarding.OnboardingKey;
import org.afterword.storage.onboarding.OnboardingStore;
import org.afterword.storage.tenant.TenantId;

/**
 * What is known of a tenant that was connected: what was chosen, whether its rule was enabled, and how things were before.
 * It stays until it is removed.
 *
 * @param complete whether everything was created once; false while that is under way or broke off
 */
record Connection(PlanOptions options, boolean complete, boolean enabled, List<Before> before) {
    Connection {
        before = List.copyOf(before);
    }

    static Optional<Connection> find(OnboardingStore store, TenantId tenant) throws IOException {
        Optional<String> json = store.find(key(tenant));
        return json.isPresent() ? Optional.of(StoredJson.read(json.get(), Connection.class)) : Optional.empty();
    }

    /** Notes how an object was before it is touched; the first sight counts. */
    static void remember(OnboardingStore store, TenantId tenant, PlanOptions options, Before seen) throws IOException {
        store.update(key(tenant), json -> {
            Connection known = json.map(Connection::parse).orElse(new Connection(options, false, false, List.of()));
            return Optional.of(StoredJson.text(new Connection(
                    options, known.complete, known.enabled, Recorder.merge(known.before, List.of(seen)))));
        });
    }

    static void keep(OnboardingStore store, TenantId tenant, PlanOptions options, boolean enabled) throws IOException {
        store.update(key(tenant), json -> {
            Connection known = json.map(Connection::parse).orElse(new Connection(options, false, false, List.of()));
            return Optional.of(StoredJson.text(new Connection(options, true, enabled, known.before)));
        });
    }

    static void forget(OnboardingStore store, TenantId tenant) throws IOException {
        store.update(key(tenant), json -> Optional.empty());
    }

    private static Connection parse(String json) {
        try {
            return StoredJson.read(json, Connection.class);
        } catch (IOException broken) {
            throw new IllegalStateException("the record of a connection cannot be read", broken);
        }
    }

    private static OnboardingKey key(TenantId tenant) {
        return OnboardingKey.connection(tenant.toString());
    }
}
