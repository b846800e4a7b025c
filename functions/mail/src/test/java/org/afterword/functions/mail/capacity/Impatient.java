package org.afterword.functions.mail.capacity;

import java.time.Duration;

/** The numbers of a process, but for those that a test cannot wait for. */
public final class Impatient {
    private Impatient() {}

    /** The same numbers with another patience. */
    public static Capacity of(Capacity numbers, Duration patience) {
        return of(numbers, patience, numbers.farewell());
    }

    /** The same numbers with another patience, also at the end of the process. */
    public static Capacity of(Capacity numbers, Duration patience, Duration farewell) {
        return new Capacity(
                numbers.ofOneTenant(),
                patience,
                numbers.unattended(),
                numbers.unattendedOfOneTenant(),
                numbers.quickThreads(),
                numbers.quickSteps(),
                numbers.quickTime(),
                numbers.slowThreads(),
                numbers.slowPlaces(),
                numbers.slowOfOneTenant(),
                numbers.slowSteps(),
                numbers.slowTime(),
                numbers.quickMemory(),
                numbers.slowMemory(),
                numbers.runaways(),
                farewell);
    }
}
