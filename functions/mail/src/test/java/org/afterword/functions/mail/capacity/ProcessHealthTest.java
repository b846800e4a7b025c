package org.afterword.functions.mail.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ProcessHealthTest {

    /** Ends well if it survives the error, whose kind is the argument, in one mail. */
    static final class Victim {
        private static final TenantId TENANT = new TenantId(UUID.randomUUID());

        public static void main(String[] arguments) throws Exception {
            SigningPools pools = new SigningPools(Capacity.of(2, 1 << 28));
            try {
                pools.quickly(TENANT, 1_000, Duration.ofSeconds(30), memory -> {
                    throw error(arguments[0]);
                });
            } catch (ExecutionException expected) {
                // The mail is over, and this process may not be.
            }
            System.exit(pools.quickly(TENANT, 1_000, Duration.ofSeconds(30), memory -> 0));
        }

        private static Error error(String kind) {
            return switch (kind) {
                case "heap" -> {
                    // As code throws it that finds an array too large; the virtual machine's own flag sees nothing of
                    // it.
                    throw new OutOfMemoryError("Required length exceeds implementation limit");
                }
                case "machine" -> new InternalError("a test's");
                case "stack" -> new StackOverflowError();
                case "class" -> new NoClassDefFoundError("a test's");
                default -> new AssertionError(new OutOfMemoryError("as a cause"));
            };
        }
    }

    @ParameterizedTest
    @CsvSource({"heap, 3", "machine, 3", "cause, 3", "stack, 0", "class, 0"})
    void endsAnIllProcessAndNoOther(String error, int status) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        error)
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(said).isEqualTo(status);
    }

    @Test
    void tellsAnErrorOfOneMailFromOneOfTheProcess() {
        assertThat(ProcessHealth.ill(new OutOfMemoryError())).isTrue();
        assertThat(ProcessHealth.ill(new UnknownError())).isTrue();
        assertThat(ProcessHealth.ill(new StackOverflowError())).isFalse();
        assertThat(ProcessHealth.ill(new ExceptionInInitializerError())).isFalse();
        assertThat(ProcessHealth.ill(new IllegalStateException())).isFalse();
    }
}
