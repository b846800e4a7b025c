package org.afterword.engine.select;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.Client;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.MixedRecipients;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SignatureRule.Author;

/**
 * What rules ask of a mail.
 *
 * @param audience inside or outside, as the recipients and {@link MixedRecipients} make it
 * @param recipients those for whom this mail, or this copy of it, counts: of the envelope, To and Cc
 * @param header the texts of all fields of a name, which is in any case; decoded, in lower case
 * @param subject decoded, empty if there is none
 * @param text what is asked of its texts
 */
public record MailFacts(
        Person sender,
        Audience audience,
        List<MailAddress> recipients,
        Kind kind,
        Client client,
        Author author,
        Function<String, List<String>> header,
        String subject,
        Instant at,
        TextFacts text) {

    public MailFacts {
        recipients = List.copyOf(recipients);
    }

    /** What rules ask of the texts of a mail. Each question may cost a walk through them. */
    public interface TextFacts {
        /** Whether the author's own part has these words, in any case. */
        boolean authorWrote(String words);

        /** Whether the author typed the marker. */
        boolean marked();

        /** Whether the quoted thread bears a signature of ours. */
        boolean signedBefore();
    }
}
