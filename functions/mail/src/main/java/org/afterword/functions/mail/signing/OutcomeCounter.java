package org.afterword.functions.mail.signing;

/** Counts what becomes of mail. Called by several threads. */
@FunctionalInterface
public interface OutcomeCounter {
    void count(MailOutcome outcome);
}
