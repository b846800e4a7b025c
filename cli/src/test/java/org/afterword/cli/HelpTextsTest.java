package org.afterword.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Holds the texts that the launcher prints without a build against the command line's own. With
 * {@code -Dafterword.help.write=true} it writes them.
 */
class HelpTextsTest {
    private static final Path FOLDER = Path.of("src", "main", "help");

    @Test
    void areThoseOfTheCommands() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        collect("afterword", commands(), texts);
        assertThat(texts).hasSizeGreaterThan(15);
        if (Boolean.getBoolean("afterword.help.write")) {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                Path file = FOLDER.resolve(text.getKey() + ".txt");
                Files.createDirectories(file.getParent());
                Files.writeString(file, text.getValue());
            }
        }
        assertThat(stored()).isEqualTo(texts);
    }

    static CommandLine commands() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new Afterword(nowhere, nowhere, new ByteArrayInputStream(new byte[0]), Map.of()).line();
    }

    private static void collect(String path, CommandLine command, Map<String, String> texts) {
        texts.put(path, command.getUsageMessage());
        command.getSubcommands().forEach((name, inner) -> collect(path + "/" + name, inner, texts));
    }

    private static Map<String, String> stored() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.put(
                        FOLDER.relativize(file).toString().replace('\\', '/').replaceFirst("\\.txt$", ""),
                        Files.readString(file));
            }
        }
        return texts;
    }
}
