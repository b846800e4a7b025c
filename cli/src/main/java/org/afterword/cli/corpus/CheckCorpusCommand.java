package org.afterword.cli.corpus;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.afterword.cli.option.WholeNumber;
import org.afterword.engine.message.RawMessage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code ./afterword check-corpus}: signs every mail of a folder, and mail broken at random that is made from it, and
 * reports each promise that was not kept.
 */
@Command(
        name = "check-corpus",
        description = {
            "Signs all mails of a folder in memory and checks that nothing but the edits changed.",
            "Of every *.eml below DIR: undoing the edits gives the input, other parts and headers are the same bytes, and"
                    + " signing again changes nothing."
        })
public final class CheckCorpusCommand implements Callable<Integer> {
    /** Larger mails are checked once and not broken: they would take all of the time. */
    private static final int LARGEST_MUTATED = 100_000;

    @Parameters(paramLabel = "DIR", description = "The folder with the mails.")
    private Path folder;

    @Option(
            names = "--mutations",
            paramLabel = "N",
            defaultValue = "0",
            converter = WholeNumber.Count.class,
            description = "Also check so many mails that are broken at random, made from those in DIR (default"
                    + " ${DEFAULT-VALUE}).")
    private int mutations;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            converter = WholeNumber.Count.class,
            description = "Which ones (default ${DEFAULT-VALUE}).")
    private int seed;

    @Option(names = "--keep", paramLabel = "DIR", description = "Write the mails that break a promise to this folder.")
    private @Nullable Path keep;

    @Spec
    private CommandSpec spec;

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
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), folder + " is not a folder");
        }
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
        if (!files.isEmpty()) {
            checkMutations(files);
        }
        out.println(checked + " mails checked, " + breaches + " promises broken");
        return breaches == 0 && checked > 0 ? 0 : 1;
    }

    private void checkMutations(List<Path> files) throws IOException {
        Random choice = new Random(seed);
        for (int i = 0; i < mutations; i++) {
            byte[] mail = Files.readAllBytes(files.get(choice.nextInt(files.size())));
            byte[] other = Files.readAllBytes(files.get(choice.nextInt(files.size())));
            long mailSeed = choice.nextLong();
            if (mail.length <= LARGEST_MUTATED) {
                check(
                        "mutation " + i + " of seed " + seed,
                        new Mutator(mailSeed).mutate(mail, other),
                        Optional.ofNullable(keep));
            }
            if ((i + 1) % 50_000 == 0) {
                out.println((i + 1) + " of " + mutations + " mutations, " + breaches + " promises broken");
            }
        }
    }

    private void check(String name, byte[] mail, Optional<Path> keptIn) throws IOException {
        checked++;
        CorpusCheck.Finding finding = check(mail);
        counts.merge(finding.decision(), 1, Integer::sum);
        for (String breach : finding.breaches()) {
            err.println(name + ": " + breach);
            breaches++;
        }
        if (keptIn.isPresent() && !finding.breaches().isEmpty()) {
            Files.createDirectories(keptIn.get());
            Files.write(keptIn.get().resolve(name.replace(' ', '-') + ".eml"), mail);
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
