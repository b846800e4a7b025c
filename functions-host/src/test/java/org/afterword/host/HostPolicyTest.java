package org.afterword.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostPolicyTest {
    @Test
    void readsWhatIsInHostJson(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("host.json"), """
                {"version": "2.0", "functionTimeout": "00:25:00", "extensions": {
                    "queues": {"batchSize": 4, "maxDequeueCount": 3, "visibilityTimeout": "00:00:10"},
                    "http": {"routePrefix": ""}}}
                """);
        assertThat(HostPolicy.ofHostJson(file))
                .isEqualTo(new HostPolicy(Duration.ofMinutes(25), 4, 2, 3, Duration.ofSeconds(10), ""));
    }

    @Test
    void takesTheHostsOwnValuesForWhatIsNot(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("host.json"), "{\"version\": \"2.0\"}");
        assertThat(HostPolicy.ofHostJson(file)).isEqualTo(HostPolicy.DEFAULT);
    }
}
