package org.afterword.functions.onboarding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.afterword.functions.exchange.ExchangeAdmin;
import org.afterword.functions.exchange.ExchangeException;
import org.afterword.functions.exchange.InvokeCommandClient.Pause;
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
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(300);

    private final Sessions sessions;
    private final OnboardingStore store;
    private final TenantStore tenants;
    private final ConnectSettings settings;
    private final SignIn signIn;
    private final Function<SignIn.SignedIn, ExchangeAdmin> exchange;
    private final Pause pause;
    private final InstantSource clock;

    ConnectWorker(
            OnboardingStore store,
            TenantStore tenants,
            ConnectSettings settings,
            SignIn signIn,
            Function<SignIn.SignedIn, ExchangeAdmin> exchange,
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
        Work work = new Work(read.path("session").asText(), read.path("attempt").asInt());
        if (!work.claim()) {
            LOG.info("this sign-in is in other hands; nothing to do");
            return;
        }
        Thread life = Thread.ofVirtual().name("sign-of-life").start(work::showLife);
        try {
            work.run();
        } finally {
            work.over.countDown();
            life.join();
        }
    }

    private final class Work {
        private final String id;
        private final int attempt;
        private final String owner = UUID.randomUUID().toString();
        private final Instant start = clock.instant();
        private final CountDownLatch over = new CountDownLatch(1);

        Work(String id, int attempt) {
            this.id = id;
            this.attempt = attempt;
        }

        boolean claim() throws IOException {
            ObjectNode session = sessions.update(id, now -> {
                if (now.path("attempt").asInt() == attempt
                        && now.path("owner").asText("").isEmpty()) {
                    now.put("owner", owner).put("alive", clock.instant().toString());
                }
            });
            return isOurs(session);
        }

        private boolean isOurs(JsonNode session) {
            return session.path("owner").asText("").equals(owner)
                    && session.path("attempt").asInt() == attempt;
        }

        /** Until the work is over; not by an interrupt, which would close the file that a store is writing. */
        void showLife() {
            try {
                while (!over.await(SIGN_OF_LIFE.toSeconds(), TimeUnit.SECONDS)) {
                    try {
                        change(now -> now.put("alive", clock.instant().toString()));
                    } catch (UncheckedIOException unreachable) {
                        LOG.info("no sign of life could be written; trying again: {}", unreachable.getMessage());
                    }
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        /** Changes the session as long as it is ours. */
        private void change(Consumer<ObjectNode> change) {
            try {
                sessions.update(id, now -> {
                    if (isOurs(now)) {
                        change.accept(now);
                    }
                });
            } catch (IOException unreachable) {
                throw new UncheckedIOException("the session cannot be written", unreachable);
            }
        }

        private boolean isWanted() {
            try {
                return sessions.find(id)
                        .filter(this::isOurs)
                        .filter(now -> !isCancelled(now))
                        .isPresent();
            } catch (IOException unreachable) {
                return true;
            }
        }

        private static boolean isCancelled(JsonNode session) {
            for (JsonNode order : session.path("orders")) {
                if (order.path("order").asText().equals("cancel")) {
                    return true;
                }
            }
            return false;
        }

        void run() throws InterruptedException {
            if (settings.stamp().isEmpty()) {
                end(
                        "This installation has no domain of its own yet.",
                        "Its operator has to set " + ConnectSettings.STAMP_DOMAIN + ".");
                return;
            }
            try {
                SignIn.SignedIn who = signIn.signIn(this::showCode, this::isWanted);
                LOG.info("somebody signed in to tenant {}", who.tenant());
                change(now -> {
                    now.put("stage", Stage.READING.name())
                            .put(Sessions.ACCOUNT, who.account())
                            .put(Sessions.TENANT, who.tenant().toString())
                            .put(Sessions.MAY_CHANGE, who.administersExchange());
                    now.remove("code");
                });
                serve(who, settings.stamp().get());
            } catch (SignInException refused) {
                LOG.info("no sign-in: {}", refused.getMessage());
                end(String.valueOf(refused.getMessage()), refused.advice());
            } catch (InterruptedException stopping) {
                end("Our side is restarting.", "Ask for a new code in a minute. What has been done stays done.");
                throw stopping;
            } catch (UncheckedIOException unreachable) {
                LOG.warn("a sign-in was given up: {}", unreachable.getMessage());
            } catch (RuntimeException unforeseen) {
                LOG.warn("a sign-in was given up: {}", unforeseen.getClass().getName());
                end("Something went wrong on our side.", "Ask for a new code. What has been done stays done.");
            }
        }

        private void showCode(SignIn.Code code) {
            change(now -> now.put("stage", Stage.CODE.name())
                    .put("code", SessionSecret.seal(now.path("publicKey").asText(), code.userCode()))
                    .put("link", code.link())
                    .put("codeExpires", clock.instant().plus(code.life()).toString()));
        }

        private void serve(SignIn.SignedIn who, Stamp stamp) throws InterruptedException {
            SignedInTenant tenant = new SignedInTenant(
                    who.tenant(), exchange.apply(who), stamp, settings, tenants, store, this::change, pause);
            if (!attempt(tenant::open)) {
                return;
            }
            Instant lastOrder = clock.instant();
            while (clock.instant().isBefore(start.plus(LONGEST))
                    && clock.instant().isBefore(lastOrder.plus(IDLE))) {
                JsonNode session = current();
                if (!isOurs(session)) {
                    return;
                }
                JsonNode order =
                        session.path("orders").path(session.path("ordersDone").asInt());
                if (order.isMissingNode()) {
                    pause.of(LOOK);
                } else if (order.path("order").asText().equals("cancel")) {
                    end("You have signed out.", "Nothing more is done. What has been done stays done.");
                    change(Sessions::signOut);
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

        private JsonNode current() {
            try {
                return sessions.find(id).map(JsonNode.class::cast).orElseGet(Sessions.JSON::createObjectNode);
            } catch (IOException unreachable) {
                throw new UncheckedIOException("the session cannot be read", unreachable);
            }
        }

        /** False if the sign-in is over. */
        private boolean take(SignedInTenant tenant, JsonNode order) throws InterruptedException {
            String name = order.path("order").asText();
            change(now -> {
                now.put("ordersDone", now.path("ordersDone").asInt() + 1);
                now.put("stage", Stage.WORKING.name()).put("working", name);
                now.remove("problem");
                now.remove("advice");
                if (!name.equals("plan") && !name.equals("check")) {
                    now.putArray("console");
                }
            });
            return attempt(() -> tenant.carryOut(name, order.path("choices")));
        }

        private interface Act {
            void run() throws ExchangeException, InterruptedException, IOException;
        }

        /** False if the sign-in is over. */
        private boolean attempt(Act act) throws InterruptedException {
            try {
                act.run();
                return true;
            } catch (ExchangeException failure) {
                String problem = String.valueOf(failure.getMessage());
                boolean over = failure.kind() == ExchangeException.Kind.ROLE_MISSING
                        || failure.kind() == ExchangeException.Kind.SIGN_IN_ENDED;
                change(now -> fail(now, over ? Stage.ENDED : Stage.FAILED, problem, advice(failure.kind())));
                return !over;
            } catch (IOException unreachable) {
                change(now -> fail(
                        now,
                        Stage.FAILED,
                        "Our own store does not answer.",
                        "Press the button again in a minute. What has been done stays done."));
                return true;
            } catch (IllegalArgumentException notUsable) {
                String problem = String.valueOf(notUsable.getMessage());
                change(now -> fail(now, Stage.FAILED, problem, "Change the options and try again."));
                return true;
            }
        }

        private void end(String problem, String advice) {
            change(now -> fail(now, Stage.ENDED, problem, advice));
        }
    }

    private static void fail(ObjectNode session, Stage stage, String problem, String advice) {
        session.put("stage", stage.name()).put("problem", problem).put("advice", advice);
        session.remove("code");
        ArrayNode console = session.withArray("console");
        if (!console.isEmpty()
                && console.get(console.size() - 1).path("state").asText().equals("running")) {
            ((ObjectNode) console.get(console.size() - 1)).put("state", "failed");
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
