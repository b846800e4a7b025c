package org.afterword.functions.onboarding.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.aad.msal4j.DeviceCodeFlowParameters;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import com.microsoft.aad.msal4j.MsalException;
import com.microsoft.aad.msal4j.PublicClientApplication;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;
import org.afterword.storage.tenant.TenantId;

/**
 * The device authorization grant by MSAL. The library's cache, with the refresh token that it always asks for, is dropped with the
 * application object at the end of the call; only the access token is handed on.
 */
public final class DeviceCodeSignIn implements SignIn {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LOOK = Duration.ofMillis(500);
    /** Exchange Administrator and Global Administrator (Microsoft Entra built-in roles). */
    private static final Set<String> ADMINISTRATORS =
            Set.of("29232cdf-9323-42fd-ade2-1d097af3e4de", "62e90394-69f5-4237-9190-012177145e10");

    private final String clientId;
    private final URI authority;
    private final URI exchange;
    private final Optional<SSLSocketFactory> tls;

    /** @param tls for an authority that is not Microsoft's; its address is then not checked against a list either */
    public DeviceCodeSignIn(String clientId, URI authority, URI exchange, Optional<SSLSocketFactory> tls) {
        this.clientId = clientId;
        this.authority = authority;
        this.exchange = exchange;
        this.tls = tls;
    }

    @Override
    public SignedIn signIn(Optional<Customer> customer, Consumer<Code> shown, Wanted wanted)
            throws SignInException, InterruptedException {
        DeviceCodeFlowParameters parameters = DeviceCodeFlowParameters.builder(
                        Set.of(exchange.resolve("/.default").toString()),
                        code -> shown.accept(new Code(
                                code.userCode(), code.verificationUri(), Duration.ofSeconds(code.expiresIn()))))
                .build();
        CompletableFuture<IAuthenticationResult> result = application(customer).acquireToken(parameters);
        try {
            while (true) {
                try {
                    return signedIn(customer, result.get(LOOK.toMillis(), TimeUnit.MILLISECONDS));
                } catch (TimeoutException stillWaiting) {
                    if (!wanted.isWanted()) {
                        throw SignInException.cancelled();
                    }
                }
            }
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof MsalException rejection
                    ? SignInException.of(
                            Optional.ofNullable(rejection.errorCode()).orElse(""),
                            String.valueOf(rejection.getMessage()))
                    : SignInException.of("", "");
        } finally {
            result.cancel(true);
        }
    }

    private PublicClientApplication application(Optional<Customer> customer) {
        URI place = customer.map(named -> named.authority(authority)).orElse(authority);
        try {
            PublicClientApplication.Builder builder = PublicClientApplication.builder(clientId);
            builder.authority(place.toString());
            if (tls.isPresent()) {
                builder.validateAuthority(false).instanceDiscovery(false).sslSocketFactory(tls.get());
            }
            return builder.build();
        } catch (MalformedURLException wrong) {
            throw new IllegalStateException("the authority for signing in is no address: " + place, wrong);
        }
    }

    private static SignedIn signedIn(Optional<Customer> customer, IAuthenticationResult result) throws SignInException {
        try {
            JsonNode claims = claims(result.idToken());
            TenantId tenant = TenantId.of(claims.path("tid").asText());
            JsonNode forExchange = ofExchange(result.accessToken());
            boolean another = customer.flatMap(Customer::tenantId)
                    .filter(named -> !named.equals(tenant))
                    .isPresent();
            String tokens = forExchange.path("tid").asText(tenant.toString());
            if (another || !tokens.equals(tenant.toString())) {
                throw SignInException.ofAnotherTenant();
            }
            return new SignedIn(
                    claims.path("preferred_username").asText(result.account().username()),
                    tenant,
                    result.accessToken(),
                    administersExchange(forExchange));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw SignInException.withoutTenant();
        }
    }

    /** By the claim of directory roles, which Entra puts into Exchange's tokens. */
    private static boolean administersExchange(JsonNode forExchange) {
        for (JsonNode role : forExchange.path("wids")) {
            if (ADMINISTRATORS.contains(role.asText())) {
                return true;
            }
        }
        return false;
    }

    /** The claims of a token that is Exchange's to read; none if we cannot. */
    private static JsonNode ofExchange(String accessToken) {
        try {
            return claims(accessToken);
        } catch (IOException | IllegalArgumentException notForUs) {
            return JSON.createObjectNode();
        }
    }

    private static JsonNode claims(String token) throws IOException {
        String[] parts = token.split("\\.");
        if (parts.length < 2) {
            throw new IOException("the token has no claims");
        }
        return JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
    }
}
