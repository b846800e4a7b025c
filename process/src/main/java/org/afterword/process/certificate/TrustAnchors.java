package org.afterword.process.certificate;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Trust managers over the platform's certificate authorities, or over ones that a setting names. */
public final class TrustAnchors {
    private TrustAnchors() {}

    /** Believes the authorities that the Java platform ships. */
    public static X509TrustManager ofPlatform() {
        return trustManager(null);
    }

    /** Believes these authorities and no others. */
    public static X509TrustManager of(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            return trustManager(store);
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalStateException("these certificate authorities cannot be used", unusable);
        }
    }

    private static X509TrustManager trustManager(@Nullable KeyStore authorities) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("the platform's certificate authorities cannot be read", unusable);
        }
    }
}
