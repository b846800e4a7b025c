package org.afterword.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the launcher in a copy of the repository that has nothing to build from and nothing built. */
@Timeout(60)
class LauncherTest {
    private static final Path ROOT = Path.of("..");

    @TempDir
    Path clone;

    private record Ended(int code, String out) {}

    @BeforeEach
    void copyTheLauncherAndItsTexts() throws IOException {
        Files.copy(ROOT.resolve("pom.xml"), clone.resolve("pom.xml"));
        Files.copy(ROOT.resolve("afterword"), clone.resolve("afterword"), StandardCopyOption.COPY_ATTRIBUTES);
        Path texts = Path.of("src", "main", "help");
        try (Stream<Path> files = Files.walk(texts)) {
            for (Path file : files.toList()) {
                Path copy = clone.resolve("cli").resolve(file);
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    private Ended launch(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("./afterword"));
        all.addAll(List.of(words));
        return ended(new ProcessBuilder(all).directory(clone.toFile()));
    }

    private static Ended ended(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "--help, ''",
        "help, ''",
        "-h, ''",
        "sign --help, sign",
        "sign --template t.html -h, sign",
        "help sign, sign",
        "signatures --help, signatures",
        "signatures put --help, signatures put",
        "help signatures put, signatures put",
        "signatures no-such --help, signatures",
        "check-corpus corpus --help, check-corpus",
    })
    void explainsACommandWithoutABuild(String words, String command) throws Exception {
        Terminal terminal = new Terminal();
        assertThat(terminal.run((command + " --help").strip().split(" "))).isZero();
        assertThat(launch(words.isEmpty() ? new String[0] : words.split(" "))).isEqualTo(new Ended(0, terminal.out()));
    }

    @ParameterizedTest
    @CsvSource({"--version", "-V", "sign --version", "signatures put --version"})
    void saysItsVersionWithoutABuild(String words) throws Exception {
        Terminal terminal = new Terminal();
        assertThat(terminal.run("--version")).isZero();
        assertThat(terminal.out()).matches("afterword \\d+\\.\\d+\\.\\d+\\S*\\s+");
        assertThat(launch(words.split(" "))).isEqualTo(new Ended(0, terminal.out()));
    }

    @ParameterizedTest
    @CsvSource({"stamp", "stamp --help", "signatures/put --help", "../afterword"})
    void refusesAnUnknownCommandWithoutABuild(String words) throws Exception {
        Ended ended = launch(words.split(" "));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).startsWith("afterword: unknown command: ").contains("./afterword --help");
    }

    /** There is nothing to build here, so that a command that is known ends with the build's failure. */
    @Test
    void buildsForEverythingElse() throws Exception {
        Ended ended = launch("sign", "--in", "x");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).contains("the build failed");
    }

    @Test
    void isACleanShellScript() throws Exception {
        assumeThat(Stream.of(System.getenv("PATH").split(":")).map(Path::of))
                .as("shellcheck is here")
                .anyMatch(folder -> Files.isExecutable(folder.resolve("shellcheck")));
        assertThat(ended(new ProcessBuilder("shellcheck", "../afterword"))).isEqualTo(new Ended(0, ""));
    }
}
