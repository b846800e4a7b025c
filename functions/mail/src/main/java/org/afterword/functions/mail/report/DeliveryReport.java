package org.afterword.functions.mail.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.afterword.engine.message.AfterwordHeaders;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.message.Recipient;
import org.afterword.functions.mail.returning.SmtpReply;
import org.afterword.storage.mail.SigningJob;
import org.eclipse.angus.mail.util.QPEncoderStream;

/**
 * The report that a mail could not be delivered to some of its recipients, or not yet: multipart/report (RFC 6522) with a text
 * for people, a delivery-status for programs (RFC 3464) and the header of the mail.
 *
 * <p>It returns the header only, even to {@code RET=FULL}: the mail is in the sender's Sent Items anyway, and a report
 * should not be as large as a mail that was refused for its size. Why it is written here and not by Angus's dsn:
 * docs/adr/0004-delivery-reports.md. The routing code is left out. All of it is ASCII, so
 * that it needs no 8BITMIME; a recipient's address that is not is written as RFC 6533, section 3, provides. Only where
 * the sender's own address is not ASCII the header of the report is UTF-8, and goes out with SMTPUTF8.
 */
public final class DeliveryReport {
    private static final int MAX_HEADER = 64 * 1024;

    private final SigningJob job;
    private final String hostName;
    private final String remoteHost;
    private final Instant now;

    /**
     * @param hostName of this stamp, which reports
     * @param remoteHost the tenant's server, which was asked to take the mail
     */
    public DeliveryReport(SigningJob job, String hostName, String remoteHost, Instant now) {
        this.job = job;
        this.hostName = hostName;
        this.remoteHost = remoteHost;
        this.now = now;
    }

    /**
     * A recipient that the mail could not be delivered to.
     *
     * @param reply what the tenant's server said last, empty if it said nothing
     * @param expired whether the mail was given up for its age, and not refused
     */
    public record Failure(Recipient recipient, Optional<SmtpReply> reply, boolean expired) {}

    /**
     * A recipient that the mail could not be delivered to yet.
     *
     * @param reply what the tenant's server said last, empty if it said nothing
     * @param until when it is given up
     */
    public record Delay(Recipient recipient, Optional<SmtpReply> reply, Instant until) {}

    /**
     * Whether a report about this recipient is wanted: NOTIFY says so (RFC 3461, section 4.1), or is silent.
     */
    public static boolean wanted(Recipient recipient) {
        return wanted(recipient, "FAILURE");
    }

    /** Whether a report that the mail is delayed may be sent about this recipient, by the same rule. */
    public static boolean delayWanted(Recipient recipient) {
        return wanted(recipient, "DELAY");
    }

    private static boolean wanted(Recipient recipient, String occasion) {
        return recipient
                .parameters()
                .get("NOTIFY")
                .map(notify -> List.of(notify.toUpperCase(Locale.ROOT).split(",")))
                .map(occasions -> occasions.contains(occasion))
                .orElse(true);
    }

    /** The envelope of a report to {@code sender}: from nobody, so that it is never reported about in turn. */
    public static Envelope envelope(MailAddress sender) {
        Map<String, String> parameters = new TreeMap<>();
        if (sender.international()) {
            parameters.put("SMTPUTF8", "");
        }
        return new Envelope(
                Optional.empty(),
                List.of(new Recipient(sender, EsmtpParameters.of(Map.of("NOTIFY", "NEVER")))),
                EsmtpParameters.of(parameters));
    }

    /** Writes the report to {@code sender} about the failures. */
    public RawMessage write(MailAddress sender, List<Failure> failures, RawMessage original) throws IOException {
        return write("", sender, "Undeliverable mail", explanation(failures), status(failures), original);
    }

    /** Writes the report to {@code sender} that the mail is delayed. */
    public RawMessage writeDelay(MailAddress sender, List<Delay> delays, RawMessage original) throws IOException {
        return write("delay.", sender, "Delayed mail", explanationOfDelay(delays), statusOfDelay(delays), original);
    }

    /** @param kind begins the Message-ID: the two reports about a mail may be of the same moment */
    private RawMessage write(
            String kind, MailAddress sender, String subject, String explanation, String status, RawMessage original)
            throws IOException {
        // With the id and the time it occurs nowhere in the original, and tests know it beforehand.
        String boundary = "report_" + job.jobId() + "_" + now.toEpochMilli();
        StringBuilder report = new StringBuilder();
        line(report, "From: Mail delivery <postmaster@" + hostName + ">");
        line(report, "To: <" + sender.address() + ">");
        line(report, "Subject: " + subject);
        line(report, "Date: " + MailDates.of(now));
        line(report, "Message-ID: <" + kind + job.jobId() + "." + now.toEpochMilli() + "@" + hostName + ">");
        line(report, "Auto-Submitted: auto-replied");
        line(report, AfterwordHeaders.MESSAGE_PROCESSED + ": true");
        line(report, "MIME-Version: 1.0");
        line(report, "Content-Type: multipart/report; report-type=delivery-status;");
        line(report, "\tboundary=\"" + boundary + "\"");
        line(report, "");
        line(report, "--" + boundary);
        line(report, "Content-Type: text/plain; charset=utf-8");
        line(report, "Content-Transfer-Encoding: quoted-printable");
        line(report, "");
        line(report, quotedPrintable(explanation.getBytes(StandardCharsets.UTF_8)));
        line(report, "--" + boundary);
        line(report, "Content-Type: message/delivery-status");
        line(report, "");
        line(report, status);
        line(report, "--" + boundary);
        line(report, "Content-Type: text/rfc822-headers");
        line(report, "Content-Transfer-Encoding: quoted-printable");
        line(report, "");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(report.toString().getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(quotedPrintable(header(original)).getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return RawMessage.of(bytes.toByteArray());
    }

    private String explanation(List<Failure> failures) {
        StringBuilder text = new StringBuilder();
        line(text, "Your mail could not be delivered to:");
        for (Failure failure : failures) {
            line(text, "");
            line(text, "  " + failure.recipient().address().address());
            if (failure.expired()) {
                line(
                        text,
                        "    Your organisation's mail server has not taken it since " + MailDates.of(job.receivedAt())
                                + ".");
            }
            failure.reply().ifPresent(reply -> line(text, "    The mail server said: " + reply + " " + reply.text()));
        }
        line(text, "");
        line(text, "It will not be tried again. The header of the mail is attached.");
        line(text, "The signature service of your organisation wrote this report.");
        return text.toString();
    }

    private String explanationOfDelay(List<Delay> delays) {
        StringBuilder text = new StringBuilder();
        line(text, "Your mail is delayed. It could not be delivered yet to:");
        for (Delay delay : delays) {
            line(text, "");
            line(text, "  " + delay.recipient().address().address());
            delay.reply().ifPresent(reply -> line(text, "    The mail server said: " + reply + " " + reply.text()));
            line(text, "    It is tried again until " + MailDates.of(delay.until()) + ".");
        }
        line(text, "");
        line(
                text,
                "Your organisation's mail server does not take the mail at the moment. The mail is safe: you need not send it");
        line(text, "again, and you are told if it is given up. The header of the mail is attached.");
        line(text, "The signature service of your organisation wrote this notice. There is one for each mail.");
        return text.toString();
    }

    private String status(List<Failure> failures) {
        StringBuilder status = perMessage();
        for (Failure failure : failures) {
            perRecipient(status, failure.recipient(), "failed", statusOf(failure), failure.reply());
        }
        return status.toString();
    }

    private String statusOfDelay(List<Delay> delays) {
        StringBuilder status = perMessage();
        for (Delay delay : delays) {
            String code = delay.reply()
                    .flatMap(SmtpReply::status)
                    .filter(given -> given.startsWith("4."))
                    .orElse("4.0.0");
            perRecipient(status, delay.recipient(), "delayed", code, delay.reply());
            line(status, "Will-Retry-Until: " + MailDates.of(delay.until()));
        }
        return status.toString();
    }

    private StringBuilder perMessage() {
        StringBuilder status = new StringBuilder();
        job.envelope()
                .parameters()
                .get("ENVID")
                .flatMap(Xtext::decode)
                .ifPresent(id -> line(status, "Original-Envelope-Id: " + id));
        line(status, "Reporting-MTA: dns; " + hostName);
        line(status, "Arrival-Date: " + MailDates.of(job.receivedAt()));
        return status;
    }

    private void perRecipient(
            StringBuilder status, Recipient recipient, String action, String code, Optional<SmtpReply> said) {
        line(status, "");
        recipient.parameters().get("ORCPT").ifPresent(original -> {
            int type = original.indexOf(';');
            if (type > 0) {
                Xtext.decode(original.substring(type + 1))
                        .ifPresent(address ->
                                line(status, "Original-Recipient: " + original.substring(0, type) + "; " + address));
            }
        });
        line(status, "Final-Recipient: " + typed(recipient.address()));
        line(status, "Action: " + action);
        line(status, "Status: " + code);
        line(status, "Remote-MTA: dns; " + remoteHost);
        said.ifPresent(reply -> line(status, "Diagnostic-Code: smtp; " + reply + " " + reply.text()));
        line(status, "Last-Attempt-Date: " + MailDates.of(now));
    }

    private static String statusOf(Failure failure) {
        if (failure.expired()) {
            return "5.4.7";
        }
        return failure.reply()
                .flatMap(SmtpReply::status)
                .filter(status -> status.startsWith("5."))
                .orElse("5.0.0");
    }

    /** An address with its type; one that is not ASCII as {@code utf-8-addr-xtext} of RFC 6533, section 3. */
    private static String typed(MailAddress address) {
        if (!address.international()) {
            return "rfc822; " + address.address();
        }
        StringBuilder escaped = new StringBuilder("utf-8; ");
        address.address().codePoints().forEach(c -> {
            if (c > ' ' && c < 0x7f && "\\+=".indexOf(c) < 0) {
                escaped.append((char) c);
            } else {
                escaped.append(String.format(Locale.ROOT, "\\x{%X}", c));
            }
        });
        return escaped.toString();
    }

    private static byte[] header(RawMessage original) throws IOException {
        byte[] head = original.bytes(0, Math.min(original.size(), MAX_HEADER));
        HeaderSection section = HeaderSection.parse(head);
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        for (HeaderSection.Field field : section.fields()) {
            boolean whole = field.end() < head.length || section.terminated();
            if (whole && !field.name().equalsIgnoreCase(AfterwordHeaders.AUTH)) {
                kept.write(head, field.start(), field.end() - field.start());
            }
        }
        return kept.toByteArray();
    }

    private static String quotedPrintable(byte[] octets) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(octets.length + octets.length / 8);
        try (QPEncoderStream encoder = new QPEncoderStream(encoded)) {
            encoder.write(octets);
        }
        return encoded.toString(StandardCharsets.US_ASCII);
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append("\r\n");
    }
}
