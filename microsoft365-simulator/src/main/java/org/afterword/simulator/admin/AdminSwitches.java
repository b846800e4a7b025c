package org.afterword.simulator.admin;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The faults of the admin interface that can be switched on. Safe for use by several threads. */
public final class AdminSwitches {
    private final Map<String, Failure> failures = new HashMap<>();
    private final Set<String> forbidden = new HashSet<>();
    private int throttled;
    private String retryAfter = "";
    private boolean roleMissing;
    private boolean roleForReadingOnly;
    private boolean inboundConnectorsDisabled;
    private int lostAnswers;
    private String lostAnswersTo = "";
    private int lostStatus;
    private int lostCalls;
    private long delayMillis;

    record Failure(String text, int times) {}

    /** Lets each call take this long. */
    public synchronized AdminSwitches delay(long milliseconds) {
        delayMillis = milliseconds;
        return this;
    }

    /** Answers the next calls with 429, and this many seconds as Retry-After unless that is negative. */
    public synchronized AdminSwitches throttle(int calls, int retryAfterSeconds) {
        throttled = calls;
        retryAfter = retryAfterSeconds < 0 ? "" : Integer.toString(retryAfterSeconds);
        return this;
    }

    /** Answers every call with 403 and NUL octets, as for an account without a role. */
    public synchronized AdminSwitches roleMissing(boolean missing) {
        roleMissing = missing;
        return this;
    }

    /** Answers every call but Get with 403 and NUL octets, as for a reader. */
    public synchronized AdminSwitches roleForReadingOnly(boolean only) {
        roleForReadingOnly = only;
        return this;
    }

    /** Answers every call of this cmdlet with 403 and NUL octets, as for a role group of one's own that lacks it. */
    public synchronized AdminSwitches forbid(String cmdlet) {
        forbidden.add(cmdlet);
        return this;
    }

    /** Creates inbound connectors disabled, and does not let them be enabled. */
    public synchronized AdminSwitches createInboundConnectorsDisabled(boolean disabled) {
        inboundConnectorsDisabled = disabled;
        return this;
    }

    /** Refuses the next runs of this cmdlet with this text. */
    public synchronized AdminSwitches refuse(String cmdlet, String text, int times) {
        failures.put(cmdlet, new Failure(text, times));
        return this;
    }

    /** Carries the next calls out and breaks the connection before the answer. */
    public synchronized AdminSwitches loseAnswers(int calls) {
        lostAnswers = calls;
        return this;
    }

    /** Carries the next calls of this cmdlet out and answers with this status, as a server on the way that lost patience. */
    public synchronized AdminSwitches loseAnswersTo(String cmdlet, int status, int calls) {
        lostAnswersTo = cmdlet;
        lostStatus = status;
        lostCalls = calls;
        return this;
    }

    synchronized Optional<Integer> takeLostStatus(String cmdlet) {
        return cmdlet.equals(lostAnswersTo) && lostCalls > 0 && lostCalls-- > 0
                ? Optional.of(lostStatus)
                : Optional.empty();
    }

    synchronized boolean takeThrottle() {
        return throttled > 0 && throttled-- > 0;
    }

    synchronized Optional<String> retryAfter() {
        return retryAfter.isEmpty() ? Optional.empty() : Optional.of(retryAfter);
    }

    synchronized boolean isForbidden(String cmdlet) {
        return roleMissing || forbidden.contains(cmdlet) || roleForReadingOnly && !cmdlet.startsWith("Get-");
    }

    synchronized boolean createsInboundConnectorsDisabled() {
        return inboundConnectorsDisabled;
    }

    synchronized Optional<String> takeFailure(String cmdlet) {
        Failure failure = failures.get(cmdlet);
        if (failure == null || failure.times() == 0) {
            return Optional.empty();
        }
        failures.put(cmdlet, new Failure(failure.text(), failure.times() - 1));
        return Optional.of(failure.text());
    }

    synchronized boolean takeLostAnswer() {
        return lostAnswers > 0 && lostAnswers-- > 0;
    }

    synchronized long delayMillis() {
        return delayMillis;
    }
}
