package org.afterword.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An alert that looks for a line which nobody writes any more is silent. */
class AlertsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern LOOKED_FOR = Pattern.compile("has(?:_any)? (\"[^\"]*\"|\\([^)]*\\))");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

    @Test
    void everyLineThatAnAlertLooksForIsWrittenBySomebody() throws IOException {
        String alerts = Files.readString(ROOT.resolve("infra-bicep/modules/alerts.bicep"));
        List<String> texts = LOOKED_FOR
                .matcher(alerts)
                .results()
                .flatMap(found -> TEXT.matcher(found.group(1)).results())
                .map(found -> found.group(1).replaceFirst("=$", ""))
                .distinct()
                .toList();
        assertThat(texts).hasSizeGreaterThan(5);
        String sources = sources();
        assertThat(texts)
                .allSatisfy(text -> assertThat(sources.contains(text)).as(text).isTrue());
    }

    /** All of the production code as one line each, with texts that stand on several lines put together. */
    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().contains("/src/main/java/")
                            && file.toString().endsWith(".java")
                            && !file.toString().contains("/target/"))
                    .map(AlertsTest::read)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
