package org.afterword.simulator.ledger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.afterword.simulator.ledger.Breach.Kind;
import org.afterword.simulator.outbound.NonDelivery;
import org.afterword.simulator.outbound.OutgoingFile;
import org.afterword.simulator.outbound.Submission;
import org.afterword.simulator.smtp.SmtpPath;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Duplicates, losses and everything else that must not happen to a mail are found. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class DeliveryLedgerTest {
    private static final String ANNA = "anna@contoso.example";
    private static final String JOAN = "joan@fabrikam.example";
    private static final String CEM = "cem@fabrikam.example";
    private static final String CODE = "k7mwq2hdx4vt";
    private static final String PROCESSED = "X-Afterword-MessageProcessed: true";
    private static final String ID = "<1@contoso.example>";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final DeliveryLedger ledger = new DeliveryLedger();
    private Path folder;
    private int files;

    @BeforeEach
    void know(@TempDir Path folder) {
        this.folder = folder;
        ledger.routingCode(CODE);
    }

    @Test
    void findsNothingWrongWithAMailThatCameBackAsItShould() throws Exception {
        Submission submission = submitted(JOAN, CEM);

        DeliveredMail delivered = deliver(submission, ANNA, List.of(JOAN, CEM), ID, PROCESSED);

        assertThat(ledger.breaches()).isEmpty();
        assertThat(ledger.duplicates()).isEmpty();
        assertThat(ledger.reports()).isEmpty();
        assertThat(ledger.delivered()).containsExactly(delivered);
        assertThat(ledger.awaitReturn(submission, AT_ONCE)).containsExactly(delivered);
    }

    @Test
    void findsTheRulesHeaderField() throws Exception {
        deliver(submitted(JOAN), ANNA, List.of(JOAN), ID, PROCESSED, "X-Afterword-Auth: another");

        assertThat(kinds()).containsExactly(Kind.AUTH_HEADER_CAME_BACK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Received: from x by " + CODE + ".smtp.afterword.example",
                "X-" + CODE + ": 1",
                "X-Folded: a\r\n " + CODE
            })
    void findsTheRoutingCodeAnywhereInTheHeader(String field) throws Exception {
        deliver(submitted(JOAN), ANNA, List.of(JOAN), ID, PROCESSED, field);

        assertThat(kinds()).containsExactly(Kind.ROUTING_CODE_CAME_BACK);
    }

    @Test
    void findsEachRoutingCodeThatWasUsed() throws Exception {
        ledger.routingCode("secondcode00");

        deliver(submitted(JOAN), ANNA, List.of(JOAN), ID, PROCESSED, "X-Some: secondcode00");
        deliver(submitted(JOAN), ANNA, List.of(JOAN), ID, PROCESSED, "X-Some: " + CODE);

        assertThat(kinds()).containsExactly(Kind.ROUTING_CODE_CAME_BACK, Kind.ROUTING_CODE_CAME_BACK);
    }

    @Test
    void findsAMailThatWouldLoop() throws Exception {
        deliver(submitted(JOAN), ANNA, List.of(JOAN), ID, "X-Other: true");
        deliver(submitted(JOAN), ANNA, List.of(JOAN), ID, "X-Afterword-MessageProcessed: no");

        assertThat(kinds()).containsExactly(Kind.NOT_MARKED_AS_PROCESSED, Kind.NOT_MARKED_AS_PROCESSED);
    }

    @Test
    void findsAMailThatNobodySubmitted() throws Exception {
        Submission unknown = submission(JOAN);

        deliver(unknown, ANNA, List.of(JOAN), ID, PROCESSED);
        deliver(null, ANNA, List.of(JOAN), ID, PROCESSED);

        assertThat(kinds()).containsExactly(Kind.NEVER_SUBMITTED, Kind.NEVER_SUBMITTED);
        assertThat(ledger.delivered()).hasSize(2);
    }

    @Test
    void findsARecipientWhoWasNotSubmittedTo() throws Exception {
        deliver(submitted(JOAN), ANNA, List.of(JOAN, CEM), ID, PROCESSED);

        assertThat(kinds()).containsExactly(Kind.OTHER_RECIPIENT);
    }

    @Test
    void findsAnotherSender() throws Exception {
        deliver(submitted(JOAN), "", List.of(JOAN), ID, PROCESSED);
        deliver(submitted(JOAN), "postmaster@afterword.example", List.of(JOAN), ID, PROCESSED);

        assertThat(kinds()).containsExactly(Kind.OTHER_SENDER, Kind.OTHER_SENDER);
    }

    @Test
    void findsAnotherMessageId() throws Exception {
        deliver(submitted(JOAN), ANNA, List.of(JOAN), "<2@contoso.example>", PROCESSED);
        deliver(submitted(JOAN), ANNA, List.of(JOAN), null, PROCESSED);

        assertThat(kinds()).containsExactly(Kind.OTHER_MESSAGE_ID, Kind.OTHER_MESSAGE_ID);
    }

    @Test
    void findsAllThatIsWrongWithOneMailAndNamesItsFile() throws Exception {
        DeliveredMail wrong = deliver(
                submitted(JOAN), "x@y.example", List.of(CEM), "<2@contoso.example>", "X-Afterword-Auth: " + CODE);
        deliver(submission(JOAN), ANNA, List.of(JOAN), ID, PROCESSED);

        Set<Kind> found = EnumSet.copyOf(kinds());
        assertThat(found).isEqualTo(EnumSet.allOf(Kind.class));
        assertThat(ledger.breaches().subList(0, Kind.values().length - 1))
                .extracting(Breach::mail)
                .containsOnly(wrong.file());
    }

    @Test
    void countsASecondDeliveryToTheSameRecipientAsADuplicate() throws Exception {
        Submission submission = submitted(JOAN, CEM);

        deliver(submission, ANNA, List.of(JOAN), ID, PROCESSED);
        deliver(submission, ANNA, List.of(CEM), ID, PROCESSED);
        assertThat(ledger.duplicates()).isEmpty();

        DeliveredMail second = deliver(submission, ANNA, List.of(CEM), ID, PROCESSED);
        assertThat(ledger.duplicates()).containsExactly(second);
        assertThat(ledger.awaitReturn(submission, AT_ONCE)).hasSize(3);
    }

    @Test
    void countsTwoRecipientsOfOneMailAsOneDuplicate() throws Exception {
        Submission submission = submitted(JOAN, CEM);

        deliver(submission, ANNA, List.of(JOAN, CEM), ID, PROCESSED);
        deliver(submission, ANNA, List.of(JOAN, CEM), ID, PROCESSED);

        assertThat(ledger.duplicates()).hasSize(1);
    }

    @Test
    void doesNotTakeTwoSubmissionsOfTheSameMailForADuplicate() throws Exception {
        deliver(submitted(JOAN), ANNA, List.of(JOAN), ID, PROCESSED);
        deliver(submitted(JOAN), ANNA, List.of(JOAN), ID, PROCESSED);

        assertThat(ledger.delivered()).hasSize(2);
        assertThat(ledger.duplicates()).isEmpty();
    }

    @Test
    void saysWhichRecipientsAMailIsMissing() throws Exception {
        Submission submission = submitted(JOAN, CEM);
        submission.defer("451 4.7.500 Server busy");
        deliver(submission, ANNA, List.of(JOAN), ID, PROCESSED);

        assertThatThrownBy(() -> ledger.awaitReturn(submission, AT_ONCE))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("1 of 2 recipients")
                .hasMessageContaining("451 4.7.500 Server busy");
        assertThatThrownBy(() -> ledger.awaitDelivered(2, AT_ONCE))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("1 of 2 mails");
    }

    @Test
    void wakesWhoWaitsForAReturn() throws Exception {
        Submission submission = submitted(JOAN);
        CompletableFuture<List<DeliveredMail>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return ledger.awaitReturn(submission, SOON);
            } catch (InterruptedException | TimeoutException failed) {
                throw new IllegalStateException(failed);
            }
        });

        DeliveredMail delivered = deliver(submission, ANNA, List.of(JOAN), ID, PROCESSED);

        assertThat(waiting.get()).containsExactly(delivered);
        assertThat(ledger.awaitDelivered(1, AT_ONCE)).containsExactly(delivered);
    }

    @Test
    void knowsADeliveryReportByItsTypeAndItsNullSender() throws Exception {
        String report = "Content-Type: Multipart/Report; report-type=delivery-status; boundary=b";

        DeliveredMail taken = deliver(null, "", List.of(ANNA), null, PROCESSED, report);
        deliver(null, "postmaster@afterword.example", List.of(ANNA), null, PROCESSED, report);
        deliver(null, "", List.of(ANNA), null, PROCESSED, "Content-Type: text/plain");

        assertThat(ledger.reports()).containsExactly(taken);
        assertThat(kinds()).containsExactly(Kind.NEVER_SUBMITTED, Kind.NEVER_SUBMITTED);
    }

    @Test
    void wantsAReportToBeMarkedToo() throws Exception {
        deliver(null, "", List.of(ANNA), null, "Content-Type: multipart/report; boundary=b");

        assertThat(ledger.reports()).hasSize(1);
        assertThat(kinds()).containsExactly(Kind.NOT_MARKED_AS_PROCESSED);
    }

    @Test
    void keepsNonDeliveries() {
        NonDelivery refused = new NonDelivery(UUID.randomUUID(), JOAN, "550 5.1.1 No such user");

        ledger.nonDelivery(refused);

        assertThat(ledger.nonDeliveries()).containsExactly(refused);
    }

    private List<Kind> kinds() {
        return ledger.breaches().stream().map(Breach::kind).toList();
    }

    private Submission submitted(String... recipients) throws IOException {
        Submission submission = submission(recipients);
        ledger.submitted(submission);
        return submission;
    }

    private Submission submission(String... recipients) throws IOException {
        byte[] mail = ("Message-ID: " + ID + "\r\n\r\nhello\r\n").getBytes(ISO_8859_1);
        UUID id = UUID.randomUUID();
        OutgoingFile file =
                OutgoingFile.write(folder.resolve(id + ".eml"), "X-Top: 1\r\n", new ByteArrayInputStream(mail));
        return new Submission(
                id,
                SmtpPath.of(ANNA),
                Arrays.stream(recipients).map(SmtpPath::of).toList(),
                file,
                Submission.State.QUEUED);
    }

    private DeliveredMail deliver(
            @Nullable Submission submission, String from, List<String> to, @Nullable String messageId, String... fields)
            throws IOException {
        List<String> header = new ArrayList<>(List.of(fields));
        if (messageId != null) {
            header.add("Message-ID: " + messageId);
        }
        String content = String.join("\r\n", header) + "\r\n\r\nhello\r\n";
        Path file = Files.writeString(folder.resolve(++files + ".delivered"), content, ISO_8859_1);
        DeliveredMail mail = new DeliveredMail(
                file,
                SmtpPath.of(from),
                to.stream().map(SmtpPath::of).toList(),
                submission == null ? null : submission.id(),
                messageId,
                content.length(),
                Instant.now());
        ledger.delivered(mail);
        return mail;
    }
}
