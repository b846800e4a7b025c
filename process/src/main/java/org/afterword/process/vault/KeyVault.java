package org.afterword.process.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * One key vault, asked as the function app's managed identity. Two calls over HTTPS, so no further library: a token
 * (Azure's page <i>How to use managed identities for App Service and Azure Functions</i>, REST endpoint) and a secret
 * (<i>Get Secret</i> of Key Vault's REST reference). For one thread at a time.
 */
final class KeyVault {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int TRIES = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final URI vault;
    private final Map<String, String> environment;

    /** @param environment with what the platform tells about the identity */
    KeyVault(URI vault, Map<String, String> environment) {
        this.vault = vault;
        this.environment = environment;
    }

    /** @throws IOException if the vault does not give the secret; the message says why and what to look at */
    String secret(String name) throws IOException {
        String address = vault.toString().replaceAll("/+$", "") + "/secrets/" + name + "?api-version=7.4";
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token())
                .build();
        return text(request, "value", "the vault " + vault.getHost() + " gives no secret " + name);
    }

    private String token() throws IOException {
        String endpoint = environment.get("IDENTITY_ENDPOINT");
        String header = environment.get("IDENTITY_HEADER");
        if (endpoint == null || header == null) {
            throw new IOException("there is no managed identity here (IDENTITY_ENDPOINT is not set), so no vault can be"
                    + " asked; name files in place of vault settings");
        }
        String address = endpoint + "?api-version=2019-08-01&resource=" + encode(resource());
        String client = environment.get(VaultSettings.CLIENT_ID);
        if (client != null && !client.isBlank()) {
            address += "&client_id=" + encode(client.strip());
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(PATIENCE)
                .header("X-IDENTITY-HEADER", header)
                .build();
        return text(request, "access_token", "the managed identity gives no token for the vault");
    }

    /** What a token is for: a vault's host name without the vault's own part, which differs between Azure's clouds. */
    private String resource() {
        String host = String.valueOf(vault.getHost());
        int dot = host.indexOf(".vault.");
        return "https://" + (dot < 0 ? "vault.azure.net" : host.substring(dot + 1));
    }

    private String text(HttpRequest request, String property, String failure) throws IOException {
        IOException last = new IOException(failure);
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
                JsonNode value = response.statusCode() == 200
                        ? JSON.readTree(response.body()).path(property)
                        : null;
                if (value != null && value.isTextual()) {
                    return value.textValue();
                }
                // The answer's text is not repeated: it may hold what it should not.
                last = new IOException(failure + ": HTTP " + response.statusCode());
                if (response.statusCode() < 500 && response.statusCode() != 429) {
                    throw last;
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IOException(failure + ": interrupted", stopped);
            } catch (IOException failed) {
                if (failed == last) {
                    throw failed;
                }
                last = new IOException(failure + ": " + failed.getMessage(), failed);
            }
        }
        throw last;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
