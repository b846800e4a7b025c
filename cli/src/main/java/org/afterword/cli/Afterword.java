package org.afterword.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import org.afterword.cli.command.Command;
import org.afterword.cli.command.UsageException;
import org.afterword.cli.connect.ConnectCommand;
import org.afterword.cli.corpus.CheckCorpusCommand;
import org.afterword.cli.demo.DemoCommand;
import org.afterword.cli.sign.SignCommand;
import org.afterword.cli.signatures.SignaturesCommand;
import org.afterword.cli.stamp.RunCommand;
import org.afterword.process.settings.SettingsException;

/** The command line. Exit codes: 0 done, 1 something went wrong and was reported, 2 the command line is wrong. */
public final class Afterword {
    private static final int WRONG_USAGE = 2;

    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final PrintStream out;
    private final PrintStream err;

    Afterword(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
        commands.put("demo", new DemoCommand(out));
        commands.put("run", new RunCommand(out, System.getenv()));
        commands.put("connect", new ConnectCommand(out));
        commands.put("sign", new SignCommand(out, err));
        commands.put("signatures", new SignaturesCommand(out, System.getenv()));
        commands.put("check-corpus", new CheckCorpusCommand(out, err));
    }

    /** @param words the command and its options */
    public static void main(String[] words) throws Exception {
        try (InputStream logging = Afterword.class.getResourceAsStream("logging.properties")) {
            LogManager.getLogManager().readConfiguration(logging);
        }
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(new Afterword(out, err).run(Arrays.asList(words)));
    }

    int run(List<String> words) {
        if (words.isEmpty() || words.getFirst().matches("--help|-h|help")) {
            out.print(usage());
            return 0;
        }
        String name = words.getFirst();
        Command command = commands.get(name);
        if (command == null) {
            err.println("afterword: unknown command: " + name + ". ./afterword --help names them.");
            return WRONG_USAGE;
        }
        List<String> rest = words.subList(1, words.size());
        if (rest.contains("--help") || rest.contains("-h")) {
            out.print(usage());
            return 0;
        }
        try {
            return command.run(rest);
        } catch (UsageException wrong) {
            err.println("afterword " + name + ": " + wrong.getMessage());
            err.println("./afterword --help shows how it is called.");
            return WRONG_USAGE;
        } catch (SettingsException missing) {
            err.println("afterword " + name + ": " + missing.getMessage());
            return 1;
        } catch (Exception failure) {
            err.println("afterword " + name + ": " + explain(failure));
            return 1;
        }
    }

    private static String usage() {
        try (InputStream text = Afterword.class.getResourceAsStream("usage.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** One line for the person at the keyboard: what is wrong, and what to do. */
    static String explain(Exception failure) {
        return switch (failure) {
            case AccessDeniedException denied ->
                "no permission for " + denied.getFile() + ": choose another place, or change its owner or mode";
            case NoSuchFileException missing -> "no such file or folder: " + missing.getFile();
            case FileAlreadyExistsException taken -> "a file is in the way: " + taken.getFile();
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }
}
