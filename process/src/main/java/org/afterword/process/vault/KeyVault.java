package org.afterword.process.vault;

import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.policy.ExponentialBackoffOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.util.HttpClientOptions;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One key vault. A try takes 10 s at most. A vault that is busy or fails is asked again, three times, after 1, 2 and 4 s
 * or after the time that it names. Safe for use by several threads.
 */
final class KeyVault {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int RETRIES = 3;
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration MAX_DELAY = Duration.ofSeconds(4);

    /** Forbidden, also where a secret is disabled; not found. */
    private static final Set<Integer> REFUSALS = Set.of(403, 404);

    private final String host;
    private final SecretClient client;

    KeyVault(URI vault, TokenCredential identity) {
        host = Objects.toString(vault.getHost(), vault.toString());
        client = new SecretClientBuilder()
                .vaultUrl(vault.toString())
                .credential(identity)
                .clientOptions(new HttpClientOptions()
                        .setConnectTimeout(TIMEOUT)
                        .setWriteTimeout(TIMEOUT)
                        .setResponseTimeout(TIMEOUT)
                        .setReadTimeout(TIMEOUT))
                .retryOptions(new RetryOptions(new ExponentialBackoffOptions()
                        .setMaxRetries(RETRIES)
                        .setBaseDelay(DELAY)
                        .setMaxDelay(MAX_DELAY)))
                .buildClient();
    }

    /**
     * The identity that the platform gives to this process.
     *
     * @param environment with the client id of a user-assigned identity, if it is one
     * @throws IOException if there is none here
     */
    static TokenCredential managedIdentity(Map<String, String> environment) throws IOException {
        if (!environment.containsKey("IDENTITY_ENDPOINT") || !environment.containsKey("IDENTITY_HEADER")) {
            throw new IOException("there is no managed identity here (IDENTITY_ENDPOINT is not set), so no vault can be"
                    + " asked; name files in place of vault settings");
        }
        ManagedIdentityCredentialBuilder identity = new ManagedIdentityCredentialBuilder();
        String client = environment.getOrDefault(VaultSettings.CLIENT_ID, "").strip();
        if (!client.isEmpty()) {
            identity.clientId(client);
        }
        return identity.build();
    }

    /** The vault is well and does not give a secret: it has none of that name, or none for us. To ask again will not help. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * @throws RefusedException if it would not either the next time
     * @throws IOException if the vault does not give the secret; the message says why and what to look at
     */
    String secret(String name) throws IOException {
        String failure = "the vault " + host + " gives no secret " + name;
        try {
            return client.getSecret(name).getValue();
        } catch (ClientAuthenticationException noToken) {
            throw new IOException("the managed identity gives no token for the vault " + host, noToken);
        } catch (HttpResponseException refused) {
            // The answer's text is not repeated: it may hold what it should not.
            int status = refused.getResponse().getStatusCode();
            String message = failure + ": HTTP " + status;
            throw REFUSALS.contains(status)
                    ? new RefusedException(message, refused)
                    : new IOException(message, refused);
        } catch (RuntimeException unreachable) {
            throw new IOException(failure + ": " + innermost(unreachable).getMessage(), unreachable);
        }
    }

    /** What happened, below the layers of the SDK. */
    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : innermost(cause);
    }
}
