package org.afterword.simulator.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.afterword.simulator.outbound.Submission;

/**
 * A group whose mail waits for a moderator, as moderated transport has it: a mail for the group is kept in the arbitration
 * mailbox before any rule sees it, a request with buttons goes to the moderator in the author's name, and what the moderator
 * approves is submitted anew for the members. Names of fields and of the message class are Exchange's own.
 */
public final class ModeratedGroup {
    /** How the message class {@code IPM.Note.Microsoft.Approval.Request} stands in a header. */
    public static final String REQUEST = "urn:content-class:custom.IPM.Note.Microsoft.Approval.Request";

    private static final String ARBITRATION_MAILBOX = "SystemMailbox{1f05a927-9350-4efe-a823-5529c2d64109}@";

    private final ExchangeTenant tenant;
    private final String address;
    private final String moderator;
    private final List<String> members;

    public ModeratedGroup(ExchangeTenant tenant, String address, String moderator, String... members) {
        this.tenant = tenant;
        this.address = address;
        this.moderator = moderator;
        this.members = List.of(members);
    }

    /** Takes a mail that somebody sends to the group, and asks the moderator. */
    public Pending submit(byte[] mail, String author) throws IOException {
        String arbitration = ARBITRATION_MAILBOX + author.substring(author.indexOf('@') + 1);
        Submission request = tenant.submit(request(mail, author, arbitration), arbitration, moderator);
        return new Pending(mail, author, request);
    }

    private byte[] request(byte[] mail, String author, String arbitration) {
        String header =
                """
            From: <%1$s>
            Sender: Microsoft Exchange <%2$s>
            To: <%3$s>
            Subject: Approval requested
            Content-Class: %4$s
            X-MS-Exchange-Organization-Approval-Initiator: ModeratedTransport
            X-MS-Exchange-Organization-Approval-Requestor: %1$s
            X-MS-Exchange-Organization-Approval-Allowed-Decision-Makers: %3$s
            X-MS-Exchange-Organization-Do-Not-Journal: ModeratedRecipients
            X-MS-Exchange-Moderation-Loop: %2$s
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="approval"

            --approval
            Content-Type: text/plain; charset=us-ascii

            A message for %5$s waits for you. Approve | Reject
            --approval
            Content-Type: message/rfc822

            """.formatted(author, arbitration, moderator, REQUEST, address).replace("\n", "\r\n");
        return join(ascii(header), mail, ascii("\r\n--approval--\r\n"));
    }

    private static byte[] join(byte[]... pieces) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            joined.writeBytes(piece);
        }
        return joined.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A mail that waits for its approval. */
    public final class Pending {
        private final byte[] mail;
        private final String author;
        private final Submission request;

        private Pending(byte[] mail, String author, Submission request) {
            this.mail = mail.clone();
            this.author = author;
            this.request = request;
        }

        /** The request to the moderator, which shows whether it took the detour. */
        public Submission request() {
            return request;
        }

        /**
         * The moderator presses the button: the mail is submitted for the members, with two fields by which it is known as
         * approved.
         *
         * @throws IllegalStateException if the request took the detour: it comes back as a mail of no special class, so it
         *     has no buttons any more
         */
        public Submission approve() throws IOException {
            if (request.state(moderator) != Submission.State.NOT_ROUTED) {
                throw new IllegalStateException("the request took the detour, and has no buttons any more");
            }
            byte[] approved = ascii("""
                X-MS-Exchange-Organization-Approval-Approved: %s
                X-MS-Exchange-Organization-Moderation-SavedArrivalTime: 01 Jan 2026 12:00:00.0000 (UTC)
                """.formatted(address).replace("\n", "\r\n"));
            return tenant.submit(join(approved, mail), author, members.toArray(String[]::new));
        }
    }
}
