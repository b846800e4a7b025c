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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.afterword.engine.Decision;
import org.afterword.engine.model.Person;
import org.afterword.engine.splice.Edit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./afterword sign}: signs a file, or all {@code .eml} files of a folder, into another folder. */
@Command(
        name = "sign",
        description = "Signs mail in files, without any server, under the same names in another folder.")
public final class SignCommand implements Callable<Integer> {
    @Option(
            names = "--template",
            paramLabel = "T.html",
            required = true,
            description = "The signature in HTML. Pictures that it shows as cid:NAME are taken from beside it.")
    private Path template;

    @Option(
            names = "--text-template",
            paramLabel = "T.txt",
            description = "The signature in plain text (default: derived from the HTML).")
    private @Nullable Path textTemplate;

    @Option(
            names = "--person",
            paramLabel = "P.json",
            description = "The author of each mail, as Microsoft Graph states them: {\"mail\": …, \"displayName\": …,"
                    + " \"jobTitle\": …} (default: each mail's From).")
    private @Nullable Path person;

    @Option(
            names = "--known",
            paramLabel = "K.txt",
            description =
                    "Signatures that give way to the new one, with empty lines between them; an asterisk stands for"
                            + " any characters of its line.")
    private @Nullable Path known;

    @Option(
            names = "--in",
            paramLabel = "FILE|DIR",
            required = true,
            description = "The mail, or a folder of which all *.eml are taken.")
    private Path in;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where the signed mail goes; another folder than that of --in.")
    private Path outFolder;

    @Option(names = "--explain", description = "Print each decision as a line of JSON.")
    private boolean explain;

    @Spec
    private CommandSpec spec;

    private final ObjectMapper json = new ObjectMapper();
    private final PrintStream out;
    private final PrintStream err;

    public SignCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        List<Path> files = files();
        Path inFolder = Files.isDirectory(in) ? in : in.toAbsolutePath().getParent();
        Files.createDirectories(outFolder);
        if (Files.isSameFile(inFolder, outFolder)) {
            throw wrong("--out must be another folder than that of --in, so that no original is lost");
        }
        if (!Files.isWritable(outFolder)) {
            throw new AccessDeniedException(outFolder.toString());
        }
        Optional<Person> author = person == null ? Optional.empty() : Optional.of(PersonFile.read(person));
        FileSigner signer = new FileSigner(
                TemplateFiles.catalog(template, Optional.ofNullable(textTemplate), Optional.ofNullable(known)),
                author,
                Instant.now());
        return signAll(signer, files);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private List<Path> files() throws IOException {
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
                throw wrong("there is no .eml file in " + in);
            }
            return files;
        }
    }

    private int signAll(FileSigner signer, List<Path> files) throws IOException {
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
