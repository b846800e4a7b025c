package org.afterword.cli.stamp;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.SmtpReply;
import org.jspecify.annotations.Nullable;

/**
 * The step to take when the way back is not free: by what Exchange Online answered, else by why we could not ask. Codes are
 * those of Microsoft's pages on non-delivery reports and on the delist portal; docs/troubleshooting.md has each.
 */
final class RouteAdvice {
    /** What is asked for: status and text of a reply. The first that fits counts. */
    private record Known(Pattern reply, String step) {
        Known(String reply, String step) {
            this(Pattern.compile(reply, Pattern.CASE_INSENSITIVE), step);
        }
    }

    private static final List<Known> REPLIES = List.of(
            new Known(
                    "^5\\.7\\.(51|54|64|68) |\\bATTR\\d+",
                    "Look at the organisation's inbound connector: it must be enabled, and name a name of our certificate."
                            + " Before the organisation is connected, name a --recipient in its own domain."),
            new Known(
                    "^4\\.7\\.320 ", "Renew our certificate, or look at the name that the inbound connector asks for."),
            new Known(
                    "^5\\.7\\.711 ",
                    "Exchange blocks the connector: an administrator lifts it in Microsoft Defender, Review, Restricted"
                            + " entities."),
            new Known(
                    "^5\\.7\\.705 ",
                    "The organisation sent too much, or is too new: its administrator asks Microsoft's support to lift the"
                            + " block."),
            new Known("^5\\.7\\.750 ", "Add each domain that the organisation sends from to its accepted domains."),
            new Known(
                    "^5\\.7\\.511 ",
                    "Forward the whole answer with our address to delist@messaging.microsoft.com; it is lifted within"
                            + " days."),
            new Known(
                    "^5\\.7\\.(60[6-9]|6[1-4]\\d) ",
                    "Ask for the address to be taken off the list at https://sender.office.com, wait a day, try again."),
            new Known(
                    "^5\\.7\\.708 |blocked using",
                    "The address in the answer is on a list: ask whoever keeps it (Spamhaus: https://check.spamhaus.org;"
                            + " Microsoft: https://sender.office.com), or take another outbound address."),
            new Known(
                    "^5\\.(1\\.1|1\\.10|4\\.1) ",
                    "Name an address that exists with --recipient: the answer to this one says nothing about the way."),
            new Known("^4\\.(7\\.[56]\\d\\d|3\\.2|5\\.3) ", "Wait a quarter of an hour and try again."));

    private RouteAdvice() {}

    /** What to do about an outcome that is not what it should be. */
    static String about(ReturnOutcome outcome) {
        Optional<SmtpReply> reply = switch (outcome) {
            case Refused refused -> Optional.of(refused.reply());
            case Deferred deferred -> deferred.reply();
            default -> Optional.empty();
        };
        return reply.flatMap(RouteAdvice::known).orElseGet(() -> byCause(outcome));
    }

    private static Optional<String> known(SmtpReply reply) {
        String answer = reply.status().orElse("") + " " + reply.text();
        return REPLIES.stream()
                .filter(known -> known.reply().matcher(answer).find())
                .map(Known::step)
                .findFirst();
    }

    private static String byCause(ReturnOutcome outcome) {
        @Nullable Cause cause = outcome instanceof Deferred deferred ? deferred.cause() : null;
        return switch (cause) {
            case UNREACHABLE ->
                "Port 25 out must be open: docs/deploy.md, step 2, and the rules of the network. From another network than"
                        + " the stamp's it is mostly blocked.";
            case UNKNOWN_HOST -> "Look for a slip in the name, and at the name servers of this machine.";
            case TOO_SLOW, CONNECTION_LOST, SERVER_SAID_LATER -> "Try again in some minutes.";
            case NO_STARTTLS ->
                "Something between us and Exchange Online takes STARTTLS away: a firewall that reads SMTP.";
            case TLS_FAILED ->
                "If the answer is an alert or an end, the server does not take our certificate: it must be valid and from"
                        + " a public authority, with its whole chain. Else the server's is not for this name: look at the"
                        + " name.";
            case EXTENSION_MISSING -> "This is not Exchange Online itself: name its own server with --server.";
            case null, default -> "docs/troubleshooting.md has this answer, or Microsoft's page on its code.";
        };
    }
}
