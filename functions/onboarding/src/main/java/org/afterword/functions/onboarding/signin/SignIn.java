package org.afterword.functions.onboarding.signin;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.afterword.storage.tenant.TenantId;

/** Signs an administrator in by a code that is typed on Microsoft's page. */
public interface SignIn {
    /** The code to type, where, and how long it is good. */
    record Code(String userCode, String link, Duration life) {
        @Override
        public String toString() {
            return "Code[hidden]";
        }
    }

    /**
     * Who signed in, to which tenant, and with what Exchange may be called; kept in memory only.
     *
     * @param administersExchange whether Entra says that they are an Exchange Administrator or Global Administrator
     */
    record SignedIn(String account, TenantId tenant, String accessToken, boolean administersExchange) {
        @Override
        public String toString() {
            return "SignedIn[hidden]";
        }
    }

    /** Asks whether the sign-in is still wanted. */
    @FunctionalInterface
    interface Wanted {
        boolean isWanted();
    }

    /**
     * Gets a code, gives it to {@code shown}, and waits until somebody has signed in with it.
     *
     * @param customer the organisation to sign in to; empty for that of the account
     * @throws SignInException if that does not happen
     */
    SignedIn signIn(Optional<Customer> customer, Consumer<Code> shown, Wanted wanted)
            throws SignInException, InterruptedException;
}
