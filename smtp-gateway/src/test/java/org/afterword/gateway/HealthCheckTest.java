package org.afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.afterword.simulator.smtp.LastingPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HealthCheckTest {
    private static int check(int port) {
        return HealthCheck.run(Map.of("AFTERWORD_HEALTH_PORT", Integer.toString(port)));
    }

    @Test
    void endsWellWhileTheGatewayIsHealthy(@TempDir Path folder) throws Exception {
        try (TestGateway gateway = TestGateway.start(folder)) {
            assertThat(check(gateway.gateway.healthPort())).isZero();
            gateway.gateway.drain();
            assertThat(check(gateway.gateway.healthPort())).isEqualTo(1);
        }
    }

    @Test
    void endsWithOneWhereNobodyListens() throws IOException {
        assertThat(check(LastingPort.find())).isEqualTo(1);
    }

    @Test
    void endsWithOneWhereNothingIsAnswered() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(check(silent.getLocalPort())).isEqualTo(1);
        }
    }

    @Test
    void endsWithOneForAPortThatIsNone() {
        assertThat(HealthCheck.run(Map.of("AFTERWORD_HEALTH_PORT", "health"))).isEqualTo(1);
    }
}
