package org.afterword.engine.classify;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.message.AddressField;
import org.afterword.engine.message.AfterwordHeaders;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.mime.Part;
import org.afterword.engine.model.Reason;

/**
 * Finds the reason to leave a mail alone, if there is one, from its envelope, header and structure.
 *
 * <p>The order is that of certainty: first what Exchange or we said of the mail, then what its sender said, then what its parts are.
 */
public final class Exemptions {
    private static final int MAX_HOPS = 25;
    /** How many questions are asked of each part. */
    private static final long STEPS_A_PART = 16;

    private static final String ARBITRATION = "systemmailbox{";

    private static final Pattern APPROVAL = Pattern.compile(
            "X-MS-Exchange-(?:(?:Organization|CrossPremises)-(?:Approval-|Moderation-)|Moderation-Loop$)",
            Pattern.CASE_INSENSITIVE);

    /** On a mail that a moderator has released: it goes on to its recipients as the author's own. */
    private static final Pattern RELEASED = Pattern.compile(
            "X-MS-Exchange-(?:Organization|CrossPremises)-Approval-Approved$", Pattern.CASE_INSENSITIVE);

    private static final Set<String> SMIME_TYPES = Set.of("application/pkcs7-mime", "application/x-pkcs7-mime");
    private static final Set<String> SMIME_SIGNATURES =
            Set.of("application/pkcs7-signature", "application/x-pkcs7-signature");
    private static final Set<String> REPORT_TYPES = Set.of(
            "multipart/report",
            "message/delivery-status",
            "message/disposition-notification",
            "message/global-delivery-status",
            "message/global-disposition-notification",
            "message/tracking-status",
            "message/feedback-report");

    private Exemptions() {}

    /**
     * The reason to leave the mail alone; empty if it may be signed.
     *
     * @throws IOException if the message's bytes cannot be read
     */
    public static Optional<Reason> find(ParsedMessage message, Envelope envelope) throws IOException {
        HeaderSection header = message.header();
        // "Contains", as the transport rule's exception has it, so that both agree on every mail.
        if (contains(header, AfterwordHeaders.MESSAGE_PROCESSED, "true")) {
            return Optional.of(Reason.ALREADY_PROCESSED);
        }
        if (header.all("Received").size() > MAX_HOPS) {
            return Optional.of(Reason.TOO_MANY_HOPS);
        }
        if (isConnectorValidation(header, envelope)) {
            return Optional.of(Reason.CONNECTOR_VALIDATION);
        }
        if (message.root().isEmpty()) {
            return Optional.of(Reason.UNREADABLE);
        }
        Part root = message.root().get();
        Optional<Reason> reason = byHeader(header, envelope);
        if (reason.isEmpty()) {
            reason = byStructure(root, message.raw());
        }
        return reason.or(() -> byNullSender(header, envelope));
    }

    private static Optional<Reason> byHeader(HeaderSection header, Envelope envelope) {
        if (header.first("X-MS-Exchange-Recallreportgenerated").isPresent()
                || contains(header, "X-MS-Exchange-Generated-Message-Source", "transport message recall")
                || contentClass(header, "recallmessage")) {
            return Optional.of(Reason.RECALL);
        }
        if (header.first("X-MS-Journal-Report").isPresent()) {
            return Optional.of(Reason.JOURNAL);
        }
        if (isReport(header)) {
            return Optional.of(Reason.DELIVERY_REPORT);
        }
        if (contentClass(header, "rpmsg")
                || contains(header, "X-MS-Exchange-Organization-E4eMessageEncrypted", "true")) {
            return Optional.of(Reason.RIGHTS_PROTECTED);
        }
        if (contentClass(header, "calendarmessage")
                || header.first("X-MS-Exchange-Calendar-Series-Instance-Id").isPresent()
                || header.first("X-MS-Exchange-Calendar-Originator-Id").isPresent()) {
            return Optional.of(Reason.CALENDAR);
        }
        if (header.first("X-MS-Exchange-VotingResponse").isPresent() || contentClass(header, "voting")) {
            return Optional.of(Reason.VOTING);
        }
        if (isApproval(header)) {
            return Optional.of(Reason.APPROVAL);
        }
        if (isFromArbitration(header, envelope)) {
            return Optional.of(Reason.ARBITRATION);
        }
        if (contentClass(header, "content-classes:task") || contentClass(header, "ipm.task")) {
            return Optional.of(Reason.TASK);
        }
        return isAutomatic(header) ? Optional.of(Reason.AUTOMATIC) : Optional.empty();
    }

    /**
     * Whether Exchange asks a moderator with the mail, or keeps what it needs for that in it, by the fields that moderation
     * writes. One that was released bears some of them too, and says so. Within the organisation their names begin with
     * {@code X-MS-Exchange-Organization-}; a connector that keeps them has {@code X-MS-Exchange-CrossPremises-} in its place.
     */
    private static boolean isApproval(HeaderSection header) {
        return contentClass(header, "microsoft.approval") || hasField(header, APPROVAL) && !hasField(header, RELEASED);
    }

    private static boolean hasField(HeaderSection header, Pattern name) {
        Budget.steps(header.fields().size());
        return header.fields().stream().map(field -> name.matcher(field.name())).anyMatch(Matcher::lookingAt);
    }

    /** Arbitration mailboxes are named {@code SystemMailbox{GUID}} (Exchange's reference, {@code Get-Mailbox -Arbitration}). */
    private static boolean isFromArbitration(HeaderSection header, Envelope envelope) {
        return contains(header, "Sender", ARBITRATION)
                || contains(header, "From", ARBITRATION)
                || envelope.reversePath()
                        .filter(sender ->
                                sender.local().toLowerCase(Locale.ROOT).startsWith(ARBITRATION))
                        .isPresent();
    }

    /** What has no sender in its envelope is a machine's where anything speaks for that, and where nobody says to have written it. */
    private static Optional<Reason> byNullSender(HeaderSection header, Envelope envelope) {
        if (envelope.reversePath().isPresent()) {
            return Optional.empty();
        }
        List<String> from = header.all("From");
        boolean byOne = from.size() == 1 && AddressField.all(from.getFirst()).size() == 1;
        boolean byMachine = ProgramFinder.find(header).isPresent()
                || Stream.of(
                                "X-Auto-Response-Suppress",
                                "X-MS-Exchange-Generated-Message-Source",
                                "X-MS-Exchange-Message-Is-Ndr",
                                "X-Failed-Recipients")
                        .anyMatch(field -> header.first(field).isPresent());
        return Optional.of(byOne && !byMachine ? Reason.NULL_SENDER_OF_PERSON : Reason.NULL_SENDER);
    }

    private static Optional<Reason> byStructure(Part root, RawMessage raw) throws IOException {
        List<Part> parts = root.walk().toList();
        Budget.steps(parts.size() * STEPS_A_PART);
        if (any(parts, part -> part.is("application/x-microsoft-rpmsg-message") || hasName(part, ".rpmsg"))) {
            return Optional.of(Reason.RIGHTS_PROTECTED);
        }
        if (isSmime(root) || any(parts, Exemptions::isSmimeSigned)) {
            return Optional.of(Reason.SMIME);
        }
        if (any(
                parts,
                part -> part.is("multipart/encrypted")
                        || part.is("multipart/signed") && !isSmimeSigned(part)
                        || part.is("application/pgp-encrypted"))) {
            return Optional.of(Reason.PGP);
        }
        Optional<Part> richText = parts.stream()
                .filter(part -> part.is("application/ms-tnef") || hasName(part, "winmail.dat"))
                .findFirst();
        if (richText.isPresent()) {
            return Optional.of(RichText.reason(raw, richText.get()));
        }
        if (REPORT_TYPES.contains(root.contentType().value())) {
            return Optional.of(Reason.DELIVERY_REPORT);
        }
        if (any(
                parts,
                part -> part.is("text/calendar")
                        && (part.contentType().parameters().containsKey("method") || !part.isAttachment()))) {
            return Optional.of(Reason.CALENDAR);
        }
        return Optional.empty();
    }

    /** RFC 8551: also as octet-stream, told by the file name. */
    private static boolean isSmime(Part root) {
        return SMIME_TYPES.contains(root.contentType().value())
                || !root.contentType().value().startsWith("text/") && (hasName(root, ".p7m") || hasName(root, ".p7s"));
    }

    private static boolean isSmimeSigned(Part part) {
        return part.is("multipart/signed")
                        && part.contentType()
                                .parameters()
                                .getOrDefault("protocol", "")
                                .toLowerCase(Locale.ROOT)
                                .contains("pkcs7")
                || part.is("multipart/signed")
                        && part.parts().stream()
                                .anyMatch(child -> SMIME_SIGNATURES.contains(
                                                child.contentType().value())
                                        || hasName(child, ".p7s"));
    }

    /**
     * Whether a machine sent the mail, by fields that only machines write:
     *
     * <ul>
     *   <li>{@code Auto-Submitted} with any keyword but {@code no} (RFC 3834, section 5);
     *   <li>{@code X-Autoreply}, {@code X-Autorespond} and {@code Precedence: auto_reply}, which responders wrote before that RFC and
     *       some still do;
     *   <li>{@code X-MS-Exchange-Inbox-Rules-Loop}, which bears the address of the mailbox whose rule forwarded or answered the mail, and
     *       {@code X-MS-Exchange-Generated-Message-Source} of the rules agent (Microsoft, "Loop Prevention in Exchange Online Demystified").
     * </ul>
     *
     * <p>Not by {@code X-Auto-Response-Suppress}, which asks others not to answer ([MS-OXCMAIL], section 2.1.3.2.20): people's mail has it
     * where they want no receipts, and machines that have it say {@code Auto-Submitted} too. Nor by {@code Precedence: bulk} and {@code list}, or
     * the fields of lists (RFC 2369), which are on what people write to many.
     */
    private static boolean isAutomatic(HeaderSection header) {
        boolean autoSubmitted = header.all("Auto-Submitted").stream()
                .map(value -> value.toLowerCase(Locale.ROOT))
                .anyMatch(value -> !value.equals("no") && !value.startsWith("no;") && !value.startsWith("no "));
        return autoSubmitted
                || header.first("X-Autoreply").isPresent()
                || header.first("X-Autorespond").isPresent()
                || header.says("Precedence", "auto_reply")
                || header.first("X-MS-Exchange-Inbox-Rules-Loop").isPresent()
                || header.says("X-MS-Exchange-Generated-Message-Source", "mailbox rules agent");
    }

    private static boolean isReport(HeaderSection header) {
        return header.first("Content-Type")
                .map(value -> value.toLowerCase(Locale.ROOT))
                .filter(value -> REPORT_TYPES.stream().anyMatch(value::startsWith))
                .isPresent();
    }

    private static boolean isConnectorValidation(HeaderSection header, Envelope envelope) {
        return envelope.reversePath()
                        .filter(sender ->
                                sender.local().toLowerCase(Locale.ROOT).startsWith("o365connectorvalidation"))
                        .isPresent()
                || contains(header, "From", "o365connectorvalidation");
    }

    private static boolean contentClass(HeaderSection header, String word) {
        return contains(header, "Content-Class", word);
    }

    private static boolean contains(HeaderSection header, String name, String lowerCaseWord) {
        return header.all(name).stream()
                .peek(value -> Budget.pass(value.length()))
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains(lowerCaseWord));
    }

    private static boolean hasName(Part part, String ending) {
        return part.fileName()
                .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(ending))
                .isPresent();
    }

    private static boolean any(List<Part> parts, Predicate<Part> condition) {
        return parts.stream().anyMatch(condition);
    }
}
