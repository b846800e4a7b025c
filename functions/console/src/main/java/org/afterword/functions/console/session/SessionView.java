package org.afterword.functions.console.session;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.functions.onboarding.ConnectWorker;
import org.afterword.functions.onboarding.SessionSecret;
import org.afterword.functions.onboarding.Sessions;
import org.afterword.functions.onboarding.Stage;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TraceRecord;
import org.afterword.storage.trace.TraceStore;

/** What a browser sees of its session: the code in clear, no keys, and whether the worker still lives. */
public final class SessionView {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> INTERNAL =
            List.of("publicKey", "owner", "alive", "routingCode", "orders", "ordersDone", Sessions.LET_IN);
    private static final Set<String> QUIET = Set.of(Stage.IDLE.name(), Stage.REMOVED.name(), Stage.ENDED.name());
    /** How long a job may wait for a worker before we say so. */
    private static final Duration UNTIL_STARTED = Duration.ofMinutes(1);

    private static final int TRACES = 50;

    private final ConnectSettings settings;
    private final TraceStore traces;
    private final InstantSource clock;

    public SessionView(ConnectSettings settings, TraceStore traces, InstantSource clock) {
        this.settings = settings;
        this.traces = traces;
        this.clock = clock;
    }

    /** For a browser without a session. */
    public ObjectNode nothing() {
        return JSON.createObjectNode()
                .put("stage", Stage.IDLE.name())
                .put("ready", settings.stamp().isPresent());
    }

    public ObjectNode of(ObjectNode session, SessionSecret secret) throws IOException {
        ObjectNode view = session.deepCopy();
        view.remove(INTERNAL);
        view.put("ready", settings.stamp().isPresent());
        view.put("code", secret.open(session.path("code").asText("")).orElse(""));
        view.put("hasValues", session.hasNonNull("routingCode"));
        view.put("lost", isLost(session));
        view.put(
                "busy",
                session.path("ordersDone").asInt() < session.path("orders").size());
        view.put("now", clock.instant().toString());
        if (session.hasNonNull("testSince") && session.hasNonNull(Sessions.TENANT)) {
            test(view, session);
        }
        return view;
    }

    private boolean isLost(ObjectNode session) {
        String stage = session.path("stage").asText();
        if (QUIET.contains(stage)) {
            return false;
        }
        boolean started = !session.path("owner").asText("").isEmpty();
        Instant alive = Instant.parse(session.path("alive").asText(Instant.EPOCH.toString()));
        Duration silence = Duration.between(alive, clock.instant());
        return silence.compareTo(started ? ConnectWorker.SILENCE : UNTIL_STARTED) > 0;
    }

    /** The first mail that came since the test began, and what became of it. */
    private void test(ObjectNode view, ObjectNode session) throws IOException {
        Instant since = Instant.parse(session.path("testSince").asText());
        List<TraceRecord> records =
                traces.newest(TenantId.of(session.path(Sessions.TENANT).asText()), TRACES);
        records.stream()
                .filter(record -> record.at().isAfter(since))
                .reduce((newer, older) -> older)
                .ifPresent(record -> {
                    ObjectNode test = view.putObject("test");
                    test.put("at", record.at().toString())
                            .put("senderDomain", record.senderDomain())
                            .put("decision", record.decision())
                            .put("why", record.why())
                            .put("outcome", record.outcome());
                    ObjectNode times = test.putObject("milliseconds");
                    record.milliseconds().forEach(times::put);
                });
    }
}
