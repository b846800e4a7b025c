package org.afterword.functions.onboarding;

import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.afterword.functions.onboarding.exchange.InvokeCommandClient;
import org.afterword.functions.onboarding.route.Routes;
import org.afterword.functions.onboarding.signin.DeviceCodeSignIn;
import org.afterword.functions.onboarding.worker.ConnectWorker;
import org.afterword.process.certificate.TlsIdentity;
import org.afterword.process.certificate.TrustAnchors;
import org.afterword.storage.onboarding.OnboardingStore;
import org.afterword.storage.tenant.TenantStore;

/** Puts the parts of onboarding together. */
public final class Onboarding {
    private static final Duration ANSWER = Duration.ofSeconds(100);

    private Onboarding() {}

    /**
     * The worker for these settings.
     *
     * @param routes finds where a tenant takes its mail back
     * @throws IOException if the certificates that they name cannot be read
     */
    public static ConnectWorker worker(
            ConnectSettings settings, OnboardingStore store, TenantStore tenants, Routes routes) throws IOException {
        Optional<SSLContext> tls = settings.authorities().isPresent()
                ? Optional.of(trusting(TrustAnchors.of(
                        TlsIdentity.certificates(settings.authorities().get()))))
                : Optional.empty();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(20))
                .followRedirects(HttpClient.Redirect.NEVER);
        tls.ifPresent(builder::sslContext);
        HttpClient http = builder.build();
        return new ConnectWorker(
                store,
                tenants,
                settings.stamp(),
                routes,
                settings.earlierCodes(),
                new DeviceCodeSignIn(
                        settings.clientId(),
                        settings.authority(),
                        settings.exchange(),
                        tls.map(SSLContext::getSocketFactory)),
                (who, pause) -> new InvokeCommandClient(
                        http, settings.exchange(), who.tenant(), who::accessToken, pause, ANSWER),
                Thread::sleep,
                InstantSource.system());
    }

    private static SSLContext trusting(TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("TLS cannot be set up with these authorities", unusable);
        }
    }
}
