package org.afterword.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.LogManager;
import org.afterword.cli.connect.ConnectCommand;
import org.afterword.cli.corpus.CheckCorpusCommand;
import org.afterword.cli.demo.DemoCommand;
import org.afterword.cli.sign.SignCommand;
import org.afterword.cli.signatures.SignaturesCommand;
import org.afterword.cli.stamp.BackupCommand;
import org.afterword.cli.stamp.CheckRouteCommand;
import org.afterword.cli.stamp.RunCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. Exit codes: 0 done, 1 something went wrong and was reported, 2 the command line is wrong. */
@Command(
        name = "./afterword",
        description = "Signs a company's mail after Send.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "./afterword COMMAND --help explains a command.",
            "The exit code is 0 if all went well, 1 if something went wrong, 2 if the command line is wrong."
        })
public final class Afterword implements Runnable {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final int WIDTH = 100;

    @Spec
    private CommandSpec spec;

    private final Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    private final PrintStream out;
    private final PrintStream err;

    /** @param environment the environment variables of the process */
    Afterword(PrintStream out, PrintStream err, InputStream in, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        commands.put("demo", () -> new DemoCommand(out));
        commands.put("sign", () -> new SignCommand(out, err));
        commands.put("run", () -> new RunCommand(out, environment));
        commands.put("backup", () -> new BackupCommand(out));
        commands.put("check-route", () -> new CheckRouteCommand(out, environment));
        commands.put("connect", () -> new ConnectCommand(out, in));
        commands.put("signatures", () -> SignaturesCommand.withAllItsCommands(out, environment));
        commands.put("check-corpus", () -> new CheckCorpusCommand(out, err));
    }

    /** @param words the command and its options */
    public static void main(String[] words) throws Exception {
        try (InputStream logging = Afterword.class.getResourceAsStream("logging.properties")) {
            LogManager.getLogManager().readConfiguration(logging);
        }
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(new Afterword(out, err, System.in, System.getenv()).run(List.of(words)));
    }

    int run(List<String> words) {
        // To read the options of all commands takes a tenth of a second, so only those of the one that is named are
        // read.
        boolean named = !words.isEmpty() && commands.containsKey(words.getFirst());
        return line(named ? Set.of(words.getFirst()) : commands.keySet()).execute(words.toArray(new String[0]));
    }

    /** The whole command line. */
    CommandLine line() {
        return line(commands.keySet());
    }

    private CommandLine line(Set<String> names) {
        CommandLine line = new CommandLine(this);
        names.forEach(name -> line.addSubcommand(
                name, Objects.requireNonNull(commands.get(name)).get()));
        if (names.size() == commands.size()) {
            line.addSubcommand(new CompletionCommand(out)).addSubcommand(new HelpCommand());
        }
        line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                // Whether or not it is a terminal: the launcher prints the same texts.
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setUsageHelpWidth(WIDTH)
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, words) -> wrongUsage(wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
        describe(line);
        return line;
    }

    /** Without a command, the help is shown. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Gives each command what all of them have. */
    private static void describe(CommandLine command) {
        command.getCommandSpec()
                .mixinStandardHelpOptions(!(command.getCommand() instanceof HelpCommand))
                .versionProvider(new ProgramVersion())
                .usageMessage()
                .sortOptions(false);
        command.getSubcommands().values().forEach(Afterword::describe);
    }

    private static int wrongUsage(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        String message = String.valueOf(wrong.getMessage()).replaceFirst("^Error: ", "");
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().getFirst();
            String what = unmatched.isUnknownOption()
                    ? "unknown option: "
                    : command.getSubcommands().isEmpty() ? "unexpected argument: " : "unknown command: ";
            List<String> similar = unmatched.getSuggestions();
            message = what + first + (similar.isEmpty() ? "" : ". Did you mean " + String.join(" or ", similar) + "?");
        }
        err.println(name(command) + ": " + message);
        err.println("./" + name(command) + " --help shows how it is called.");
        return WRONG_USAGE;
    }

    private static int failed(Exception failure, CommandLine command) {
        command.getErr().println(name(command) + ": " + explain(failure));
        return FAILED;
    }

    /** The command with those it belongs to, such as {@code afterword signatures put}. */
    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName().replaceFirst("^\\./", "");
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
