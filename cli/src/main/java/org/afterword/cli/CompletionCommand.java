package org.afterword.cli;

import java.io.PrintStream;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./afterword generate-completion}: what bash and zsh need to complete commands and options. */
@Command(
        name = "generate-completion",
        description = {
            "Prints a script with which bash and zsh complete commands and options.",
            "To use it in this shell: source <(./afterword generate-completion)"
        })
final class CompletionCommand implements Runnable {
    private final PrintStream out;

    @Spec
    private CommandSpec spec;

    CompletionCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public void run() {
        // A shell looks for the completion of ./afterword under the file's name alone.
        out.print(AutoComplete.bash("afterword", spec.root().commandLine()));
    }
}
