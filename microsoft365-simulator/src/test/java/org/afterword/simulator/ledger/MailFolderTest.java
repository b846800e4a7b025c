package org.afterword.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.afterword.simulator.smtp.SmtpPath;
import org.afterword.simulator.smtp.SmtpPeer;
import org.afterword.simulator.smtp.SmtpTransaction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailFolderTest {
    private final DeliveryLedger ledger = new DeliveryLedger();
    private Path folder;
    private MailFolder mails;

    @BeforeEach
    void create(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.mails = new MailFolder(folder.resolve("tenant"), ledger);
    }

    @Test
    void movesACompleteMessageAndWritesItsEnvelope() throws IOException {
        UUID submission = UUID.randomUUID();
        SmtpTransaction transaction =
                received("X-Simulator-Submission: " + submission + "\r\nMessage-ID: <1@x>\r\n\r\n");

        Path file = mails.deliver(transaction);

        assertThat(file).isEqualTo(folder.resolve("tenant/delivered/00001.eml"));
        assertThat(mails.incoming(transaction)).doesNotExist();
        assertThat(folder.resolve("tenant/delivered/00001.envelope"))
                .content()
                .isEqualTo(
                        "MAIL FROM:<a@b.example> RET=HDRS\nRCPT TO:<c@d.example>\nRCPT TO:<e@d.example> NOTIFY=NEVER\n");
        DeliveredMail delivered = ledger.delivered().getFirst();
        assertThat(delivered.file()).isEqualTo(file);
        assertThat(delivered.submission()).isEqualTo(submission);
        assertThat(delivered.messageId()).isEqualTo("<1@x>");
        assertThat(delivered.octets()).isEqualTo(Files.size(file));
        assertThat(delivered.recipients()).isEqualTo(transaction.recipients());
        assertThat(delivered.content()).isEqualTo(Files.readAllBytes(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Other: 1", "X-Simulator-Submission: not a UUID", "X-Simulator-Submission:"})
    void deliversAMailThatNamesNoSubmission(String field) throws IOException {
        mails.deliver(received(field + "\r\n\r\n"));

        assertThat(ledger.delivered()).hasSize(1);
        assertThat(ledger.delivered().getFirst().submission()).isNull();
        assertThat(ledger.delivered().getFirst().messageId()).isNull();
    }

    @Test
    void numbersMailsInTheOrderOfTheirDelivery() throws IOException {
        SmtpTransaction first = received("A: 1\r\n\r\n");
        SmtpTransaction second = received("A: 2\r\n\r\n");

        assertThat(mails.deliver(second).getFileName()).hasToString("00001.eml");
        assertThat(mails.deliver(first).getFileName()).hasToString("00002.eml");
    }

    @Test
    void leavesNothingOfADiscardedMessage() throws IOException {
        SmtpTransaction transaction = received("A: 1\r\n\r\n");

        mails.discard(transaction);
        mails.discard(transaction);

        try (Stream<Path> left = Files.list(folder.resolve("tenant/incoming"))) {
            assertThat(left).isEmpty();
        }
        assertThat(ledger.delivered()).isEmpty();
    }

    @Test
    void keepsWhatIsSentUnderItsSubmission() {
        UUID submission = UUID.randomUUID();

        assertThat(mails.sent(submission)).isEqualTo(folder.resolve("tenant/sent/" + submission + ".eml"));
        assertThat(mails.sent(submission).getParent()).isDirectory();
    }

    private SmtpTransaction received(String mail) throws IOException {
        SmtpTransaction transaction = new SmtpTransaction(
                UUID.randomUUID(),
                new SmtpPeer("client.example", true, List.of()),
                new SmtpPath("a@b.example", Map.of("RET", "HDRS")),
                List.of(SmtpPath.of("c@d.example"), new SmtpPath("e@d.example", Map.of("NOTIFY", "NEVER"))));
        Files.writeString(mails.incoming(transaction), mail);
        return transaction;
    }
}
