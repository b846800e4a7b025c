package org.afterword.functions.console.session;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.functions.onboarding.session.ConnectSession;
import org.afterword.functions.onboarding.session.ConsoleLine;
import org.afterword.functions.onboarding.session.SessionSecret;
import org.afterword.functions.onboarding.session.ShownCode;
import org.afterword.functions.onboarding.session.ShownStep;
import org.afterword.functions.onboarding.session.ShownTenant;
import org.afterword.functions.onboarding.session.SignedInAccount;
import org.afterword.functions.onboarding.session.Stage;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TraceRecord;
import org.afterword.storage.trace.TraceStore;

/** What a browser sees of its session: the code in clear, no keys, and whether the worker still lives. */
public final class SessionView {
    private static final ObjectMapper JSON = new ObjectMapper();
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

    public ObjectNode of(ConnectSession session, SessionSecret secret) throws IOException {
        Instant now = clock.instant();
        ObjectNode view = JSON.createObjectNode()
                .put("stage", session.stage().name())
                .put("ready", settings.stamp().isPresent())
                .put("attempt", session.attempt())
                .put(
                        "code",
                        session.code()
                                .map(ShownCode::sealed)
                                .flatMap(secret::open)
                                .orElse(""))
                .put("hasValues", session.tenant().isPresent())
                .put("lost", session.lost(now))
                .put("busy", session.orders().next().isPresent())
                .put("now", now.toString());
        session.orders().last().ifPresent(order -> view.put("working", order.word()));
        session.customer().ifPresent(customer -> view.put("domain", customer.name()));
        session.code()
                .ifPresent(code -> view.put("link", code.link())
                        .put("codeExpires", code.expires().toString()));
        session.account()
                .ifPresent(account -> view.put("account", account.name())
                        .put("tenant", account.tenant().toString())
                        .put("mayChange", account.mayChange()));
        session.tenant().ifPresent(tenant -> tenant(view, tenant));
        session.problem()
                .ifPresent(problem -> view.put("problem", problem.text())
                        .put("advice", problem.advice())
                        .put("newCodeHelps", problem.newCodeHelps()));
        ArrayNode console = view.putArray("console");
        session.console().forEach(line -> line(console.addObject(), line));
        session.testSince().ifPresent(since -> view.put("testSince", since.toString()));
        Optional<TenantId> tenant = session.account().map(SignedInAccount::tenant);
        if (session.testSince().isPresent() && tenant.isPresent()) {
            test(view, tenant.get(), session.testSince().get());
        }
        return view;
    }

    private static void tenant(ObjectNode view, ShownTenant tenant) {
        view.put("organization", tenant.organization()).put("initialDomain", tenant.initialDomain());
        ArrayNode domains = view.putArray("domains");
        tenant.domains().forEach(domains::add);
        view.set("choices", ConnectOptions.json(tenant.options()));
        ArrayNode plan = view.putArray("plan");
        tenant.plan().forEach(step -> step(plan.addObject(), step));
        ArrayNode drift = view.putArray("drift");
        tenant.drift().forEach(drift::add);
        ArrayNode notices = view.putArray("notices");
        tenant.notices().forEach(notices::add);
        ArrayNode waitsFor = view.putArray("waitsFor");
        tenant.waitsFor().forEach(waitsFor::add);
        view.put("disableFirst", tenant.disableFirst());
        view.put("created", tenant.created())
                .put("enabled", tenant.enabled())
                .put("begun", tenant.begun())
                .put("known", tenant.known());
    }

    private static void step(ObjectNode row, ShownStep step) {
        row.put("action", word(step.action()));
        step.kind().ifPresent(kind -> row.put("kind", kind));
        step.name().ifPresent(name -> row.put("name", name));
        step.warning().ifPresent(warning -> row.put("warning", warning));
        row.put("why", step.why());
        for (ShownStep.Detail detail : step.details()) {
            ObjectNode values = row.withArray("details").addObject().put("parameter", detail.parameter());
            detail.before().ifPresent(before -> values.put("old", before));
            values.put("new", detail.after());
        }
    }

    private static void line(ObjectNode row, ConsoleLine line) {
        row.put("text", line.text()).put("state", word(line.state()));
        line.milliseconds().ifPresent(time -> row.put("milliseconds", time));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** The first mail that came since the test began, and what became of it. */
    private void test(ObjectNode view, TenantId tenant, Instant since) throws IOException {
        List<TraceRecord> records = traces.newest(tenant, TRACES);
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
