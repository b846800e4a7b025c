package org.afterword.process.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A managed identity and a key vault on loopback, with the secrets that it is given. The vault speaks TLS and asks who is
 * there with a challenge, as Azure's does. Who calls it must know its name and trust its certificate:
 * {@link #javaOptions()}.
 */
public final class VaultStandIn implements AutoCloseable {
    private static final String HEADER = "the-platform-says-so";
    private static final String TOKEN = "a-token";
    private static final String HOST = "stand-in.vault.azure.net";
    private static final String CHALLENGE = "Bearer authorization=\"https://login.microsoftonline.com/"
            + "00000000-0000-0000-0000-000000000000\", resource=\"https://vault.azure.net\"";
    private static final char[] PASSWORD = "changeit".toCharArray();

    private volatile int questions;
    private final HttpServer identity;
    private final HttpsServer vault;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Path folder;
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private volatile String lastTokenQuery = "";
    private volatile int faults;
    private volatile int refusal = -1;
    private volatile Instant busyUntil = Instant.MIN;

    private VaultStandIn() throws IOException {
        folder = Files.createTempDirectory("vault-stand-in");
        makeCertificate();
        Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost " + HOST + "\n");
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        identity = HttpServer.create(anyPort, 0);
        identity.createContext("/identity", this::token);
        identity.start();
        vault = HttpsServer.create(anyPort, 0);
        vault.setHttpsConfigurator(new HttpsConfigurator(tls()));
        vault.createContext("/secrets/", this::secret);
        vault.setExecutor(threads);
        vault.start();
    }

    public static VaultStandIn start() throws IOException {
        return new VaultStandIn();
    }

    public void put(String name, String secret) {
        secrets.put(name, secret);
    }

    /** The next {@code count} questions for a secret get a 503. */
    public void failNext(int count) {
        faults = count;
    }

    /** All questions for a secret get a 429 and the time to wait, until that time is over. */
    public void beBusyFor(Duration time) {
        busyUntil = Instant.now().plus(time);
    }

    /** All questions for a secret get this status, or no answer at all for 0; -1 ends that. */
    public void refuseAllWith(int status) {
        refusal = status;
    }

    public String lastTokenQuery() {
        return lastTokenQuery;
    }

    /** How often a secret was asked for. */
    public int questions() {
        return questions;
    }

    public String address() {
        return "https://" + HOST + ":" + vault.getAddress().getPort() + "/";
    }

    /** What the platform puts into a process's environment. */
    public Map<String, String> environment() {
        return Map.of(
                "IDENTITY_ENDPOINT",
                "http://127.0.0.1:" + identity.getAddress().getPort() + "/identity",
                "IDENTITY_HEADER",
                HEADER);
    }

    /** With these a Java process finds this vault and trusts it. */
    public List<String> javaOptions() {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + keyStore(),
                "-Djavax.net.ssl.trustStorePassword=" + new String(PASSWORD),
                "-Djdk.net.hosts.file=" + folder.resolve("hosts"));
    }

    @Override
    public void close() throws IOException {
        identity.stop(0);
        refusal = -1;
        vault.stop(0);
        threads.shutdownNow();
        Files.delete(keyStore());
        Files.delete(folder.resolve("hosts"));
        Files.delete(folder);
    }

    /** Holds the key, and for those who trust it the certificate. */
    private Path keyStore() {
        return folder.resolve("vault.p12");
    }

    private void makeCertificate() throws IOException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "vault",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + HOST,
                        "-ext",
                        "SAN=DNS:" + HOST,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore().toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool made no certificate: " + said);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    private SSLContext tls() throws IOException {
        try (InputStream file = Files.newInputStream(keyStore())) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(file, PASSWORD);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException(unusable);
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        lastTokenQuery = exchange.getRequestURI().getQuery();
        boolean ours = HEADER.equals(exchange.getRequestHeaders().getFirst("X-IDENTITY-HEADER"));
        long expiry = Instant.now().plus(Duration.ofHours(1)).getEpochSecond();
        answer(
                exchange,
                ours ? 200 : 401,
                ours
                        ? "{\"access_token\":\"" + TOKEN + "\",\"token_type\":\"Bearer\",\"expires_on\":\"" + expiry
                                + "\",\"resource\":\"https://vault.azure.net\"}"
                        : "{}");
    }

    private void secret(HttpExchange exchange) throws IOException {
        questions++;
        String name = exchange.getRequestURI().getPath().split("/")[2];
        String secret = secrets.get(name);
        Duration busy = Duration.between(Instant.now(), busyUntil);
        if (refusal == 0) {
            awaitPardon();
            exchange.close();
        } else if (refusal > 0) {
            refuse(exchange, refusal, 1);
        } else if (busy.isPositive()) {
            refuse(exchange, 429, busy.toMillis() + 1);
        } else if (faults > 0) {
            faults--;
            refuse(exchange, 503, 1);
        } else if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().set("WWW-Authenticate", CHALLENGE);
            answer(exchange, 401, "{}");
        } else if (secret == null) {
            answer(exchange, 404, "{\"error\":{\"code\":\"SecretNotFound\"}}");
        } else {
            answer(
                    exchange,
                    200,
                    "{\"id\":\"" + address() + "secrets/" + name + "/1\",\"attributes\":{\"enabled\":true},\"value\":\""
                            + secret.replace("\n", "\\n").replace("\r", "\\r") + "\"}");
        }
    }

    private void awaitPardon() {
        try {
            while (refusal == 0) {
                Thread.sleep(100);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuse(HttpExchange exchange, int status, long waitMillis) throws IOException {
        exchange.getResponseHeaders().set("retry-after-ms", Long.toString(waitMillis));
        answer(exchange, status, "{}");
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
