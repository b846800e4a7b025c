package org.afterword.cli.signatures;

import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./afterword signatures}: who gets which signature, at a stamp that runs. */
@Command(
        name = "signatures",
        description = {
            "Shows and changes who gets which signature, at a stamp that runs.",
            "docs/signatures.md is the guide. A folder holds templates/ID/template.html, beside it template.txt, template.json and pictures/ where needed,"
                    + " and rules.json."
        },
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {"", "./afterword signatures COMMAND --help explains a command."})
public final class SignaturesCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    private SignaturesCommand() {}

    /** @param environment names the stamp and its key where the options do not */
    public static CommandLine withAllItsCommands(PrintStream out, Map<String, String> environment) {
        return new CommandLine(new SignaturesCommand())
                .addSubcommand(new ListCommand(out, environment))
                .addSubcommand(new PutCommand(out, environment))
                .addSubcommand(new GetCommand(out, environment))
                .addSubcommand(new PreviewCommand(out, environment))
                .addSubcommand(new ExplainCommand(out, environment))
                .addSubcommand(new ImportCommand(out, environment))
                .addSubcommand(new ExportCommand(out, environment))
                .addSubcommand(new RulesCommand(out, environment))
                .addSubcommand(new TracesCommand(out, environment))
                .addSubcommand(new StateCommand(out, environment));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do: " + String.join(", ", spec.subcommands().keySet()));
    }
}
