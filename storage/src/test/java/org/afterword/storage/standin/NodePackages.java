package org.afterword.storage.standin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * The Node packages of the lock file next to this class, installed on first use under {@code target/} of the whole
 * project, so that its rooms share them.
 */
final class NodePackages {
    private static final List<String> FILES = List.of("package.json", "package-lock.json", ".npmrc");

    private NodePackages() {}

    /** The folder that has {@code node_modules}. */
    static Path install() throws IOException {
        byte[] lockFile = resource("package-lock.json");
        CRC32 version = new CRC32();
        version.update(lockFile);
        Path folder = project().resolve("target").resolve("stand-ins-%08x".formatted(version.getValue()));
        Files.createDirectories(folder);
        // Two test processes may come here at a time.
        try (FileChannel channel = FileChannel.open(
                        folder.resolve("install.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Path complete = folder.resolve("installed");
            if (lock.isValid() && !Files.exists(complete)) {
                for (String file : FILES) {
                    Files.write(folder.resolve(file), resource(file));
                }
                npmInstall(folder);
                Files.createFile(complete);
            }
        }
        return folder;
    }

    private static void npmInstall(Path folder) throws IOException {
        Path log = folder.resolve("npm.log");
        // Nothing of what is installed needs its install scripts, so none is run.
        Process npm =
                start(new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile()));
        try {
            if (npm.waitFor() != 0) {
                throw new IOException("npm could not install the stand-ins for Azure:\n"
                        + Files.readString(log, StandardCharsets.UTF_8));
            }
        } catch (InterruptedException stopped) {
            npm.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while npm installed the stand-ins for Azure", stopped);
        }
    }

    /** Starts a command of Node, and says plainly when Node is missing. */
    static Process start(ProcessBuilder command) throws IOException {
        try {
            return command.start();
        } catch (IOException missing) {
            throw new IOException(
                    "The tests of the Azure stores run on stand-ins that need Node.js 20 or later with npm. '"
                            + command.command().getFirst()
                            + "' cannot be started: install Node.js (Debian: apt-get install nodejs npm) and run them again.",
                    missing);
        }
    }

    /** The project's root, known by its wrapper, seen from the module in which a test runs. */
    private static Path project() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".mvn"))) {
                return folder;
            }
        }
        return start;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream file = NodePackages.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(file, name).readAllBytes();
        }
    }
}
