package org.afterword.cli.stamp;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.afterword.cli.command.Command;
import org.afterword.cli.command.Options;

/** {@code ./afterword run}: a stamp in one process, until it is told to stop. */
public final class RunCommand implements Command {
    /** The port of Microsoft's own local tools. */
    private static final int USUAL_PORT = 7071;

    private final PrintStream out;
    private final Map<String, String> environment;

    public RunCommand(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.environment = environment;
    }

    @Override
    public int run(List<String> words) throws Exception {
        Options options = Options.parse(words, Set.of("--port"), Set.of(), Set.of());
        int port = options.number("--port", USUAL_PORT, 0, 65535);
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
