package org.afterword.functions.onboarding.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.afterword.functions.onboarding.signin.Customer;

/**
 * One browser's way through connecting a tenant, as it is stored. The worker writes what it does and sees; the browser's
 * requests write orders. Secrets are in it sealed only, see {@link SessionSecret}.
 *
 * @param version of this form, see {@link #VERSION}
 * @param publicKey with which secrets are sealed for the browser
 * @param attempt how often a sign-in was asked for
 * @param owner the worker that has it; empty if none does
 * @param alive when the worker last gave a sign of life, or the sign-in was asked for
 * @param code while it waits to be typed
 * @param account who has signed in; empty before and after
 * @param tenant as it was read last; empty before
 * @param console what was done to the tenant by the last order
 * @param problem what went wrong last
 * @param testSince when a test was begun
 * @param customer the organisation that was named at the sign-in; empty for that of the account
 * @param successor the secret after the sign-in; empty in sessions that an earlier version began
 */
public record ConnectSession(
        int version,
        String publicKey,
        int attempt,
        String owner,
        Instant alive,
        Stage stage,
        Optional<ShownCode> code,
        Optional<SignedInAccount> account,
        Optional<ShownTenant> tenant,
        Orders orders,
        List<ConsoleLine> console,
        Optional<Problem> problem,
        Optional<Instant> testSince,
        Optional<Customer> customer,
        Optional<Successor> successor) {
    /** The form that this program reads and writes. A change that an older program would misread makes it one more. */
    public static final int VERSION = 1;

    /** After this time without a sign of life the worker counts as gone. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    /** How long a job may wait for a worker before that is said. */
    private static final Duration UNTIL_STARTED = Duration.ofMinutes(1);

    public ConnectSession {
        console = List.copyOf(console);
    }

    /** A sign-in that was just asked for. */
    static ConnectSession begin(String publicKey, int attempt, Instant now) {
        return new ConnectSession(
                VERSION,
                publicKey,
                attempt,
                "",
                now,
                Stage.STARTING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Orders.NONE,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** For the organisation that somebody of another one administers. */
    ConnectSession of(Optional<Customer> named) {
        return with(change -> change.customer = named);
    }

    /** With the secret that opens it after the sign-in. */
    ConnectSession followedBy(Successor next) {
        return with(change -> change.successor = Optional.of(next));
    }

    /** Whether that secret opens it: what is sealed is sealed for it. */
    boolean isFor(SessionSecret secret) {
        return publicKey.equals(secret.publicKey());
    }

    /** With a secret that its browser has. */
    ConnectSession taken() {
        return with(change -> change.successor = successor.map(Successor::inUse));
    }

    /**
     * After the sign-in, with another successor of the first secret, unless that is worth nothing any more: what was sealed
     * for the last one is sealed for the new one.
     */
    ConnectSession passedOn(SessionSecret first, Successor next) {
        if (first.isSuccessor() || successor.isEmpty() || successor.get().taken()) {
            return this;
        }
        SessionSecret last = first.successor(successor.get().salt());
        if (!isFor(last)) {
            return this;
        }
        return with(change -> {
            change.successor = Optional.of(next);
            change.publicKey = next.publicKey();
            change.tenant = tenant.map(read -> read.sealed(last.open(read.routingCode())
                    .map(code -> SessionSecret.seal(next.publicKey(), code))
                    .orElse("")));
        });
    }

    /** With an order of the browser's. To sign out is done at once, as there may be no worker any more. */
    public ConnectSession order(Order order) {
        ConnectSession ordered = with(change -> change.orders = orders.with(order));
        return order instanceof Order.SignOut ? ordered.signedOut() : ordered;
    }

    /** With a test that begins now. */
    public ConnectSession testing(Instant now) {
        return with(change -> change.testSince = Optional.of(now));
    }

    /** Owned by a worker. */
    ConnectSession ownedBy(String worker, Instant now) {
        return with(change -> {
            change.owner = worker;
            change.alive = now;
        });
    }

    /** With a sign of life. */
    ConnectSession alive(Instant now) {
        return with(change -> change.alive = now);
    }

    /** Waiting for the code to be typed. */
    public ConnectSession showing(ShownCode shown) {
        return with(change -> {
            change.stage = Stage.CODE;
            change.code = Optional.of(shown);
        });
    }

    /** After somebody has signed in; the tenant is read next. From now on another secret opens it. */
    public ConnectSession signedIn(SignedInAccount who) {
        return with(change -> {
            change.publicKey = successor.map(Successor::publicKey).orElse(publicKey);
            change.stage = Stage.READING;
            change.code = Optional.empty();
            change.account = Optional.of(who);
        });
    }

    /** With the next order taken. */
    public ConnectSession taking(Order order) {
        return with(change -> {
            change.orders = orders.take();
            change.stage = Stage.WORKING;
            change.problem = Optional.empty();
            if (!order.readsOnly()) {
                change.console = List.of();
            }
        });
    }

    /** After Exchange Online has let the tenant be read. */
    public ConnectSession showing(ShownTenant read, Instant now) {
        return with(change -> {
            change.stage = read.created() ? Stage.CREATED : Stage.PLANNED;
            change.tenant = Optional.of(read);
            change.account = account.map(who -> who.letIn(now));
            change.console = running(ConsoleLine::failed);
            change.problem = Optional.empty();
        });
    }

    /** After all objects of ours were removed. */
    public ConnectSession removed() {
        return with(change -> {
            change.stage = Stage.REMOVED;
            change.tenant = tenant.map(ShownTenant::removed);
            change.testSince = Optional.empty();
        });
    }

    /** With a cmdlet that is being called; if another was, that one failed. */
    public ConnectSession calling(String cmdlet) {
        return with(change -> {
            change.console = running(ConsoleLine::failed);
            change.console.add(ConsoleLine.running(cmdlet));
        });
    }

    /** After Exchange has taken the change that was being called, by which it shows that the account may change it. */
    public ConnectSession called(Duration time) {
        return with(change -> {
            change.console = running(line -> line.done(time));
            change.account = account.map(SignedInAccount::changingExchange);
        });
    }

    /** With a note on the console. */
    public ConnectSession noting(String text) {
        return with(change -> change.console = plus(ConsoleLine.note(text)));
    }

    /** After something went wrong. */
    public ConnectSession failed(Stage at, Problem why) {
        return with(change -> {
            change.stage = at;
            change.problem = Optional.of(why);
            change.code = Optional.empty();
            change.console = running(ConsoleLine::failed);
        });
    }

    /** Without what only somebody who is signed in may see or do. */
    public ConnectSession signedOut() {
        return with(change -> {
            change.code = Optional.empty();
            change.account = Optional.empty();
            change.tenant = Optional.empty();
            change.console = List.of();
            change.testSince = Optional.empty();
        });
    }

    /** Whether its worker has not been heard of for too long, while there is something for it to do. */
    public boolean lost(Instant now) {
        return switch (stage) {
            case IDLE, REMOVED, ENDED -> false;
            case STARTING, CODE, READING, PLANNED, WORKING, CREATED, FAILED ->
                Duration.between(alive, now).compareTo(owner.isEmpty() ? UNTIL_STARTED : SILENCE) > 0;
        };
    }

    private List<ConsoleLine> plus(ConsoleLine line) {
        List<ConsoleLine> more = new ArrayList<>(console);
        more.add(line);
        return more;
    }

    /** The console with a change to the line of the cmdlet that runs; notes may have come after it. */
    private List<ConsoleLine> running(UnaryOperator<ConsoleLine> change) {
        List<ConsoleLine> lines = new ArrayList<>(console);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).state() == ConsoleLine.State.RUNNING) {
                lines.set(i, change.apply(lines.get(i)));
                break;
            }
        }
        return lines;
    }

    private ConnectSession with(Consumer<Change> what) {
        Change change = new Change(this);
        what.accept(change);
        return new ConnectSession(
                VERSION,
                change.publicKey,
                attempt,
                change.owner,
                change.alive,
                change.stage,
                change.code,
                change.account,
                change.tenant,
                change.orders,
                change.console,
                change.problem,
                change.testSince,
                change.customer,
                change.successor);
    }

    /** The parts that change, so that each step above names only those that it changes. */
    private static final class Change {
        private String publicKey;
        private String owner;
        private Instant alive;
        private Stage stage;
        private Optional<ShownCode> code;
        private Optional<SignedInAccount> account;
        private Optional<ShownTenant> tenant;
        private Orders orders;
        private List<ConsoleLine> console;
        private Optional<Problem> problem;
        private Optional<Instant> testSince;
        private Optional<Customer> customer;
        private Optional<Successor> successor;

        Change(ConnectSession session) {
            publicKey = session.publicKey;
            owner = session.owner;
            alive = session.alive;
            stage = session.stage;
            code = session.code;
            account = session.account;
            tenant = session.tenant;
            orders = session.orders;
            console = session.console;
            problem = session.problem;
            testSince = session.testSince;
            customer = session.customer;
            successor = session.successor;
        }
    }
}
