package org.afterword.functions.app;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.afterword.functions.mail.capacity.ProcessHealth;
import org.afterword.process.settings.SettingsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the app of this process, once for all calls, and says whether it is there. One thread tries, with a pause between
 * the tries that doubles from a second to a minute; calls look at what it has come to and never start anything themselves,
 * however many there are and however long a vault is silent. Safe for use by several threads.
 *
 * @param <T> the app
 */
final class AppStart<T> {
    /** What a call needs of the app, or why there is none yet. */
    sealed interface State<T> {
        /** A part of it that is there with it. */
        <R> State<R> map(Function<T, R> part);
    }

    /** The app is there. */
    record Ready<T>(T app) implements State<T> {
        @Override
        public <R> State<R> map(Function<T, R> part) {
            return new Ready<>(part.apply(app));
        }
    }

    /**
     * The app is not there.
     *
     * @param why a sentence for people, without a secret
     * @param since how long it has been tried
     */
    record NotYet<T>(String why, Duration since) implements State<T> {
        @Override
        public <R> State<R> map(Function<T, R> part) {
            return new NotYet<>(why, since);
        }
    }

    /** Lets a time pass. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(AppStart.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int TRIES_WITHOUT_A_WORD = 10;
    private static final String FIRST_TRY = "it is being started";

    private final Supplier<T> maker;
    private final Pause pause;
    private final LongSupplier nanos;
    /** Held while an app is made, so that no two are. */
    private final Object making = new Object();
    /** Guards what follows, and is notified when it changes. */
    private final Object changes = new Object();

    private @Nullable T app;
    private @Nullable String failure;
    private @Nullable Thread starter;
    private long begunAt;

    AppStart(Supplier<T> maker) {
        this(maker, Thread::sleep, System::nanoTime);
    }

    /**
     * @param maker makes the app; what it throws is a reason to try again. The texts of a {@link SettingsException} and of an
     *     {@link UncheckedIOException} are told to people, of others only what they are
     * @param nanos a clock like {@link System#nanoTime}
     */
    AppStart(Supplier<T> maker, Pause pause, LongSupplier nanos) {
        this.maker = maker;
        this.pause = pause;
        this.nanos = nanos;
    }

    /** What there is now. The first call begins the start. */
    State<T> now() {
        synchronized (changes) {
            begin();
            return state();
        }
    }

    /** The app as soon as it is there, at the latest after that time what there is then. */
    State<T> within(Duration patience) {
        return awaited(patience, false);
    }

    /** The same, but waits for the first try alone: if that has failed, the answer comes at once. */
    State<T> afterFirstTry(Duration patience) {
        return awaited(patience, true);
    }

    private State<T> awaited(Duration patience, boolean firstTryAlone) {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (changes) {
            begin();
            try {
                while (app == null && !(firstTryAlone && failure != null)) {
                    long left = (end - System.nanoTime()) / 1_000_000;
                    if (left <= 0) {
                        break;
                    }
                    changes.wait(left);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return state();
        }
    }

    /**
     * Makes the app of this process in another way, as the local runner does.
     *
     * @throws IllegalStateException if there is one already; or whatever the other way throws
     */
    T startBy(Supplier<T> otherWay) {
        synchronized (making) {
            synchronized (changes) {
                if (app != null) {
                    throw new IllegalStateException("the function app of this process has been started already");
                }
            }
            T made = otherWay.get();
            ready(made);
            return made;
        }
    }

    /** Forgets an app that was closed; the next call starts another. */
    void forget(T closed) {
        synchronized (changes) {
            if (app == closed) {
                app = null;
                failure = null;
                starter = null;
            }
        }
    }

    private State<T> state() {
        T there = app;
        return there != null
                ? new Ready<>(there)
                : new NotYet<>(
                        Objects.requireNonNullElse(failure, FIRST_TRY), Duration.ofNanos(nanos.getAsLong() - begunAt));
    }

    private void begin() {
        if (starter == null && app == null) {
            begunAt = nanos.getAsLong();
            starter = Thread.ofPlatform().name("app-start").daemon().start(this::start);
        }
    }

    private void start() {
        try {
            Duration wait = FIRST_PAUSE;
            String said = "";
            long saidAt = 0;
            int silent = 0;
            while (true) {
                String why = tryOnce();
                if (why.isEmpty()) {
                    return;
                }
                boolean news = !why.equals(said)
                        || ++silent == TRIES_WITHOUT_A_WORD
                        || nanos.getAsLong() - saidAt >= LONGEST_PAUSE.toNanos();
                if (news) {
                    LOG.error("the function app does not start, and goes on trying: {}", why);
                    said = why;
                    saidAt = nanos.getAsLong();
                    silent = 0;
                }
                pause.of(wait);
                wait = wait.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? wait.multipliedBy(2) : LONGEST_PAUSE;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why there is no app; empty if there is one. */
    private String tryOnce() {
        synchronized (making) {
            synchronized (changes) {
                if (app != null) {
                    return "";
                }
            }
            try {
                ready(maker.get());
                return "";
            } catch (RuntimeException | Error failed) {
                ProcessHealth.examine(failed);
                String why = sentence(failed);
                synchronized (changes) {
                    failure = why;
                    changes.notifyAll();
                }
                return why;
            }
        }
    }

    private void ready(T made) {
        synchronized (changes) {
            app = made;
            Thread needless = starter;
            if (needless != null && needless != Thread.currentThread()) {
                needless.interrupt();
            }
            changes.notifyAll();
        }
    }

    /** Our own sentence where we have one; else what happened and where, since a foreign text may hold anything. */
    private static String sentence(Throwable failed) {
        if (failed instanceof SettingsException wrong) {
            return String.join("; ", wrong.problems());
        }
        if (failed instanceof UncheckedIOException unusable) {
            return Objects.toString(unusable.getMessage());
        }
        StackTraceElement[] trace = failed.getStackTrace();
        return failed.getClass().getName() + " at " + (trace.length == 0 ? "an unknown place" : trace[0]);
    }
}
