package org.afterword.functions.onboarding.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.ExchangeAdmin;
import org.afterword.functions.onboarding.exchange.ExchangeAnswer;
import org.afterword.functions.onboarding.exchange.ExchangeException;
import org.afterword.functions.onboarding.exchange.InvokeCommandClient.Pause;
import org.afterword.functions.onboarding.exchange.Value;
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
 * <p>What was just written may not be there yet for the next call, and not be shown: an object that exists already, cannot be found, or is
 * still in use is looked at again, with pauses that grow from 2 s to a minute, two minutes in all for each cmdlet (public accounts:
 * Microsoft365DSC#3628, CIPP#4715). What Exchange has taken is not called again meanwhile. Settings of an organisation that was just made
 * ready for its own ones take longer (microsoft-365-docs#7530): four minutes are waited.
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
    private static final String HYDRATE = "Enable-OrganizationCustomization";
    private static final String NOT_FOUND = "couldn't be found";
    private static final List<Duration> PAUSES =
            Stream.of(2, 4, 8, 16, 30, 60).map(Duration::ofSeconds).toList();
    private static final int HYDRATION_PAUSES = 8;
    private static final Duration HYDRATION_PAUSE = Duration.ofSeconds(30);

    private final ExchangeAdmin exchange;
    private final Console console;
    private final Memory memory;
    private final Pause pause;
    private final Set<Step> leftOut = new HashSet<>();
    /** What Exchange has taken in this run, so that it has only to be shown. */
    private final Set<Cmdlet> taken = new HashSet<>();
    /** Since something was taken that was not before. */
    private int pauses;

    private int hydrationPauses;

    PlanRunner(ExchangeAdmin exchange, Console console, Memory memory, Pause pause) {
        this.exchange = exchange;
        this.console = console;
        this.memory = memory;
        this.pause = pause;
    }

    /**
     * Carries out the planner's plan until nothing is left to do, or until nothing has become of it for two minutes, twice.
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
        boolean calledAgain = false;
        while (true) {
            TenantState state = TenantReader.read(exchange);
            Plan plan = planner.apply(state).without(leftOut);
            if (plan.isDone()) {
                return plan;
            }
            if (taken.containsAll(plan.cmdlets())) {
                if (hasWaited("The tenant is not yet as it should be. Looking again.")) {
                    continue;
                }
                if (calledAgain) {
                    return plan;
                }
                // Not late, but lost: a change that Exchange took and did not keep.
                calledAgain = true;
                taken.clear();
                pauses = 0;
            }
            try {
                carryOut(state, plan, mayBeLeftOut);
            } catch (ExchangeException failure) {
                if (!mayPass(failure) || !hasWaited(String.valueOf(failure.getMessage()))) {
                    throw failure;
                }
            }
        }
    }

    private static boolean mayPass(ExchangeException failure) {
        return switch (failure.kind()) {
            case UNCERTAIN, FAULT, TOO_EARLY -> true;
            case REFUSED, ROLE_MISSING, SIGN_IN_ENDED, THROTTLED, UNREADABLE -> false;
        };
    }

    /** False if it has waited long enough already. */
    private boolean hasWaited(String why) throws InterruptedException {
        if (pauses == PAUSES.size()) {
            return false;
        }
        console.note(why);
        pause.of(PAUSES.get(pauses++));
        return true;
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
                    if (!taken.contains(cmdlet)) {
                        call(cmdlet);
                        taken.add(cmdlet);
                        pauses = 0;
                    }
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
            case SIGN_IN_ENDED, THROTTLED, FAULT, TOO_EARLY, UNCERTAIN, UNREADABLE -> false;
        };
    }

    private void call(Cmdlet cmdlet) throws ExchangeException, InterruptedException {
        console.called(cmdlet.toString());
        LOG.info("calling {}", cmdlet.name());
        long start = System.nanoTime();
        ExchangeAnswer answer = answer(cmdlet);
        console.done(Duration.ofNanos(System.nanoTime() - start));
        answer.warnings().forEach(console::note);
    }

    private ExchangeAnswer answer(Cmdlet cmdlet) throws ExchangeException, InterruptedException {
        while (true) {
            try {
                return exchange.call(cmdlet);
            } catch (ExchangeException failure) {
                if (cmdlet.name().equals(HYDRATE) && isNotNeeded(failure)) {
                    // Its first call may end in an error although it worked; if not, the next cmdlet is refused.
                    return new ExchangeAnswer(List.of(), List.of(String.valueOf(failure.getMessage())));
                }
                if (isGone(cmdlet, failure)) {
                    return new ExchangeAnswer(List.of(), List.of());
                }
                if (isBeforeHydration(cmdlet, failure)) {
                    awaitHydration(failure);
                } else {
                    LOG.warn("{} failed: {}", cmdlet.name(), failure.kind());
                    throw isTooEarly(cmdlet, failure)
                            ? new ExchangeException(
                                    ExchangeException.Kind.TOO_EARLY, String.valueOf(failure.getMessage()))
                            : failure;
                }
            }
        }
    }

    private static boolean isNotNeeded(ExchangeException failure) {
        return switch (failure.kind()) {
            case REFUSED, FAULT, UNCERTAIN -> true;
            case ROLE_MISSING, SIGN_IN_ENDED, THROTTLED, TOO_EARLY, UNREADABLE -> false;
        };
    }

    private void awaitHydration(ExchangeException failure) throws ExchangeException, InterruptedException {
        if (hydrationPauses == HYDRATION_PAUSES) {
            throw new ExchangeException(
                    ExchangeException.Kind.UNCERTAIN,
                    "Exchange Online is still making your organisation ready for settings of its own. It can take an hour: "
                            + "come back then, sign in, and press the button again. " + failure.getMessage());
        }
        if (hydrationPauses % 4 == 0) {
            console.note(
                    "Exchange Online is not ready for this yet: it makes your organisation ready for settings of its own. "
                            + "Trying again for some minutes.");
        }
        hydrationPauses++;
        pause.of(HYDRATION_PAUSE);
    }

    private static boolean isBeforeHydration(Cmdlet cmdlet, ExchangeException failure) {
        return !cmdlet.name().equals(HYDRATE) && says(failure, HYDRATE);
    }

    /** What is to be removed is not there any more, although it was shown. */
    private static boolean isGone(Cmdlet cmdlet, ExchangeException failure) {
        return cmdlet.name().startsWith("Remove-") && says(failure, NOT_FOUND);
    }

    /** Refusals that pass when all of Exchange knows what was written. A group that is not there does not come by waiting. */
    private static boolean isTooEarly(Cmdlet cmdlet, ExchangeException failure) {
        boolean mayBeTheGroup = cmdlet.parameters().get("FromMemberOf") instanceof Value.Texts;
        return cmdlet.name().startsWith("New-") && says(failure, "already exists")
                || cmdlet.name().startsWith("Remove-") && says(failure, "used by")
                || says(failure, NOT_FOUND) && !mayBeTheGroup;
    }

    private static boolean says(ExchangeException failure, String words) {
        return failure.kind() == ExchangeException.Kind.REFUSED
                && String.valueOf(failure.getMessage()).contains(words);
    }
}
