package org.afterword.engine.message;

/** The two header fields by which Exchange Online and we know each other's mail. */
public final class AfterwordHeaders {
    /** Carries the routing code. It is a secret, so it never goes back. */
    public static final String AUTH = "X-Afterword-Auth";

    /** Says {@code true} on every mail that has been here; the transport rule and the engine leave such mail alone. */
    public static final String MESSAGE_PROCESSED = "X-Afterword-MessageProcessed";

    private AfterwordHeaders() {}

    /** Whether a field of that name, in any case, is one of them. */
    static boolean isOurs(String name) {
        return name.equalsIgnoreCase(AUTH) || name.equalsIgnoreCase(MESSAGE_PROCESSED);
    }
}
