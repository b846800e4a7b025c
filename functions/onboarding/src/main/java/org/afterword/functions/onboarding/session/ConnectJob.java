package org.afterword.functions.onboarding.session;

import java.io.IOException;
import org.afterword.storage.json.StoredJson;

/**
 * The queue message that calls a worker for one sign-in.
 *
 * @param session its id
 * @param attempt which sign-in of the session
 */
public record ConnectJob(String session, int attempt) {
    /** The form in which it is queued. */
    String toJson() {
        return StoredJson.text(this);
    }

    /** @throws IOException if it is something else */
    public static ConnectJob parse(String json) throws IOException {
        return StoredJson.read(json, ConnectJob.class);
    }
}
