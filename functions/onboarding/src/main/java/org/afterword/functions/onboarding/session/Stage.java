package org.afterword.functions.onboarding.session;

/** How far a session has come. */
public enum Stage {
    /** Nothing has been asked for. */
    IDLE,
    /** A sign-in was asked for; the worker has not begun. */
    STARTING,
    /** The code is shown and waits to be typed at Microsoft's. */
    CODE,
    /** Signed in; the tenant is being read. */
    READING,
    /** The plan is shown and waits for a decision. */
    PLANNED,
    /** A plan is being carried out. */
    WORKING,
    /** Everything is there. */
    CREATED,
    /** A step failed; the sign-in still holds. */
    FAILED,
    /** Everything of ours is gone from the tenant. */
    REMOVED,
    /** The sign-in is over, for the reason that is told. */
    ENDED
}
