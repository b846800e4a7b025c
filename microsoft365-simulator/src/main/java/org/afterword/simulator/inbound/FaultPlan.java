package org.afterword.simulator.inbound;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The faults that are due, in the order in which they were injected. Safe for use by several threads. */
final class FaultPlan {
    private static final class Due {
        private final Fault fault;
        private int times;

        Due(Fault fault, int times) {
            this.fault = fault;
            this.times = times;
        }
    }

    private final List<Due> plan = new ArrayList<>();

    synchronized void add(Fault fault, int times) {
        plan.add(new Due(fault, times));
    }

    synchronized void clear() {
        plan.clear();
    }

    /** The first fault of this kind that fits, which then is due once less. */
    synchronized <F extends Fault> Optional<F> take(Class<F> kind, Predicate<F> fits) {
        Iterator<Due> due = plan.iterator();
        while (due.hasNext()) {
            Due next = due.next();
            if (kind.isInstance(next.fault) && fits.test(kind.cast(next.fault))) {
                if (--next.times == 0) {
                    due.remove();
                }
                return Optional.of(kind.cast(next.fault));
            }
        }
        return Optional.empty();
    }

    synchronized <F extends Fault> Optional<F> take(Class<F> kind) {
        return take(kind, any -> true);
    }

    /** Whether a fault of this kind fits; it stays as often due as it is. */
    synchronized <F extends Fault> boolean has(Class<F> kind, Predicate<F> fits) {
        return plan.stream().anyMatch(due -> kind.isInstance(due.fault) && fits.test(kind.cast(due.fault)));
    }
}
