package org.afterword.functions.onboarding.session;

import java.io.IOException;

/** A session was stored by a newer version of this program, as may happen while an update is under way. */
public final class NewerSessionException extends IOException {
    private static final long serialVersionUID = 1;

    NewerSessionException(int version) {
        super("This sign-in was stored by a newer version of Afterword (form " + version + ", this one reads "
                + ConnectSession.VERSION + "). Wait until the update is complete and try again.");
    }
}
