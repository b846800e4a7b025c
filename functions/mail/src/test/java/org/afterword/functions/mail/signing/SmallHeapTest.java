package org.afterword.functions.mail.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.functions.mail.signing.Neighbours.Neighbour;
import org.afterword.storage.embedded.EmbeddedStores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More mail than the heap can hold as elements, in a process that any {@code OutOfMemoryError} would end. */
@Timeout(300)
class SmallHeapTest {
    private static final int MAILS = 40;

    /** Returns the mail, with the store in the folder that is its argument, and ends well. */
    static final class SmallStamp {
        public static void main(String[] arguments) throws Exception {
            try (EmbeddedStores open = EmbeddedStores.open(Path.of(arguments[0]));
                    Neighbours house = new Neighbours(open.stores(), open.queues(), Capacity.ofThisProcess())) {
                Neighbour tenant = house.move("contoso.example");
                tenant.server().keepingNoMail();
                for (int i = 0; i < MAILS; i++) {
                    house.send(tenant, tags(i % 2 == 0 ? 1_400_000 : 60_000));
                }
                Neighbours.awaitAccepted(tenant.server(), MAILS);
                System.out.println(MAILS + " mails in "
                        + Runtime.getRuntime().maxMemory() / 1_000_000 + " MB of heap: "
                        + house.worker.counts().all());
            }
            System.exit(0);
        }

        private static byte[] tags(int size) {
            String tag = "<b>x</b>\r\n";
            return ("From: Anna <anna@contoso.example>\r\nTo: ben@fabrikam.example\r\nSubject: tags\r\n"
                            + "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
                            + tag.repeat(size / tag.length()))
                    .getBytes(US_ASCII);
        }
    }

    @Test
    void allOfItComesBackAndTheProcessLives(@TempDir Path folder) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallStamp.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), UTF_8);
        assertThat(child.waitFor()).as(said).isZero();
        System.out.println(said.lines().reduce((first, last) -> last).orElse(""));
    }
}
