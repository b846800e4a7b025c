package org.afterword.cli.stamp;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import org.afterword.cli.option.WholeNumber;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./afterword run}: a stamp in one process, until it is told to stop. */
@Command(
        name = "run",
        description = {
            "Runs the gateway and the functions in one process.",
            "They use the store of AFTERWORD_STORE. The settings come from the environment; docs/settings.md explains them."
        })
public final class RunCommand implements Callable<Integer> {
    /** By default that of Microsoft's own local tools. */
    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "7071",
            converter = WholeNumber.Port.class,
            description = "The port of the functions' HTTP endpoints, on loopback (default ${DEFAULT-VALUE}, 0 for any"
                    + " free port).")
    private int port;

    private final PrintStream out;
    private final Map<String, String> environment;

    public RunCommand(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        try (StopSignal stop = new StopSignal();
                LocalStamp stamp = LocalStamp.start(environment, port)) {
            out.println("Taking mail on port " + stamp.smtpPort() + ", health and metrics on port " + stamp.healthPort()
                    + ".");
            out.println("Functions: " + String.join(", ", stamp.functionNames())
                    + (stamp.functionsPort().isPresent()
                            ? ", over HTTP on port " + stamp.functionsPort().getAsInt() + " of loopback."
                            : "."));
            out.println("Ctrl-C ends it: no more mail is taken, and what is being worked on is finished.");
            stop.await();
            out.println("Stopping.");
        }
        return 0;
    }
}
