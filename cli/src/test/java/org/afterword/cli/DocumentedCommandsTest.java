package org.afterword.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Each command line that the documents and pages show names a command and options that there are. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern SHOWN = Pattern.compile("\\./afterword((?: +[^\\s`;|#<>]+)+)");
    /** A word of prose may follow a command in a text: {@code ./afterword demo starts it}. */
    private static final Pattern OPTION = Pattern.compile("--?[a-z][a-z-]*");

    static List<String> shown() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> documents =
                Stream.concat(Stream.of(ROOT.resolve("README.md")), Files.walk(ROOT.resolve("docs")))) {
            for (Path file :
                    documents.filter(file -> file.toString().endsWith(".md")).toList()) {
                SHOWN.matcher(Files.readString(file).replace("\\\n", " "))
                        .results()
                        .map(MatchResult::group)
                        .forEach(lines::add);
            }
        }
        assertThat(lines).hasSizeGreaterThan(15);
        return lines;
    }

    @ParameterizedTest
    @MethodSource("shown")
    void isRight(String shown) {
        CommandLine command = HelpTextsTest.commands();
        List<String> words = List.of(shown.strip().split(" +"));
        int next = 1;
        while (next < words.size() && command.getSubcommands().containsKey(words.get(next))) {
            command = Objects.requireNonNull(command.getSubcommands().get(words.get(next)));
            next++;
        }
        assertThat(next > 1 || words.get(1).startsWith("-")).as("a command").isTrue();
        for (String word : words.subList(next, words.size())) {
            if (OPTION.matcher(word).matches()) {
                assertThat(command.getCommandSpec().optionsMap()).as(shown).containsKey(word);
            }
        }
    }
}
