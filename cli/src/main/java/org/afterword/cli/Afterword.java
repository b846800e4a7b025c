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
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import org.afterword.cli.connect.ConnectCommand;
import org.afterword.cli.corpus.CheckCorpusCommand;
import org.afterword.cli.demo.DemoCommand;
import org.afterword.cli.sign.SignCommand;
import org.afterword.cli.signatures.SignaturesCommand;
import org.afterword.cli.stamp.RunCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
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

    private final CommandLine line;

    /** @param environment the environment variables of the process */
    Afterword(PrintStream out, PrintStream err, InputStream in, Map<String, String> environment) {
        line = new CommandLine(this)
                .addSubcommand(new DemoCommand(out))
                .addSubcommand(new SignCommand(out, err))
                .addSubcommand(new RunCommand(out, environment))
                .addSubcommand(new ConnectCommand(out, in))
                .addSubcommand(SignaturesCommand.withAllItsCommands(out, environment))
                .addSubcommand(new CheckCorpusCommand(out, err))
                .addSubcommand(new CompletionCommand(out))
                .addSubcommand(new HelpCommand());
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
        return line.execute(words.toArray(new String[0]));
    }

    CommandLine line() {
        return line;
    }

    /** Without a command, the help is shown. */
    @Override
    public void run() {
        line.usage(line.getOut());
    }

    /** Gives each command what all of them have. */
    private static void describe(CommandLine command) {
        command.getCommandSpec()
                .mixinStandardHelpOptions(!(command.getCommand() instanceof HelpCommand))
                .versionProvider(new Version())
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
