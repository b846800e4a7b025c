package org.afterword.storage.standin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server on Node that prints its addresses when it is ready. It ends with this process at the latest. */
final class NodeServer implements AutoCloseable {
    private final Process process;
    private final Thread atTheEnd;
    private final List<String> addresses = new ArrayList<>();

    private NodeServer(Process process) {
        this.process = process;
        this.atTheEnd = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atTheEnd);
    }

    /**
     * Starts the script and waits until it has printed {@code wanted} lines that match.
     *
     * @param address whose first group is the address in a line of output
     */
    static NodeServer start(Path folder, Pattern address, int wanted, String... scriptAndArguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(scriptAndArguments));
        NodeServer server = new NodeServer(NodePackages.start(
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)));
        try {
            server.readAddresses(address, wanted);
            return server;
        } catch (IOException notReady) {
            server.close();
            throw notReady;
        }
    }

    private void readAddresses(Pattern address, int wanted) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder read = new StringBuilder();
        while (addresses.size() < wanted) {
            String line = output.readLine();
            if (line == null) {
                throw new IOException("a stand-in for Azure ended before it was ready:\n" + read);
            }
            read.append(line).append('\n');
            Matcher matcher = address.matcher(line);
            if (matcher.find()) {
                addresses.add(matcher.group(1));
            }
        }
        // Nobody reads on, so what it prints later must go somewhere.
        Thread.ofPlatform().daemon().name("stand-in-output").start(() -> drain(output));
    }

    private static void drain(BufferedReader output) {
        try {
            while (output.readLine() != null) {
                // Not wanted.
            }
        } catch (IOException ended) {
            // With the process.
        }
    }

    /** The addresses in the order in which they were printed. */
    List<String> addresses() {
        return addresses;
    }

    @Override
    public void close() {
        process.destroyForcibly(); // One of them lingers after a SIGTERM.
        try {
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IllegalStateException endingAnyway) {
            // Then the hook has run or will.
        }
    }
}
