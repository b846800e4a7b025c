package org.afterword.functions.mail.returning;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;

/**
 * The negative replies of Exchange Online whose cause is not the mail: what each means, and the one step to take. The list
 * follows Microsoft's page <i>Email non-delivery reports and SMTP errors in Exchange Online</i> and what other products'
 * administrators were told; all other permanent replies count as refusals of the mail.
 */
public enum KnownReply {
    ATTRIBUTION(
            Cause.NOT_ATTRIBUTED,
            Pattern.compile("\\bATTR\\d+\\b"),
            "Exchange could not tell by the connection whose mail it is; the number behind ATTR says where it gave up.",
            "Compare the inbound connector's certificate name with the certificate of the way back, see that the connector is"
                    + " enabled and the certificate valid, and that the certificate's domain is an accepted domain.",
            "ATTRnn"),
    RELAY_DENIED(
            Cause.NOT_ATTRIBUTED,
            "No inbound connector of the organisation matches our certificate (TenantAttribution; Relay Access Denied).",
            "Enable the inbound connector, and give it the name on the certificate of the way back.",
            "5.7.64"),
    RESTRICTED_CONNECTOR(
            Cause.NOT_ATTRIBUTED,
            "A partner connector of the organisation takes mail only with another certificate or from other addresses.",
            "Leave our certificate's name to the Afterword inbound connector alone, and take the restriction off the other.",
            "5.7.51"),
    UNABLE_TO_RELAY(
            Cause.NOT_ATTRIBUTED,
            "The connection counts as a stranger's, which may not send to other domains (Unable to relay).",
            "Enable the inbound connector, and give it the name on the certificate of the way back.",
            "5.7.54"),
    NOT_AUTHENTICATED(
            Cause.NOT_ATTRIBUTED,
            "The server wants its clients to sign in: it is not the one that takes the organisation's incoming mail.",
            "Correct the server in the organisation's record: it ends with mail.protection.outlook.com or mx.microsoft.",
            "5.7.57"),
    DIRECT_SEND_REJECTED(
            Cause.NOT_ATTRIBUTED,
            "The organisation rejects Direct Send, and no connector matches the connection.",
            "Enable the inbound connector, and give it the name on the certificate of the way back.",
            "5.7.68"),
    WRONG_REGION(
            Cause.NOT_ATTRIBUTED,
            "The mail was sent to a server of another region than the organisation's.",
            "Correct the server in the organisation's record: it is the target of its domain's MX record.",
            "4.4.62"),
    CERTIFICATE_REFUSED(
            Cause.NOT_ATTRIBUTED,
            "Exchange does not accept a certificate: it has expired, has another name, or its authority is not trusted.",
            "Renew the certificate of the way back, and compare its name with the inbound connector's.",
            "4.7.320"),
    RECIPIENT_LIMIT(
            Cause.ORGANISATION,
            "The organisation has sent to as many recipients outside as it may in a day.",
            "Wait: the limit counts the last 24 hours. It grows with the number of licences.",
            "5.7.232",
            "5.7.233"),
    TENANT_THRESHOLD(
            Cause.ORGANISATION,
            "Exchange takes no mail to the outside from the organisation: too much of it looked like spam, or its subscription"
                    + " was just renewed.",
            "Secure what sent the spam, then have Microsoft Support lift the block.",
            "5.7.700-702",
            "5.7.704-707",
            "5.7.709-710",
            "5.7.713-749"),
    NEW_TENANT(
            Cause.ORGANISATION,
            "Exchange does not let the organisation send: most of its mail was taken for spam, or it is new or on trial.",
            "Secure what sent the spam, then have Microsoft Support lift the block; a trial needs a paid subscription.",
            "5.7.708"),
    CONNECTOR_BLOCKED(
            Cause.ORGANISATION,
            "Exchange has blocked the inbound connector as one that sends spam.",
            "Unblock it at https://security.microsoft.com/restrictedentities, once what sent the spam is secured.",
            "5.7.711",
            "5.7.712"),
    UNREGISTERED_DOMAIN(
            Cause.ORGANISATION,
            "Mail came through the connector from domains that are no accepted domains of the organisation, too often.",
            "Add the senders' domains to the organisation's accepted domains, then have Microsoft Support lift the block.",
            "5.7.750"),
    BANNED_ADDRESS(
            Cause.OUR_ADDRESS,
            "The address that this stamp sends from is on Microsoft's block list.",
            "Ask for its removal at https://sender.office.com.",
            "5.7.606-649"),
    BANNED_SENDER(
            Cause.OUR_ADDRESS,
            "The address that this stamp sends from is banned by Microsoft.",
            "Ask for its removal by mail, with the whole reply and the address: where the reply says, else at"
                    + " delist@microsoft.com.",
            "5.7.511"),
    IP_VERSION_6(
            Cause.OUR_ADDRESS,
            "The stamp sends by IPv6, of which the server wants more: a PTR record, SPF or DKIM, a smaller range.",
            "Have the stamp send by IPv4.",
            "5.7.25",
            "5.7.26",
            "5.7.508",
            "5.7.510"),
    ORGANISATIONS_BLOCK_LIST(
            Cause.ORGANISATION,
            Pattern.compile("using customer block list", Pattern.CASE_INSENSITIVE),
            "The address that this stamp sends from is on the organisation's own block list.",
            "Take it off the IP block list of the organisation's connection filter policy, at"
                    + " https://security.microsoft.com/antispam.",
            "5.7.507",
            "5.7.513"),
    BLOCK_LIST(
            Cause.OUR_ADDRESS,
            Pattern.compile(
                    "blocked using|banned sending ip|client host \\S+ (is )?(blocked|listed|blacklisted)|helo domain is listed",
                    Pattern.CASE_INSENSITIVE),
            "The address that this stamp sends from, or its name, is on a block list that the reply names.",
            "Ask for its removal where the reply says: for Spamhaus at https://check.spamhaus.org, for a list of Microsoft's at"
                    + " https://sender.office.com.",
            "5.7.1 ... blocked using");

    private static final Pattern STATUS = Pattern.compile("([245]\\.\\d+)\\.(\\d+)(?:-(\\d+))?");

    private final Cause cause;
    private final Optional<Pattern> text;
    private final String meaning;
    private final String step;
    private final List<String> codes;

    KnownReply(Cause cause, String meaning, String step, String... codes) {
        this(cause, Optional.empty(), meaning, step, codes);
    }

    KnownReply(Cause cause, Pattern text, String meaning, String step, String... codes) {
        this(cause, Optional.of(text), meaning, step, codes);
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    KnownReply(Cause cause, Optional<Pattern> text, String meaning, String step, String... codes) {
        this.cause = cause;
        this.text = text;
        this.meaning = meaning;
        this.step = step;
        this.codes = List.of(codes);
    }

    /** Why mail has to wait that is answered so. */
    public Cause cause() {
        return cause;
    }

    /** What the reply says, as a sentence. */
    public String meaning() {
        return meaning;
    }

    /** The one thing to do, as a sentence. */
    public String step() {
        return step;
    }

    /** The replies as pages name them: an enhanced status code, a range of them ({@code 5.7.606-649}), or words of the text. */
    public List<String> codes() {
        return codes;
    }

    /** What is known of a reply; empty for one that is positive, an ordinary deferral, or about the mail. */
    public static Optional<KnownReply> of(SmtpReply reply) {
        return Arrays.stream(values()).filter(known -> known.is(reply)).findFirst();
    }

    private boolean is(SmtpReply reply) {
        if (!reply.negative()) {
            return false;
        }
        return text.filter(words -> words.matcher(reply.text()).find()).isPresent()
                || reply.status()
                        .filter(status -> codes.stream().anyMatch(code -> covers(code, status)))
                        .isPresent();
    }

    /** Codes that are words of the text cover no status. */
    private static boolean covers(String code, String status) {
        Matcher range = STATUS.matcher(code);
        Matcher one = STATUS.matcher(status);
        if (!range.matches() || !one.matches()) {
            return false;
        }
        int number = Integer.parseInt(one.group(2));
        int first = Integer.parseInt(range.group(2));
        int last = range.group(3) == null ? first : Integer.parseInt(range.group(3));
        return one.group(1).equals(range.group(1)) && first <= number && number <= last;
    }
}
