package org.afterword.host;

/** A value of the trigger does not fit the function's parameter. The message shows types and names, never the value. */
final class BindingException extends Exception {
    private static final long serialVersionUID = 1L;

    BindingException(String message) {
        super(message);
    }
}
