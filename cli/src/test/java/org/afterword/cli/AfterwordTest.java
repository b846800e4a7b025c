package org.afterword.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AfterwordTest {
    private final Terminal terminal = new Terminal();

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "help"})
    void explainsItself(String words) {
        assertThat(terminal.run(words.isEmpty() ? new String[0] : words.split(" ")))
                .isZero();
        assertThat(terminal.out())
                .startsWith("Usage: ./afterword [-hV] COMMAND")
                .contains("demo", "run", "sign");
    }

    @Test
    void explainsACommand() {
        assertThat(terminal.run("sign", "--help")).isZero();
        assertThat(terminal.out()).startsWith("Usage: ./afterword sign").contains("--text-template");
        String help = terminal.out();
        assertThat(terminal.run("help", "sign")).isZero();
        assertThat(terminal.out()).isEqualTo(help);
    }

    @Test
    void refusesAnUnknownCommandOrOptionWithCodeTwo() {
        assertThat(terminal.run("stamp")).isEqualTo(2);
        assertThat(terminal.err()).startsWith("afterword: unknown command: stamp");
        assertThat(terminal.run("demo", "--twice")).isEqualTo(2);
        assertThat(terminal.err()).startsWith("afterword demo: unknown option: --twice");
        assertThat(terminal.run("demo", "twice")).isEqualTo(2);
        assertThat(terminal.err()).startsWith("afterword demo: unexpected argument: twice");
    }

    @Test
    void suggestsWhatIsSpeltAlike() {
        assertThat(terminal.run("chek-corpus")).isEqualTo(2);
        assertThat(terminal.err()).contains("Did you mean check-corpus");
        assertThat(terminal.run("sign", "--templat", "t.html")).isEqualTo(2);
        assertThat(terminal.err())
                .contains("Missing required options: '--template=T.html', '--in=FILE|DIR', '--out=DIR'");
        assertThat(terminal.run("signatures", "putt")).isEqualTo(2);
        assertThat(terminal.err()).contains("Did you mean put");
        assertThat(terminal.run("demo", "--smtp-prot", "1")).isEqualTo(2);
        assertThat(terminal.err()).contains("Did you mean --smtp-port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "65536", ""})
    void refusesWhatIsNoPort(String port) {
        assertThat(terminal.run("run", "--port=" + port)).isEqualTo(2);
        assertThat(terminal.err()).contains("'--port'", "a whole number from 0 to 65535");
    }

    @Test
    void takesAnOptionOnce() {
        assertThat(terminal.run("run", "--port", "1", "--port", "2")).isEqualTo(2);
        assertThat(terminal.err()).contains("'--port'", "should be specified only once");
    }

    @Test
    void printsACompletionForBash() {
        assertThat(terminal.run("generate-completion")).isZero();
        assertThat(terminal.out()).contains("--text-template", "check-corpus").contains(" afterword ");
    }

    @Test
    void namesWhatIsMissingInOneLineWithCodeOne() {
        assertThat(terminal.run("sign", "--template", "t.html", "--in", "nowhere", "--out", "o"))
                .isEqualTo(1);
        assertThat(terminal.err().strip()).isEqualTo("afterword sign: no such file or folder: nowhere");
    }

    @Test
    void refusesAFileWhereAFolderIsNeeded(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(terminal.run("demo", "--once", "--out", file.toString())).isEqualTo(1);
        assertThat(terminal.err()).contains("a file is in the way: ");
    }
}
