package org.afterword.functions.onboarding.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.ExchangeAdmin;
import org.afterword.functions.onboarding.exchange.ExchangeAnswer;
import org.afterword.functions.onboarding.exchange.ExchangeException;
import org.afterword.functions.onboarding.exchange.InvokeCommandClient.Pause;
import org.afterword.functions.onboarding.plan.Before;
import org.afterword.functions.onboarding.plan.Plan;
import org.afterword.functions.onboarding.plan.Recorder;
import org.afterword.functions.onboarding.plan.Step;
import org.afterword.functions.onboarding.plan.TenantReader;
import org.afterword.functions.onboarding.plan.TenantState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries plans out. It reads the tenant, plans, calls the cmdlets in order, and reads again until there is nothing left
 * to do: so a lost answer, a change that Exchange did not keep, and a run that broke off half-way are all dealt with by
 * the same means. Before an object is touched for the first time, how it was is recorded.
 *
 * <p>Two rejections are waited for, a minute or two: settings that are not ready after hydration, and a new connector that
 * the rules do not know yet.
 */
final class PlanRunner {
    /** What is told while it goes on. */
    interface Console {
        /** A cmdlet is called; the text has no secrets. */
        void called(String cmdlet);

        /** It was done. */
        void done(Duration time);

        /** Something to note: a warning of Exchange's, or that we wait. */
        void note(String text);
    }

    /** Keeps how things were. When it returns that is durable. */
    interface Memory {
        void remember(Before before) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(PlanRunner.class);
    private static final int ROUNDS = 3;
    private static final int LOST_ANSWERS = 7;
    private static final int WAITS = 12;
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final ExchangeAdmin exchange;
    private final Console console;
    private final Memory memory;
    private final Pause pause;
    private final Set<Step> leftOut = new HashSet<>();

    PlanRunner(ExchangeAdmin exchange, Console console, Memory memory, Pause pause) {
        this.exchange = exchange;
        this.console = console;
        this.memory = memory;
        this.pause = pause;
    }

    /**
     * Carries out the planner's plan until nothing is left to do, three times at most; a run that ended in a lost answer does
     * not count, seven times.
     *
     * @return the plan for what is still to be done; {@link Plan#isDone} if all is well
     */
    Plan run(Function<TenantState, Plan> planner) throws ExchangeException, InterruptedException, IOException {
        return run(planner, step -> false);
    }

    /**
     * The same, but a step that may be left out is no failure where Exchange does not let it be done: it is noted, and the rest
     * goes on.
     */
    Plan run(Function<TenantState, Plan> planner, Predicate<Step> mayBeLeftOut)
            throws ExchangeException, InterruptedException, IOException {
        int round = 1;
        int lost = 0;
        while (true) {
            TenantState state = TenantReader.read(exchange);
            Plan plan = planner.apply(state).without(leftOut);
            if (plan.isDone() || round > ROUNDS) {
                return plan;
            }
            if (round > 1) {
                console.note("The tenant is not yet as it should be. Looking again.");
            }
            try {
                carryOut(state, plan, mayBeLeftOut);
                round++;
            } catch (ExchangeException failure) {
                boolean unknown = failure.kind() == ExchangeException.Kind.UNCERTAIN;
                boolean thereAfterAll = lost > 0 && saysThatItExists(failure);
                if (!unknown && !thereAfterAll || lost == LOST_ANSWERS) {
                    throw failure;
                }
                lost++;
                console.note(String.valueOf(failure.getMessage()));
                if (thereAfterAll) {
                    // What was created by the call whose answer was lost is not shown yet.
                    pause.of(WAIT);
                }
            }
        }
    }

    private static boolean saysThatItExists(ExchangeException failure) {
        return failure.kind() == ExchangeException.Kind.REFUSED
                && String.valueOf(failure.getMessage()).contains("already exists");
    }

    /** The steps that Exchange did not let be done, and that may be left out. */
    Set<Step> leftOut() {
        return Set.copyOf(leftOut);
    }

    private void carryOut(TenantState state, Plan plan, Predicate<Step> mayBeLeftOut)
            throws ExchangeException, InterruptedException, IOException {
        for (Step step : plan.steps()) {
            Optional<Before> before = Recorder.of(state, step);
            if (before.isPresent()) {
                memory.remember(before.get());
            }
            try {
                for (Cmdlet cmdlet : step.cmdlets()) {
                    call(cmdlet);
                }
            } catch (ExchangeException refusal) {
                if (!isRefused(refusal) || !mayBeLeftOut.test(step)) {
                    throw refusal;
                }
                leftOut.add(step);
                console.note("Left out, since it is optional; mail in Outlook's rich text is not signed: "
                        + refusal.getMessage());
            }
        }
    }

    private static boolean isRefused(ExchangeException failure) {
        return switch (failure.kind()) {
            case REFUSED, ROLE_MISSING -> true;
            case SIGN_IN_ENDED, THROTTLED, FAULT, UNCERTAIN, UNREADABLE -> false;
        };
    }

    private void call(Cmdlet cmdlet) throws ExchangeException, InterruptedException {
        console.called(cmdlet.toString());
        LOG.info("calling {}", cmdlet);
        long start = System.nanoTime();
        ExchangeAnswer answer = answer(cmdlet);
        console.done(Duration.ofNanos(System.nanoTime() - start));
        answer.warnings().forEach(console::note);
    }

    private ExchangeAnswer answer(Cmdlet cmdlet) throws ExchangeException, InterruptedException {
        for (int wait = 1; ; wait++) {
            try {
                return exchange.call(cmdlet);
            } catch (ExchangeException rejection) {
                if (wait > WAITS || !isTooEarly(cmdlet, rejection)) {
                    LOG.warn("{} failed: {}", cmdlet.name(), rejection.kind());
                    throw rejection;
                }
                if (wait == 1) {
                    console.note("Exchange Online is not ready for this yet; trying again for two minutes.");
                }
                pause.of(WAIT);
            }
        }
    }

    private static boolean isTooEarly(Cmdlet cmdlet, ExchangeException rejection) {
        String words = String.valueOf(rejection.getMessage());
        return rejection.kind() == ExchangeException.Kind.REFUSED
                && (words.contains("Enable-OrganizationCustomization")
                                && !cmdlet.name().startsWith("Enable-Organization")
                        || words.contains("couldn't be found")
                                && List.of("New-TransportRule", "Set-TransportRule")
                                        .contains(cmdlet.name())
                                && cmdlet.parameters().containsKey("RouteMessageOutboundConnector")
                                && !cmdlet.parameters().containsKey("FromMemberOf"));
    }
}
