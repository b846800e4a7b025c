package org.afterword.simulator.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.afterword.simulator.outbound.Submission.State;
import org.afterword.simulator.smtp.SmtpPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mail on its way out, and the file that it is sent from. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SubmissionTest {
    private static final String JOAN = "joan@fabrikam.example";
    private static final String CEM = "cem@fabrikam.example";

    private Path folder;

    @BeforeEach
    void know(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void hasAStateForEachRecipient() throws IOException {
        Submission submission = submission(State.QUEUED);
        assertThat(submission.pending()).extracting(SmtpPath::address).containsExactly(JOAN, CEM);

        submission.settle(JOAN, State.HANDED_OVER);

        assertThat(submission.state(JOAN)).isEqualTo(State.HANDED_OVER);
        assertThat(submission.state(CEM)).isEqualTo(State.QUEUED);
        assertThat(submission.pending()).containsExactly(new SmtpPath(CEM, Map.of("NOTIFY", "NEVER")));
        assertThat(submission.recipients()).containsExactly(JOAN, CEM);
        assertThatThrownBy(() -> submission.state("x@y.example")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isHandedOverOnceNobodyIsQueued() throws Exception {
        Submission submission = submission(State.QUEUED);
        submission.settle(JOAN, State.REFUSED);
        Thread.ofVirtual().start(() -> submission.settle(CEM, State.HANDED_OVER));

        submission.awaitHandover(Duration.ofSeconds(20));

        assertThat(submission.pending()).isEmpty();
    }

    @Test
    void saysWhyItIsStillQueued() throws IOException {
        Submission submission = submission(State.QUEUED);
        assertThatThrownBy(() -> submission.awaitHandover(Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("deferred: never");

        submission.defer("451 4.3.0 One");
        submission.defer("451 4.3.0 Two");

        assertThatThrownBy(() -> submission.awaitHandover(Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("deferred: 451 4.3.0 Two");
        assertThat(submission.deferrals()).containsExactly("451 4.3.0 One", "451 4.3.0 Two");
    }

    @Test
    void isNotWaitedForWhereNoRuleRoutesIt() throws Exception {
        Submission submission = submission(State.NOT_ROUTED);

        submission.awaitHandover(Duration.ofMillis(1));

        assertThat(submission.pending()).isEmpty();
        assertThat(submission.state(JOAN)).isEqualTo(State.NOT_ROUTED);
    }

    @Test
    void growsOlder() throws IOException {
        Submission submission = submission(State.QUEUED);

        assertThat(submission.isOlderThan(Duration.ofHours(1))).isFalse();
        assertThat(submission.isOlderThan(Duration.ofHours(-1))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'A: 1\r\n\r\nbody\r\n', false, false",
        "'A: 1\r\n\r\nb\u00f6dy\r\n', true, false",
        "'A: 1\r\n\r\nbo\ndy\r\n', false, true",
        "'A: 1\n\nbody\n', false, true",
        "'A: 1\r\n\r\nbo\rdy\r\n', false, false",
        "'\nA: 1', false, true"
    })
    void knowsWhatItsTransferNeeds(String mail, boolean eightBit, boolean bareLineFeed) throws IOException {
        OutgoingFile file = write(mail.getBytes(ISO_8859_1));

        assertThat(file.eightBit()).isEqualTo(eightBit);
        assertThat(file.bareLineFeed()).isEqualTo(bareLineFeed);
        assertThat(file.octets()).isEqualTo("X-Top: 1\r\n".length() + mail.length());
    }

    @Test
    void keepsEveryOctetOfALargeMail() throws IOException {
        byte[] mail = new byte[200_000];
        new Random(7).nextBytes(mail);

        OutgoingFile file = write(mail);

        assertThat(Files.readAllBytes(file.path()))
                .startsWith("X-Top: 1\r\n".getBytes(ISO_8859_1))
                .endsWith(mail)
                .hasSize((int) file.octets());
    }

    @Test
    void seesALineEndAcrossTwoBlocks() throws IOException {
        String mail = "x".repeat(64 * 1024 - 1) + "\r\nrest\r\n";

        assertThat(write(mail.getBytes(ISO_8859_1)).bareLineFeed()).isFalse();
    }

    @Test
    void knowsItsMessageId() throws IOException {
        assertThat(write("Message-ID: <1@x>\r\n\r\n".getBytes(ISO_8859_1)).messageId())
                .isEqualTo("<1@x>");
        assertThat(write("A: 1\r\n\r\nMessage-ID: <1@x>\r\n".getBytes(ISO_8859_1))
                        .messageId())
                .isNull();
    }

    private Submission submission(State state) throws IOException {
        return new Submission(
                UUID.randomUUID(),
                SmtpPath.of("anna@contoso.example"),
                List.of(SmtpPath.of(JOAN), new SmtpPath(CEM, Map.of("NOTIFY", "NEVER"))),
                write("A: 1\r\n\r\n".getBytes(ISO_8859_1)),
                state);
    }

    private OutgoingFile write(byte[] mail) throws IOException {
        return OutgoingFile.write(folder.resolve("mail.eml"), "X-Top: 1\r\n", new ByteArrayInputStream(mail));
    }
}
