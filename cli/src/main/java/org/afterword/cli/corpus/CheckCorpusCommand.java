package org.afterword.cli.corpus;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.afterword.cli.command.Command;
import org.afterword.cli.command.Options;
import org.afterword.cli.command.UsageException;
import org.afterword.engine.message.RawMessage;

/**
 * {@code ./afterword check-corpus}: signs every mail of a folder, and mail broken at random that is made from it, and
 * reports each promise that was not kept.
 */
public final class CheckCorpusCommand implements Command {
    /** Larger mails are checked once and not broken: they would take all of the time. */
    private static final int LARGEST_MUTATED = 100_000;

    private final PrintStream out;
    private final PrintStream err;
    private final CorpusCheck check = new CorpusCheck();
    private final Map<String, Integer> counts = new TreeMap<>();
    private int checked;
    private int breaches;

    public CheckCorpusCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public int run(List<String> words) throws IOException, UsageException {
        if (words.isEmpty() || words.getFirst().startsWith("-")) {
            throw new UsageException("a folder is needed: ./afterword check-corpus DIR");
        }
        Path folder = Path.of(words.getFirst());
        if (!Files.isDirectory(folder)) {
            throw new UsageException(folder + " is not a folder");
        }
        Options options = Options.parse(
                words.subList(1, words.size()), Set.of("--mutations", "--seed", "--keep"), Set.of(), Set.of());
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(file -> file.toString().endsWith(".eml"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            check(folder.relativize(file).toString(), Files.readAllBytes(file), Optional.empty());
        }
        counts.forEach((decision, count) -> out.printf("%6d  %s%n", count, decision));
        int mutations = options.number("--mutations", 0, 0, Integer.MAX_VALUE);
        if (mutations > 0 && !files.isEmpty()) {
            int seed = options.number("--seed", 1, 0, Integer.MAX_VALUE);
            checkMutations(files, mutations, seed, options.value("--keep").map(Path::of));
        }
        out.println(checked + " mails checked, " + breaches + " promises broken");
        return breaches == 0 && checked > 0 ? 0 : 1;
    }

    private void checkMutations(List<Path> files, int mutations, int seed, Optional<Path> keep) throws IOException {
        Random choice = new Random(seed);
        for (int i = 0; i < mutations; i++) {
            byte[] mail = Files.readAllBytes(files.get(choice.nextInt(files.size())));
            byte[] other = Files.readAllBytes(files.get(choice.nextInt(files.size())));
            long mailSeed = choice.nextLong();
            if (mail.length <= LARGEST_MUTATED) {
                check("mutation " + i + " of seed " + seed, new Mutator(mailSeed).mutate(mail, other), keep);
            }
            if ((i + 1) % 50_000 == 0) {
                out.println((i + 1) + " of " + mutations + " mutations, " + breaches + " promises broken");
            }
        }
    }

    private void check(String name, byte[] mail, Optional<Path> keep) throws IOException {
        checked++;
        CorpusCheck.Finding finding = check(mail);
        counts.merge(finding.decision(), 1, Integer::sum);
        for (String breach : finding.breaches()) {
            err.println(name + ": " + breach);
            breaches++;
        }
        if (keep.isPresent() && !finding.breaches().isEmpty()) {
            Files.createDirectories(keep.get());
            Files.write(keep.get().resolve(name.replace(' ', '-') + ".eml"), mail);
        }
    }

    private CorpusCheck.Finding check(byte[] mail) {
        try {
            return check.check(RawMessage.of(mail));
        } catch (IOException | RuntimeException | StackOverflowError failure) {
            return new CorpusCheck.Finding("failed", List.of("it ended with " + failure));
        }
    }
}
