package org.afterword.local.corpus;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.afterword.engine.message.RawMessage;
import org.afterword.local.Command;
import org.afterword.local.UsageException;

/** {@code ./afterword check-corpus DIR}: signs every mail of a folder and reports each promise that was not kept. */
public final class CheckCorpusCommand implements Command {
    private final PrintStream out;
    private final PrintStream err;

    public CheckCorpusCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public int run(List<String> words) throws IOException, UsageException {
        if (words.size() != 1) {
            throw new UsageException("one folder is needed: ./afterword check-corpus DIR");
        }
        Path folder = Path.of(words.getFirst());
        if (!Files.isDirectory(folder)) {
            throw new UsageException(folder + " is not a folder");
        }
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(file -> file.toString().endsWith(".eml"))
                    .sorted()
                    .toList();
        }
        CorpusCheck check = new CorpusCheck();
        Map<String, Integer> counts = new TreeMap<>();
        int breaches = 0;
        for (Path file : files) {
            CorpusCheck.Finding finding = check(check, file);
            counts.merge(finding.decision(), 1, Integer::sum);
            for (String breach : finding.breaches()) {
                err.println(folder.relativize(file) + ": " + breach);
                breaches++;
            }
        }
        counts.forEach((decision, count) -> out.printf("%6d  %s%n", count, decision));
        out.println(files.size() + " mails checked, " + breaches + " promises broken");
        return breaches == 0 && !files.isEmpty() ? 0 : 1;
    }

    private static CorpusCheck.Finding check(CorpusCheck check, Path file) {
        try {
            return check.check(RawMessage.of(Files.readAllBytes(file)));
        } catch (IOException | RuntimeException failure) {
            return new CorpusCheck.Finding("failed", List.of("it ended with " + failure));
        }
    }
}
