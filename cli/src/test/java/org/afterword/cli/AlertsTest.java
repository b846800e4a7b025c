package org.afterword.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An alert that looks for a line which nobody writes any more is silent. */
class AlertsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern LOOKED_FOR = Pattern.compile("has(?:_any)? (\"[^\"$]*\"|\\([^)]*\\))");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern VALUE = Pattern.compile("\\breported\\('([^']+)', '");
    private static final Pattern DESCRIPTION = Pattern.compile("(?m)^ +description: '(.*)'$");
    private static final Pattern ANCHOR = Pattern.compile("^(.*\\.) See \"([^\"]+)\" in (docs/\\w+\\.md)\\.$");

    @Test
    void everyLineThatAnAlertLooksForIsWrittenBySomebody() throws IOException {
        String alerts = alerts();
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

    /** A value is reported under one name by whoever knows it: as a metric, and in a line as {@code name=value}. */
    @Test
    void everyValueThatAnAlertReadsIsReportedBySomebody() throws IOException {
        List<String> names = VALUE.matcher(alerts())
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        assertThat(names).hasSizeGreaterThan(6);
        String sources = sources();
        assertThat(names)
                .allSatisfy(name -> assertThat(sources.contains(name)).as(name).isTrue());
    }

    /** Who is called at night reads what is wrong, and where it is written what to do. */
    @Test
    void everyAlertNamesAHeadingOfTheDocuments() throws IOException {
        List<String> descriptions = DESCRIPTION
                .matcher(alerts())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(descriptions).hasSizeGreaterThan(11);
        for (String description : descriptions) {
            Matcher anchor = ANCHOR.matcher(description);
            assertThat(anchor.matches()).as(description).isTrue();
            assertThat(Files.readAllLines(ROOT.resolve(anchor.group(3))))
                    .as(description)
                    .contains("## " + anchor.group(2));
        }
    }

    /** The one line that an alert waits for must not be among those that sampling leaves out under load. */
    @Test
    void nothingThatAnAlertReadsIsSampled() throws IOException {
        String host = Files.readString(ROOT.resolve("host.json"));
        Matcher excluded = Pattern.compile("\"excludedTypes\": \"([\\w;]+)\"").matcher(host);
        assertThat(excluded.find()).isTrue();
        assertThat(excluded.group(1).split(";")).contains("Request", "Trace");
    }

    private static String alerts() throws IOException {
        return Files.readString(ROOT.resolve("infra-bicep/modules/alerts.bicep"));
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
