package org.afterword.functions.onboarding.exchange;

/** One tenant's Exchange Online, as the administrator who signed in may run it. */
@FunctionalInterface
public interface ExchangeAdmin {
    /**
     * Runs a cmdlet and waits for its end, over throttling and short outages.
     *
     * @throws ExchangeException if Exchange refuses or does not answer; its message is meant for people
     * @throws IllegalArgumentException if we do not allow ourselves this cmdlet or parameter
     */
    ExchangeAnswer call(Cmdlet cmdlet) throws ExchangeException, InterruptedException;
}
