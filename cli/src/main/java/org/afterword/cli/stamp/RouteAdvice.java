package org.afterword.cli.stamp;

import java.util.Set;
import org.afterword.functions.mail.returning.KnownReply;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;

/**
 * The step to take when the way back is not free: that of {@link KnownReply} for what Exchange Online answered, else by why we
 * could not ask.
 */
final class RouteAdvice {
    private static final Set<String> NO_SUCH_RECIPIENT = Set.of("5.1.1", "5.1.10", "5.4.1");
    private static final String ANSWER_NOT_KNOWN =
            "docs/troubleshooting.md has this answer, or Microsoft's page on its code.";

    private RouteAdvice() {}

    /** What to do about an outcome that is not what it should be. */
    static String about(ReturnOutcome outcome) {
        return switch (outcome) {
            case Refused refused ->
                refused.reply().status().filter(NO_SUCH_RECIPIENT::contains).isPresent()
                        ? "Name an address that exists with --recipient: the answer to this one says nothing about the way."
                        : ANSWER_NOT_KNOWN;
            case Deferred deferred ->
                deferred.reply()
                        .flatMap(KnownReply::of)
                        .map(RouteAdvice::about)
                        .orElseGet(() -> about(deferred.cause()));
            default -> ANSWER_NOT_KNOWN;
        };
    }

    private static String about(KnownReply known) {
        return switch (known) {
            case RELAY_DENIED, UNABLE_TO_RELAY ->
                known.step() + " Before the organisation is connected, name a --recipient in its own domain.";
            default -> known.step();
        };
    }

    private static String about(Cause cause) {
        return switch (cause) {
            case UNREACHABLE ->
                "Port 25 out must be open: docs/deploy.md, step 2, and the rules of the network. From another network than"
                        + " the stamp's it is mostly blocked.";
            case UNKNOWN_HOST -> "Look for a slip in the name, and at the name servers of this machine.";
            case SERVER_SAID_LATER, THROTTLED -> "Wait a quarter of an hour and try again.";
            case TOO_SLOW, CONNECTION_LOST -> "Try again in some minutes.";
            case NO_STARTTLS ->
                "Something between us and Exchange Online takes STARTTLS away: a firewall that reads SMTP.";
            case TLS_FAILED ->
                "If the answer is an alert or an end, the server does not take our certificate: it must be valid and from"
                        + " a public authority, with its whole chain. Else the server's is not for this name: look at the"
                        + " name.";
            case EXTENSION_MISSING -> "This is not Exchange Online itself: name its own server with --server.";
            default -> ANSWER_NOT_KNOWN;
        };
    }
}
