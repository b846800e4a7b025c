package org.afterword.functions.onboarding;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.afterword.functions.onboarding.exchange.ExchangeAdmin;
import org.afterword.functions.onboarding.exchange.ExchangeException;
import org.afterword.functions.onboarding.exchange.InvokeCommandClient.Pause;
import org.afterword.functions.onboarding.plan.Stamp;
import org.afterword.storage.onboarding.OnboardingStore;
import org.afterword.storage.tenant.TenantStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sign-in from the code to its end, which is one long execution: the sign-in cannot be taken over by another process,
 * and the token lives nowhere but here.
 *
 * <p>The first to find a job unowned owns it; whoever gets the same job again finds an owner and ends. While it works it says
 * so every five seconds; when that stops, the page says that the worker is gone and offers a new code. After twenty
 * minutes, or ten without an order, the sign-in is dropped. Safe for use by several threads.
 */
public final class ConnectWorker {
    /** After this time without a sign of life the worker counts as gone. */
    public static final Duration SILENCE = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(ConnectWorker.class);
    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(300);

    /** Makes the client for somebody who signed in. */
    interface Exchange {
        /** @param pause how it waits when Exchange Online asks for that */
        ExchangeAdmin open(SignIn.SignedIn who, Pause pause);
    }

    private final Sessions sessions;
    private final OnboardingStore store;
    private final TenantStore tenants;
    private final ConnectSettings settings;
    private final SignIn signIn;
    private final Exchange exchange;
    private final Pause pause;
    private final InstantSource clock;
    private volatile boolean stopping;

    ConnectWorker(
            OnboardingStore store,
            TenantStore tenants,
            ConnectSettings settings,
            SignIn signIn,
            Exchange exchange,
            Pause pause,
            InstantSource clock) {
        this.sessions = new Sessions(store);
        this.store = store;
        this.tenants = tenants;
        this.settings = settings;
        this.signIn = signIn;
        this.exchange = exchange;
        this.pause = pause;
        this.clock = clock;
    }

    /**
     * Works through one sign-in.
     *
     * @param job as {@link Sessions#enqueue} wrote it
     * @throws IOException if the store does not answer at the start
     */
    public void run(String job) throws IOException, InterruptedException {
        JsonNode read = Sessions.parse(job);
        OwnedSession session = new OwnedSession(
                sessions,
                clock,
                read.path("session").asText(),
                read.path("attempt").asInt());
        if (!session.claim()) {
            LOG.info("this sign-in is in other hands; nothing to do");
            return;
        }
        try (session) {
            session.showLife();
            new Work(session).run();
        }
    }

    /** Ends all sign-ins at the next opportunity, and says so on their pages. */
    public void stop() {
        stopping = true;
    }

    private final class Work {
        private final OwnedSession session;
        private final Instant start = clock.instant();

        Work(OwnedSession session) {
            this.session = session;
        }

        void run() throws InterruptedException {
            if (settings.stamp().isEmpty()) {
                end(
                        "This installation has no domain of its own yet.",
                        "Its operator has to set " + ConnectSettings.STAMP_DOMAIN + ".");
                return;
            }
            try {
                SignIn.SignedIn who = signIn.signIn(this::showCode, () -> !stopping && session.isWanted());
                LOG.info("somebody signed in to tenant {}", who.tenant());
                session.change(now -> {
                    now.put("stage", Stage.READING.name())
                            .put(Sessions.ACCOUNT, who.account())
                            .put(Sessions.TENANT, who.tenant().toString())
                            .put(Sessions.MAY_CHANGE, who.administersExchange());
                    now.remove("code");
                });
                serve(who, settings.stamp().get());
            } catch (SignInException refused) {
                if (stopping) {
                    endForRestart();
                } else {
                    LOG.info("no sign-in: {}", refused.getMessage());
                    end(String.valueOf(refused.getMessage()), refused.advice());
                }
            } catch (InterruptedException hurry) {
                endForRestart();
                throw hurry;
            } catch (UncheckedIOException unreachable) {
                LOG.warn("a sign-in was given up: {}", unreachable.getMessage());
            } catch (RuntimeException unforeseen) {
                LOG.warn("a sign-in was given up: {}", unforeseen.getClass().getName());
                end("Something went wrong on our side.", "Ask for a new code. What has been done stays done.");
            }
        }

        private void showCode(SignIn.Code code) {
            session.change(now -> now.put("stage", Stage.CODE.name())
                    .put("code", SessionSecret.seal(now.path("publicKey").asText(), code.userCode()))
                    .put("link", code.link())
                    .put("codeExpires", clock.instant().plus(code.life()).toString()));
        }

        private void serve(SignIn.SignedIn who, Stamp stamp) throws InterruptedException {
            SignedInTenant tenant = new SignedInTenant(
                    who.tenant(),
                    exchange.open(who, this::waitAsAsked),
                    stamp,
                    settings,
                    tenants,
                    store,
                    session::change,
                    pause);
            if (!attempt(tenant, tenant::open)) {
                return;
            }
            Instant lastOrder = clock.instant();
            while (clock.instant().isBefore(start.plus(LONGEST))
                    && clock.instant().isBefore(lastOrder.plus(IDLE))) {
                JsonNode now = session.current();
                if (!session.isOurs(now)) {
                    return;
                }
                if (stopping) {
                    endForRestart();
                    return;
                }
                JsonNode order = now.path("orders").path(now.path("ordersDone").asInt());
                if (order.isMissingNode()) {
                    pause.of(LOOK);
                } else if (order.path("order").asText().equals("cancel")) {
                    end("You have signed out.", "Nothing more is done. What has been done stays done.");
                    session.change(Sessions::signOut);
                    return;
                } else {
                    if (!take(tenant, order)) {
                        return;
                    }
                    lastOrder = clock.instant();
                }
            }
            end(
                    "The sign-in has ended after some minutes of silence.",
                    "Ask for a new code to go on. What has been done stays done.");
        }

        private void waitAsAsked(Duration time) throws InterruptedException {
            session.change(now -> now.withArray("console")
                    .addObject()
                    .put("text", "Exchange Online is busy. Going on in " + time.toSeconds() + " s.")
                    .put("state", "note"));
            pause.of(time);
        }

        /** False if the sign-in is over. */
        private boolean take(SignedInTenant tenant, JsonNode order) throws InterruptedException {
            String name = order.path("order").asText();
            session.change(now -> {
                now.put("ordersDone", now.path("ordersDone").asInt() + 1);
                now.put("stage", Stage.WORKING.name()).put("working", name);
                now.remove("problem");
                now.remove("advice");
                if (!name.equals("plan") && !name.equals("check")) {
                    now.putArray("console");
                }
            });
            return attempt(tenant, () -> tenant.carryOut(name, order.path("choices")));
        }

        private interface Act {
            void run() throws ExchangeException, InterruptedException, IOException;
        }

        /** False if the sign-in is over. */
        private boolean attempt(SignedInTenant tenant, Act act) throws InterruptedException {
            try {
                act.run();
                return true;
            } catch (ExchangeException failure) {
                String problem = String.valueOf(failure.getMessage());
                boolean over = failure.kind() == ExchangeException.Kind.ROLE_MISSING
                        || failure.kind() == ExchangeException.Kind.SIGN_IN_ENDED;
                if (failure.kind() == ExchangeException.Kind.REFUSED) {
                    showWhatIsLeft(tenant, problem, advice(failure.kind()));
                } else {
                    session.fail(over ? Stage.ENDED : Stage.FAILED, problem, advice(failure.kind()));
                }
                return !over;
            } catch (IOException unreachable) {
                session.fail(
                        Stage.FAILED,
                        "Our own store does not answer.",
                        "Press the button again in a minute. What has been done stays done.");
                return true;
            } catch (IllegalArgumentException notUsable) {
                String problem = String.valueOf(notUsable.getMessage());
                session.fail(Stage.FAILED, problem, "Change the options and try again.");
                return true;
            }
        }

        private void showWhatIsLeft(SignedInTenant tenant, String problem, String advice) throws InterruptedException {
            try {
                tenant.show(now -> OwnedSession.fail(now, Stage.FAILED, problem, advice));
            } catch (ExchangeException | IOException unreadable) {
                session.fail(Stage.FAILED, problem, advice);
            }
        }

        private void endForRestart() {
            end("Our side is restarting.", "Ask for a new code in a minute. What has been done stays done.");
        }

        private void end(String problem, String advice) {
            session.fail(Stage.ENDED, problem, advice);
        }
    }

    private static String advice(ExchangeException.Kind kind) {
        return switch (kind) {
            case REFUSED ->
                "Put that right and press the button again: what has been done stays done, the rest is done now.";
            case THROTTLED, UNCERTAIN, UNREADABLE ->
                "Press the button again in some minutes: what has been done stays done.";
            case ROLE_MISSING, SIGN_IN_ENDED ->
                "The role Exchange Administrator is enough; Global Administrator is not needed.";
        };
    }
}
