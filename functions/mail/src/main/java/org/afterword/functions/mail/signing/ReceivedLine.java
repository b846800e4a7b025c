package org.afterword.functions.mail.signing;

import java.time.Instant;
import org.afterword.functions.mail.report.MailDates;
import org.afterword.storage.mail.SigningJob;

/**
 * The value of the {@code Received} field that we add (RFC 5321, section 4.4): which server received the mail, how, under which id and
 * when. It names neither the client nor a recipient: the field of the server before us says where the mail came from,
 * and naming a recipient would reveal a blind copy to the others.
 */
public final class ReceivedLine {
    private ReceivedLine() {}

    static String of(SigningJob job, String hostName) {
        // RFC 6531, section 4.3, names the protocol for mail with SMTPUTF8; the gateway takes mail over TLS only.
        boolean international = job.envelope().parameters().get("SMTPUTF8").isPresent();
        return of(hostName, international ? "UTF8SMTPS" : "ESMTPS", job.jobId().toString(), job.receivedAt());
    }

    /** That of a mail that no gateway has taken: one in a file, or one that is only asked about. */
    public static String of(String hostName, String id, Instant at) {
        return of(hostName, "ESMTPS", id, at);
    }

    private static String of(String hostName, String protocol, String id, Instant at) {
        return "by " + hostName + " with " + protocol + " id " + id + "; " + MailDates.of(at);
    }
}
