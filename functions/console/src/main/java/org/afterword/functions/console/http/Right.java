package org.afterword.functions.console.http;

/** What a caller needs for a route. */
public enum Right {
    /** Nothing: it is for everybody. Such a route is not among those that need a key or a session. */
    NONE,
    /** To see what is a tenant's, and to try something out without changing it. */
    READ,
    /** To change what is a tenant's. */
    CHANGE;

    /**
     * Refuses a caller who has not got this right.
     *
     * @throws ApiException 401 to somebody who is not known, 403 to somebody who may only read
     */
    public void demand(Caller caller) throws ApiException {
        switch (caller) {
            case Caller.Operator operator -> {
                // All tenants are theirs.
            }
            case Caller.Administrator administrator -> {
                if (this == CHANGE && !administrator.mayChange()) {
                    throw ApiException.forbidden("Your account may look, but not change anything.");
                }
            }
            case Caller.Anybody anybody -> {
                if (this != NONE) {
                    throw ApiException.unauthenticated();
                }
            }
        }
    }
}
