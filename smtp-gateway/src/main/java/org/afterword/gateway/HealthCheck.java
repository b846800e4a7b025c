package org.afterword.gateway;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Asks the gateway of this machine whether it is healthy, for images without a shell: ends with 0 if it is, else with 1
 * and the reason on the error stream.
 */
public final class HealthCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private HealthCheck() {}

    public static void main(String[] arguments) {
        System.exit(run(System.getenv()));
    }

    static int run(Map<String, String> environment) {
        String port = environment.getOrDefault(GatewaySettings.HEALTH_PORT, "8080");
        try {
            HttpURLConnection healthy = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/healthy").toURL().openConnection();
            healthy.setConnectTimeout(Math.toIntExact(TIMEOUT.toMillis()));
            healthy.setReadTimeout(Math.toIntExact(TIMEOUT.toMillis()));
            if (healthy.getResponseCode() == 200) {
                return 0;
            }
            System.err.println("not healthy: the gateway answers " + healthy.getResponseCode() + " to /healthy");
        } catch (IOException | IllegalArgumentException silent) {
            System.err.println("not healthy: " + silent.getMessage());
        }
        return 1;
    }
}
