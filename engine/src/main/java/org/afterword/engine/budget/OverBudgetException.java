package org.afterword.engine.budget;

/** A message asks for more work than it may, or its work was stopped. The message itself is as it was. */
public final class OverBudgetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverBudgetException(String why) {
        super(why, null, false, false);
    }
}
