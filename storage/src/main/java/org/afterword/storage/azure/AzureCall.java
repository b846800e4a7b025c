package org.afterword.storage.azure;

import com.azure.core.exception.HttpResponseException;
import com.azure.cosmos.CosmosException;
import java.io.IOException;

/** A call of the SDK, whose unchecked exceptions become the ports' {@link IOException}. */
final class AzureCall {
    private AzureCall() {}

    interface Call<T> {
        T run() throws IOException;
    }

    interface Action {
        void run() throws IOException;
    }

    /**
     * Runs the call.
     *
     * @param what the store was to do, for the exception's text
     */
    static <T> T get(String what, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (RuntimeException failed) {
            throw failure(what, failed);
        }
    }

    static void run(String what, Action action) throws IOException {
        try {
            action.run();
        } catch (RuntimeException failed) {
            throw failure(what, failed);
        }
    }

    static IOException failure(String what, RuntimeException failed) {
        int status = status(failed);
        String how = status > 0 ? "it answered " + status : failed.getClass().getSimpleName();
        return new IOException("the store did not " + what + ": " + how, failed);
    }

    /** The HTTP status of the answer, 0 if there was none. */
    static int status(RuntimeException failed) {
        if (failed instanceof CosmosException cosmos) {
            return cosmos.getStatusCode();
        }
        if (failed instanceof HttpResponseException http && http.getResponse() != null) {
            return http.getResponse().getStatusCode();
        }
        return 0;
    }
}
