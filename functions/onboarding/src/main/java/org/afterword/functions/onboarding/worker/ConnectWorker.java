package org.afterword.functions.onboarding.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.afterword.functions.onboarding.exchange.ExchangeAdmin;
import org.afterword.functions.onboarding.exchange.ExchangeException;
import org.afterword.functions.onboarding.exchange.InvokeCommandClient.Pause;
import org.afterword.functions.onboarding.plan.Stamp;
import org.afterword.functions.onboarding.route.Routes;
import org.afterword.functions.onboarding.session.ConnectJob;
import org.afterword.functions.onboarding.session.ConnectSession;
import org.afterword.functions.onboarding.session.Order;
import org.afterword.functions.onboarding.session.OwnedSession;
import org.afterword.functions.onboarding.session.Problem;
import org.afterword.functions.onboarding.session.SessionSecret;
import org.afterword.functions.onboarding.session.Sessions;
import org.afterword.functions.onboarding.session.ShownCode;
import org.afterword.functions.onboarding.session.SignedInAccount;
import org.afterword.functions.onboarding.session.Stage;
import org.afterword.functions.onboarding.signin.Customer;
import org.afterword.functions.onboarding.signin.SignIn;
import org.afterword.functions.onboarding.signin.SignInException;
import org.afterword.storage.onboarding.OnboardingStore;
import org.afterword.storage.tenant.TenantStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sign-in from the code to its end, which is one long execution: the sign-in cannot be taken over by another process,
 * and the token is kept in this process only.
 *
 * <p>The first worker to find a session without an owner owns it; a second delivery of the job finds an owner and ends. While
 * it works it writes a sign of life every five seconds; when that stops, the page says so and offers a new code. After twenty
 * minutes, or ten without an order, the sign-in is dropped. Safe for use by several threads.
 */
public final class ConnectWorker {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectWorker.class);
    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(300);

    /** Makes the client for somebody who signed in. */
    public interface Exchange {
        /** @param pause how it waits when Exchange Online asks for that */
        ExchangeAdmin open(SignIn.SignedIn who, Pause pause);
    }

    private final Sessions sessions;
    private final OnboardingStore store;
    private final TenantStore tenants;
    private final Optional<Stamp> stamp;
    private final Routes routes;
    private final Duration earlierCodes;
    private final SignIn signIn;
    private final Exchange exchange;
    private final Pause pause;
    private final InstantSource clock;
    private volatile boolean stopping;

    /**
     * @param stamp this installation; without it no tenant can be connected
     * @param routes finds where a tenant takes its mail back
     * @param earlierCodes how long mail with a routing code is taken that was replaced
     * @param pause how it waits
     */
    public ConnectWorker(
            OnboardingStore store,
            TenantStore tenants,
            Optional<Stamp> stamp,
            Routes routes,
            Duration earlierCodes,
            SignIn signIn,
            Exchange exchange,
            Pause pause,
            InstantSource clock) {
        this.sessions = new Sessions(store);
        this.store = store;
        this.tenants = tenants;
        this.stamp = stamp;
        this.routes = routes;
        this.earlierCodes = earlierCodes;
        this.signIn = signIn;
        this.exchange = exchange;
        this.pause = pause;
        this.clock = clock;
    }

    /**
     * Works through one sign-in.
     *
     * @param message the queue's, a {@link ConnectJob}
     * @throws IOException if the store does not answer at the start
     */
    public void run(String message) throws IOException, InterruptedException {
        OwnedSession session = new OwnedSession(sessions, clock, ConnectJob.parse(message));
        if (!session.claim()) {
            LOG.info("another worker has this sign-in, or a later one was asked for; nothing to do");
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
            if (stamp.isEmpty()) {
                end(
                        "This installation has no domain of its own yet.",
                        "Its operator has to set AFTERWORD_STAMP_DOMAIN.");
                return;
            }
            try {
                Optional<Customer> customer = session.current().flatMap(ConnectSession::customer);
                SignIn.SignedIn who = signIn.signIn(customer, this::showCode, () -> !stopping && session.isWanted());
                LOG.info("somebody signed in to tenant {}", who.tenant());
                session.change(now ->
                        now.signedIn(new SignedInAccount(who.account(), who.tenant(), who.administersExchange())));
                serve(who, customer, stamp.get());
            } catch (SignInException refused) {
                if (stopping) {
                    endForRestart();
                } else {
                    LOG.info("no sign-in: {}", refused.getMessage());
                    Problem why =
                            new Problem(String.valueOf(refused.getMessage()), refused.advice(), refused.newCodeHelps());
                    session.change(now -> now.failed(Stage.ENDED, why));
                }
            } catch (InterruptedException interrupted) {
                endForRestart();
                throw interrupted;
            } catch (UncheckedIOException unreachable) {
                LOG.warn("a sign-in was given up: {}", unreachable.getMessage());
            } catch (RuntimeException unforeseen) {
                LOG.warn("a sign-in was given up: {}", unforeseen.getClass().getName());
                end("Something went wrong on our side.", "Ask for a new code. What has been done stays done.");
            }
        }

        private void showCode(SignIn.Code code) {
            Instant expires = clock.instant().plus(code.life());
            session.change(now -> now.showing(
                    new ShownCode(SessionSecret.seal(now.publicKey(), code.userCode()), code.link(), expires)));
        }

        private void serve(SignIn.SignedIn who, Optional<Customer> customer, Stamp ours) throws InterruptedException {
            SignedInTenant tenant = new SignedInTenant(
                    who.tenant(),
                    CustomerExchange.of(customer, exchange.open(who, this::waitAsAsked)),
                    ours,
                    routes,
                    earlierCodes,
                    tenants,
                    store,
                    session,
                    pause,
                    clock);
            if (!attempt(tenant, tenant::open)) {
                return;
            }
            Instant lastOrder = clock.instant();
            while (clock.instant().isBefore(start.plus(LONGEST))
                    && clock.instant().isBefore(lastOrder.plus(IDLE))) {
                Optional<ConnectSession> now = session.current();
                if (now.isEmpty()) {
                    return;
                }
                if (stopping) {
                    endForRestart();
                    return;
                }
                Optional<Order> order = now.get().orders().next();
                if (order.isEmpty()) {
                    pause.of(LOOK);
                } else if (order.get() instanceof Order.SignOut) {
                    end("You have signed out.", "Nothing more is done. What has been done stays done.");
                    session.change(ConnectSession::signedOut);
                    return;
                } else {
                    session.change(taken -> taken.taking(order.get()));
                    if (!attempt(tenant, () -> tenant.carryOut(order.get()))) {
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
            session.change(now -> now.noting("Exchange Online is busy. Going on in " + time.toSeconds() + " s."));
            pause.of(time);
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
                    fail(over ? Stage.ENDED : Stage.FAILED, problem, advice(failure.kind()));
                }
                return !over;
            } catch (IOException unreachable) {
                fail(
                        Stage.FAILED,
                        "Our own store does not answer.",
                        "Press the button again in a minute. What has been done stays done.");
                return true;
            } catch (IllegalArgumentException notUsable) {
                String problem = String.valueOf(notUsable.getMessage());
                fail(Stage.FAILED, problem, "Change the options and try again.");
                return true;
            }
        }

        private void showWhatIsLeft(SignedInTenant tenant, String problem, String advice) throws InterruptedException {
            try {
                tenant.show(now -> now.failed(Stage.FAILED, new Problem(problem, advice)));
            } catch (ExchangeException | IOException unreadable) {
                fail(Stage.FAILED, problem, advice);
            }
        }

        private void endForRestart() {
            end("Our side is restarting.", "Ask for a new code in a minute. What has been done stays done.");
        }

        private void fail(Stage stage, String problem, String advice) {
            session.change(now -> now.failed(stage, new Problem(problem, advice)));
        }

        private void end(String problem, String advice) {
            fail(Stage.ENDED, problem, advice);
        }
    }

    private static String advice(ExchangeException.Kind kind) {
        return switch (kind) {
            case REFUSED ->
                "Put that right and press the button again: what has been done stays done, the rest is done now.";
            case THROTTLED, FAULT, TOO_EARLY, UNCERTAIN, UNREADABLE ->
                "Press the button again in some minutes: what has been done stays done.";
            case ROLE_MISSING, SIGN_IN_ENDED ->
                "The role Exchange Administrator is enough; Global Administrator is not needed.";
        };
    }
}
