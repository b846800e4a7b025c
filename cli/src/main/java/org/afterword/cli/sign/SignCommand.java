package org.afterword.cli.sign;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.afterword.cli.command.Command;
import org.afterword.cli.command.Options;
import org.afterword.cli.command.UsageException;
import org.afterword.engine.Decision;
import org.afterword.engine.model.Person;
import org.afterword.engine.splice.Edit;

/** {@code ./afterword sign}: signs a file, or all {@code .eml} files of a folder, into another folder. */
public final class SignCommand implements Command {
    private final ObjectMapper json = new ObjectMapper();
    private final PrintStream out;
    private final PrintStream err;

    public SignCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public int run(List<String> words) throws UsageException, IOException {
        Options options = Options.parse(
                words,
                Set.of("--template", "--text-template", "--known", "--person", "--in", "--out"),
                Set.of(),
                Set.of("--explain"));
        Path template = Path.of(options.required("--template"));
        Path in = Path.of(options.required("--in"));
        Path outFolder = Path.of(options.required("--out"));
        List<Path> files = files(in);
        Path inFolder = Files.isDirectory(in) ? in : in.toAbsolutePath().getParent();
        Files.createDirectories(outFolder);
        if (Files.isSameFile(inFolder, outFolder)) {
            throw new UsageException("--out must be another folder than that of --in, so that no original is lost");
        }
        if (!Files.isWritable(outFolder)) {
            throw new AccessDeniedException(outFolder.toString());
        }
        Optional<Person> person = Optional.empty();
        if (options.has("--person")) {
            person = Optional.of(PersonFile.read(Path.of(options.required("--person"))));
        }
        FileSigner signer = new FileSigner(
                TemplateFiles.catalog(
                        template,
                        options.value("--text-template").map(Path::of),
                        options.value("--known").map(Path::of)),
                person,
                Instant.now());
        return signAll(signer, files, outFolder, options.has("--explain"));
    }

    private static List<Path> files(Path in) throws IOException, UsageException {
        if (!Files.exists(in)) {
            throw new NoSuchFileException(in.toString());
        }
        if (!Files.isDirectory(in)) {
            return List.of(in);
        }
        try (Stream<Path> listed = Files.list(in)) {
            List<Path> files = listed.filter(
                            file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".eml"))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new UsageException("there is no .eml file in " + in);
            }
            return files;
        }
    }

    private int signAll(FileSigner signer, List<Path> files, Path outFolder, boolean explain) throws IOException {
        long start = System.nanoTime();
        int signed = 0;
        int leftAlone = 0;
        int bad = 0;
        List<Future<FileSigner.Outcome>> outcomes = new ArrayList<>();
        try (ExecutorService pool =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (Path file : files) {
                Path target = outFolder.resolve(file.getFileName());
                outcomes.add(pool.submit(() -> signer.sign(file, target)));
            }
            for (Future<FileSigner.Outcome> outcome : outcomes) {
                switch (outcome.get()) {
                    case FileSigner.Outcome.Bad unreadable -> {
                        bad++;
                        err.println(unreadable.file() + ": " + unreadable.why());
                    }
                    case FileSigner.Outcome.Written written -> {
                        switch (written.result().decision()) {
                            case Decision.Sign sign -> signed++;
                            case Decision.PassThrough left -> leftAlone++;
                        }
                        if (explain) {
                            out.println(explanation(written));
                        }
                    }
                }
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException unwritable) {
                throw unwritable;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 1;
        }
        String seconds = String.format(Locale.ROOT, "%.1f", (System.nanoTime() - start) / 1e9);
        (explain ? err : out)
                .println(signed + " signed, " + leftAlone + " left alone, " + bad + " bad, in " + seconds + " s: "
                        + outFolder);
        return bad == 0 ? 0 : 1;
    }

    private String explanation(FileSigner.Outcome.Written written) {
        ObjectNode line = json.createObjectNode();
        line.put("file", written.file().getFileName().toString());
        switch (written.result().decision()) {
            case Decision.Sign sign -> {
                line.put("decision", "signed");
                written.result().explanation().classification().ifPresent(found -> {
                    line.put("kind", word(found.kind()));
                });
                written.result().explanation().client().ifPresent(client -> {
                    line.put("client", word(client));
                });
                line.put("rule", sign.rules().getFirst().name());
                line.put("confidence", word(sign.placed().confidence()));
                ArrayNode evidence = line.putArray("evidence");
                sign.placed().evidence().forEach(evidence::add);
            }
            case Decision.PassThrough left -> {
                line.put("decision", "left alone");
                line.put("reason", left.reason().name());
                line.put("why", left.reason().explanation());
            }
        }
        ArrayNode edits = line.putArray("edits");
        for (Edit edit : written.result().message().edits().edits()) {
            edits.addObject()
                    .put("for", edit.rule().name())
                    .put("at", edit.start())
                    .put("removed", edit.removed().length)
                    .put("inserted", edit.inserted().length);
        }
        return line.toString();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
