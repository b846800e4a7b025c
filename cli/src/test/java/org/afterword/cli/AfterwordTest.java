package org.afterword.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AfterwordTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void explainsItself() {
        for (List<String> words : List.of(List.<String>of(), List.of("--help"), List.of("sign", "--help"))) {
            out.reset();
            assertThat(run(words)).isZero();
            assertThat(text(out)).startsWith("Usage: ./afterword COMMAND").contains("demo", "run", "sign");
        }
    }

    /** The launcher refuses unknown commands before it builds anything, so it has a list of its own. */
    @Test
    void theLauncherKnowsEveryCommand() throws IOException {
        String launcher = Files.readString(Path.of("..", "afterword"));
        assertThat(run(List.of("--help"))).isZero();
        Matcher command = Pattern.compile("(?m)^\\./afterword ([a-z-]+)").matcher(text(out));
        while (command.find()) {
            assertThat(launcher).containsPattern("(?m)^  .*\\b" + command.group(1) + "\\b.*\\) ;;$");
        }
    }

    @Test
    void refusesAnUnknownCommandOrOptionWithCodeTwo() {
        assertThat(run(List.of("stamp"))).isEqualTo(2);
        assertThat(text(err)).startsWith("afterword: unknown command: stamp");
        err.reset();
        assertThat(run(List.of("demo", "--twice"))).isEqualTo(2);
        assertThat(text(err)).startsWith("afterword demo: unknown option: --twice");
    }

    @Test
    void namesWhatIsMissingInOneLineWithCodeOne() {
        assertThat(run(List.of("sign", "--template", "t.html", "--in", "nowhere", "--out", "o")))
                .isEqualTo(1);
        assertThat(text(err).strip()).isEqualTo("afterword sign: no such file or folder: nowhere");
    }

    @Test
    void refusesAFileWhereAFolderIsNeeded(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(run(List.of("demo", "--once", "--out", file.toString()))).isEqualTo(1);
        assertThat(text(err)).contains("a file is in the way: ");
    }

    private int run(List<String> words) {
        return new Afterword(stream(out), stream(err)).run(words);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
