package org.afterword.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md against the tree: a map that is wrong is worse than none. */
class ArchitectureTest {
    private static final Path ROOT = Path.of("..");
    private static final int MOST_FILES = 22;

    @Test
    void theMapNamesEachPackageAndNoOther() throws IOException {
        String map = between(page(), "## The map", "## The way of one message");
        Set<String> named = words(map.lines()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.split("\\|")[2])
                        .collect(Collectors.joining("\n")))
                .filter(word -> word.matches("[a-z]+(\\.[a-z]+)*"))
                .filter(word -> !word.equals("run"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isEqualTo(packages()).isNotEmpty();
    }

    @Test
    void everyTypeThatThePageNamesIsThere() throws IOException {
        Set<String> types = sources()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = words(between(page(), "## The way of one message", "## What must stay true"))
                .filter(word -> word.matches("[A-Z][a-z]+[A-Za-z]*(\\.[A-Z][A-Za-z]*)?"))
                .map(word -> word.replaceFirst("\\..*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        // Nested values of types that are named beside them.
        named.removeAll(Set.of("Accepted", "Deferred", "Refused", "Uncertain"));
        named.removeIf(type -> type.endsWith("Test"));
        assertThat(types).containsAll(named);
        assertThat(named).hasSizeGreaterThan(60);
    }

    @Test
    void everyTestThatADocumentNamesIsThere() throws IOException {
        Set<String> tests = files("/src/test/java/", ".java")
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = new TreeSet<>();
        for (Path document : files("/", ".md").toList()) {
            words(Files.readString(document))
                    .filter(word -> word.matches("[A-Z][A-Za-z0-9]*(Test|IT|Contract)"))
                    .forEach(named::add);
        }
        assertThat(tests).containsAll(named);
        assertThat(named).hasSizeGreaterThan(40);
    }

    @Test
    void noPackageIsAHeap() throws IOException {
        assertThat(sources().collect(Collectors.groupingBy(Path::getParent, Collectors.counting())))
                .isNotEmpty()
                .allSatisfy(
                        (folder, files) -> assertThat(files).as("%s", folder).isLessThanOrEqualTo(MOST_FILES));
    }

    private static Set<String> packages() throws IOException {
        return sources()
                .map(file -> file.toString().replaceFirst(".*/org/afterword/(.*)/[^/]*", "$1"))
                .map(folder -> folder.replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Path> sources() throws IOException {
        return files("/src/main/java/org/afterword/", ".java");
    }

    private static Stream<Path> files(String under, String ending) throws IOException {
        try (Stream<Path> files = Files.find(
                ROOT,
                20,
                (file, attributes) -> file.toString().endsWith(ending)
                        && file.toString().contains(under)
                        && !file.toString().contains("/target/")
                        && !file.toString().contains("/node_modules/"))) {
            return files.toList().stream();
        }
    }

    private static Stream<String> words(String text) {
        return Pattern.compile("`([^`]+)`").matcher(text).results().map((MatchResult found) -> found.group(1));
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("ARCHITECTURE.md"));
    }

    private static String between(String page, String begin, String end) {
        int start = page.indexOf(begin);
        return page.substring(start, page.indexOf(end, start + begin.length()));
    }
}
