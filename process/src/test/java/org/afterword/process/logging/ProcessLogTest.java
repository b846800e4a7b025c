package org.afterword.process.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessLogTest {
    @Test
    void keepsWhatIsLoggedWhileTheProcessStops() throws Exception {
        List<String> said = run();
        assertThat(said).hasSize(2);
        assertThat(said.getFirst())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}[+-]\\d{4} \\S+ .*: running");
        assertThat(said.getLast()).endsWith(": stopping");
    }

    @Test
    void leavesAFormatThatSomebodyChose() throws Exception {
        assertThat(run("-Djava.util.logging.SimpleFormatter.format=%5$s%n")).containsExactly("running", "stopping");
    }

    private static List<String> run(String... options) throws Exception {
        Process process =
                new ProcessBuilder(command(options)).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().toList();
    }

    private static List<String> command(String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StoppingProcess.class.getName()));
        return command;
    }
}
