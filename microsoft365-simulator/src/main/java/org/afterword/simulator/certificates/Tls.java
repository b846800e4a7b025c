package org.afterword.simulator.certificates;

import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Puts the two halves of a TLS end together. */
final class Tls {
    private Tls() {}

    static SSLContext context(KeyManager @Nullable [] ours, TrustManager theirs) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(ours, new TrustManager[] {theirs}, null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("TLS cannot be set up with this certificate", unusable);
        }
    }
}
