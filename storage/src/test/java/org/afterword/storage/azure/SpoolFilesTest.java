package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.mail.DiskRoom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFilesTest {
    @TempDir
    private Path parent;

    @Test
    void removesWhatDeadProcessesLeftAndNothingElse() throws IOException {
        Path locked = leftOver(true);
        Path withoutLock = leftOver(false);
        Path foreign = Files.createDirectory(parent.resolve("other-" + UUID.randomUUID()));
        Path file = Files.createFile(foreign.resolve("a.eml"));
        SpoolFiles ours = new SpoolFiles(parent, new DiskRoom(100), Files::newOutputStream);
        Path used = ours.create(Samples.job(Instant.now()).spoolName(), 10).path();

        SpoolFiles.removeLeftOvers(parent);

        assertThat(locked).doesNotExist();
        assertThat(parent.resolve(locked.getFileName() + ".lock")).doesNotExist();
        assertThat(withoutLock).doesNotExist();
        assertThat(file).exists();
        assertThat(used).exists();
    }

    /** The other process is a shell that holds the lock as ours do, by fcntl, until its input ends. */
    @Test
    void leavesWhatAProcessUsesThatLives() throws Exception {
        Path used = leftOver(true);
        Path lock = parent.resolve(used.getFileName() + ".lock");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        Files.writeString(parent.resolve("Locks.java"), """
                        public class Locks {
                            public static void main(String[] file) throws Exception {
                                try (var channel = java.nio.channels.FileChannel.open(
                                        java.nio.file.Path.of(file[0]), java.nio.file.StandardOpenOption.WRITE)) {
                                    channel.lock();
                                    System.out.println("locked");
                                    System.in.read();
                                }
                            }
                        }
                        """).toString(),
                        lock.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("locked");
            SpoolFiles.removeLeftOvers(parent);
            assertThat(used.resolve("1.eml")).exists();
        } finally {
            other.outputWriter().close();
            other.waitFor();
        }
        SpoolFiles.removeLeftOvers(parent);
        assertThat(used).doesNotExist();
    }

    private Path leftOver(boolean withLock) throws IOException {
        Path folder = Files.createDirectory(parent.resolve("afterword-mail-" + UUID.randomUUID()));
        Files.write(folder.resolve("1.eml"), new byte[100]);
        if (withLock) {
            FileChannel.open(
                            parent.resolve(folder.getFileName() + ".lock"),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE)
                    .close();
        }
        return folder;
    }
}
