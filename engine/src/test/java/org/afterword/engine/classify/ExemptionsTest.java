package org.afterword.engine.classify;

import static org.afterword.engine.TestMail.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.model.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExemptionsTest {
    private static final Envelope FROM_ANNA = Envelope.of("anna@contoso.example", List.of("you@fabrikam.example"));

    static Stream<Arguments> reasons() {
        return Stream.of(
                reason(Reason.ALREADY_PROCESSED, "X-Afterword-MessageProcessed: True"),
                reason(Reason.CONNECTOR_VALIDATION, "From: <O365ConnectorValidation@contoso.example>"),
                reason(Reason.RECALL, "X-MS-Exchange-Generated-Message-Source: Transport Message Recall Routing Agent"),
                reason(Reason.RECALL, "x-ms-exchange-recallreportgenerated: true"),
                reason(Reason.JOURNAL, "X-MS-Journal-Report:"),
                reason(
                        Reason.DELIVERY_REPORT,
                        "Content-Type: multipart/report; report-type=delivery-status; boundary=b"),
                reason(Reason.DELIVERY_REPORT, "Content-Type: message/disposition-notification"),
                reason(Reason.RIGHTS_PROTECTED, "Content-Class: rpmsg.message"),
                reason(Reason.CALENDAR, "Content-Class: urn:content-classes:calendarmessage"),
                reason(Reason.CALENDAR, "X-MS-Exchange-Calendar-Series-Instance-Id: AA=="),
                reason(Reason.CALENDAR, "Content-Type: text/calendar; method=REQUEST"),
                reason(Reason.VOTING, "Content-Class: urn:content-classes:voting"),
                reason(Reason.APPROVAL, "X-MS-Exchange-Organization-Approval-Initiator: mapi"),
                reason(
                        Reason.APPROVAL,
                        "X-MS-Exchange-Organization-Approval-Allowed-Decision-Makers: boss@contoso.example"),
                reason(Reason.APPROVAL, "x-ms-exchange-organization-approval-requestor: anna@contoso.example"),
                reason(Reason.APPROVAL, "X-MS-Exchange-CrossPremises-Approval-AttachToApprovalRequest: Never"),
                reason(Reason.APPROVAL, "X-MS-Exchange-Organization-Moderation-Data: 1"),
                reason(Reason.APPROVAL, "X-MS-Exchange-Moderation-Loop: group@contoso.example"),
                reason(Reason.APPROVAL, "Content-Class: IPM.Note.Microsoft.Approval.Request"),
                reason(
                        Reason.ARBITRATION,
                        "Sender: \"Microsoft Exchange\" <SystemMailbox{1f05a927-3be2-4fb9-aa03-b59fe3b56f4c}@contoso.example>"),
                reason(
                        Reason.ARBITRATION,
                        "From: <SystemMailbox{1f05a927-3be2-4fb9-aa03-b59fe3b56f4c}@contoso.example>"),
                reason(Reason.TASK, "Content-Class: urn:content-classes:task"),
                reason(Reason.TASK, "Content-Class: IPM.TaskRequest"),
                reason(Reason.AUTOMATIC, "Auto-Submitted: auto-replied (vacation)"),
                reason(Reason.AUTOMATIC, "X-MS-Exchange-Inbox-Rules-Loop: anna@contoso.example"),
                reason(Reason.AUTOMATIC, "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent"),
                reason(Reason.AUTOMATIC, "X-Autoreply: yes"),
                reason(Reason.AUTOMATIC, "X-Autorespond: away until Monday"),
                reason(Reason.AUTOMATIC, "Precedence: auto_reply"),
                reason(Reason.SMIME, "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"),
                reason(Reason.SMIME, "Content-Type: application/x-pkcs7-mime"),
                reason(Reason.SMIME, "Content-Type: application/octet-stream; name=\"SMIME.P7M\""),
                reason(
                        Reason.SMIME,
                        "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b"),
                reason(
                        Reason.PGP,
                        "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b"),
                reason(Reason.PGP, "Content-Type: multipart/encrypted; boundary=b"),
                reason(Reason.TNEF, "Content-Type: application/ms-tnef; name=winmail.dat"),
                reason(Reason.RIGHTS_PROTECTED, "Content-Type: application/x-microsoft-rpmsg-message"));
    }

    private static Arguments reason(Reason reason, String field) {
        return Arguments.of(reason, field);
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void namesTheReasonToLeaveAMailAlone(Reason reason, String field) throws IOException {
        assertThat(find(FROM_ANNA, field)).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TNEF             | application/ms-tnef",
                "TNEF             | application/octet-stream; name=winmail.dat",
                "RIGHTS_PROTECTED | application/octet-stream; name=message.rpmsg",
                "PGP              | multipart/signed; protocol=\"application/pgp-signature\"; boundary=c",
                "SMIME            | multipart/signed; protocol=\"application/x-pkcs7-signature\"; boundary=c",
                "CALENDAR         | text/calendar; charset=utf-8"
            })
    void findsTheReasonInAPartToo(Reason reason, String contentType) throws IOException {
        assertThat(find(
                        FROM_ANNA,
                        "Content-Type: multipart/mixed; boundary=outer",
                        "",
                        "--outer",
                        "Content-Type: " + contentType,
                        "",
                        "x",
                        "--outer--"))
                .contains(reason);
    }

    /** What Outlook writes for a vote and a task, before and after other properties, in base64 and as it is. */
    @ParameterizedTest
    @CsvSource({
        "VOTING_QUESTION, 08200600000000 00c000000000000046 00000000 20850000, base64",
        "VOTING_QUESTION, 08200600000000 00c000000000000046 00000000 20850000, binary",
        "TASK,            49504d2e5461736b52657175657374, base64",
        "TASK,            49504d2e5461736b526571756573742e416363657074, binary",
        "TNEF,            08200600000000 00c000000000000046 00000000 21850000, base64",
    })
    void tellsWhatIsInRichText(Reason reason, String hex, String encoding) throws IOException {
        byte[] property = HexFormat.of().parseHex(hex.replace(" ", ""));
        ByteArrayOutputStream tnef = new ByteArrayOutputStream();
        tnef.writeBytes(new byte[1001]);
        tnef.writeBytes(property);
        tnef.writeBytes(new byte[1000]);
        String body = encoding.equals("base64")
                ? Base64.getMimeEncoder().encodeToString(tnef.toByteArray())
                : tnef.toString(StandardCharsets.ISO_8859_1);
        assertThat(find(
                        FROM_ANNA,
                        "Content-Type: application/ms-tnef",
                        "Content-Transfer-Encoding: " + encoding,
                        "",
                        body))
                .contains(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NULL_SENDER_OF_PERSON | From: Anna <anna@contoso.example>       | X-Mailer: x",
                "NULL_SENDER           | Subject: x                              | X-Mailer: x",
                "NULL_SENDER           | From: <anna@contoso.example>, <ben@contoso.example> | X-Mailer: x",
                "NULL_SENDER           | From: <anna@contoso.example>            | From: <ben@contoso.example>",
                "NULL_SENDER           | From: <anna@contoso.example>            | X-Auto-Response-Suppress: All",
                "NULL_SENDER           | From: <anna@contoso.example>            | List-Id: <x.contoso.example>",
                "NULL_SENDER           | From: <anna@contoso.example>            | Precedence: bulk",
                "NULL_SENDER           | From: <anna@contoso.example>            | X-MS-Exchange-Message-Is-Ndr:",
                "AUTOMATIC             | From: <anna@contoso.example>            | Auto-Submitted: auto-generated",
                "CALENDAR              | From: <anna@contoso.example>            | Content-Type: text/calendar",
            })
    void tellsPeoplesMailWithoutASenderFromThatOfMachines(Reason reason, String first, String second)
            throws IOException {
        assertThat(find(Envelope.of("", List.of("you@fabrikam.example")), first, second))
                .contains(reason);
    }

    @Test
    void leavesMailOfAnArbitrationMailboxAlone() throws IOException {
        Envelope envelope = Envelope.of(
                "SystemMailbox{1f05a927-3be2-4fb9-aa03-b59fe3b56f4c}@contoso.example", List.of("you@fabrikam.example"));
        assertThat(find(envelope, "From: <anna@contoso.example>")).contains(Reason.ARBITRATION);
    }

    /** As Exchange submits it anew, with what it has kept. */
    @Test
    void signsAMailThatAModeratorHasReleased() throws IOException {
        assertThat(find(
                        FROM_ANNA,
                        "X-MS-Exchange-Organization-Approval-Approved: boss@contoso.example",
                        "X-MS-Exchange-Organization-Moderation-SavedArrivalTime: 2026-11-30T12:00:00.000Z"))
                .isEmpty();
    }

    /** Mail of an organisation's own Outlook forms. */
    @ParameterizedTest
    @ValueSource(strings = {"VacationApproval", "TaskList"})
    void signsMailOfAFormThatIsOnlyCalledLikeIt(String form) throws IOException {
        assertThat(find(FROM_ANNA, "Content-Class: urn:content-class:custom.IPM.Note." + form))
                .isEmpty();
    }

    @Test
    void leavesAMailInALoopAlone() throws IOException {
        String[] hops =
                IntStream.range(0, 26).mapToObj(i -> "Received: from a" + i).toArray(String[]::new);
        assertThat(find(FROM_ANNA, hops)).contains(Reason.TOO_MANY_HOPS);
    }

    @Test
    void findsNoReasonInAnOrdinaryMail() throws IOException {
        assertThat(find(FROM_ANNA, "Subject: x", "Auto-Submitted: no", "X-Auto-Response-Suppress: None"))
                .isEmpty();
        assertThat(find(FROM_ANNA, "Content-Type: text/plain; name=\"notes.txt\""))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"None", "RN, NRN", "DR, OOF, AutoReply", "OOF", "All"})
    void aWishForNoAnswersMakesNoMachine(String suppressed) throws IOException {
        assertThat(find(FROM_ANNA, "X-Auto-Response-Suppress: " + suppressed)).isEmpty();
        assertThat(find(FROM_ANNA, "X-Auto-Response-Suppress: " + suppressed, "Auto-Submitted: auto-replied"))
                .contains(Reason.AUTOMATIC);
    }

    private static Optional<Reason> find(Envelope envelope, String... header) throws IOException {
        return Exemptions.find(ParsedMessage.read(mail(header)), envelope);
    }
}
