package org.afterword.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.MixedRecipients;

/** Some of a mail's recipients, and whom the mail counts as being for. */
record RecipientGroup(Audience audience, Envelope envelope) {

    /** All recipients, as one group or, where that is wanted and makes two, those inside and those outside. */
    static List<RecipientGroup> of(Envelope envelope, Set<String> domains, MixedRecipients mixed) {
        List<Recipient> inside = new ArrayList<>();
        List<Recipient> outside = new ArrayList<>();
        for (Recipient recipient : envelope.recipients()) {
            (recipient.address().isWithin(domains) ? inside : outside).add(recipient);
        }
        if (outside.isEmpty()) {
            return List.of(new RecipientGroup(Audience.INTERNAL, envelope));
        }
        if (inside.isEmpty()) {
            return List.of(new RecipientGroup(Audience.EXTERNAL, envelope));
        }
        return switch (mixed) {
            case EXTERNAL_WINS -> List.of(new RecipientGroup(Audience.EXTERNAL, envelope));
            case INTERNAL_WINS -> List.of(new RecipientGroup(Audience.INTERNAL, envelope));
            case COPY_FOR_EACH ->
                List.of(
                        new RecipientGroup(Audience.EXTERNAL, envelope.to(outside)),
                        new RecipientGroup(Audience.INTERNAL, envelope.to(inside)));
        };
    }
}
