package org.afterword.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.MixedRecipients;

/**
 * Some of a mail's recipients, and whom the mail counts as being for.
 *
 * <p>Exchange sends a mail to many in several pieces, and so does the gateway: each has a part of the recipients in its
 * envelope, and the same header. So that all pieces count alike, those in To and Cc count with the envelope. What is in no header
 * cannot be told from a piece: blind copies, and the members of groups.
 *
 * @param people those whom rules may list, of the envelope, To and Cc
 * @param evidence what decided for whom it counts as being, in words for administrators, without any address
 */
record RecipientGroup(Audience audience, Envelope envelope, List<MailAddress> people, String evidence) {

    /**
     * All recipients, as one group or, where that is wanted and makes two, those inside and those outside.
     *
     * @param open those in To and Cc
     */
    static List<RecipientGroup> of(
            Envelope envelope, List<MailAddress> open, Set<String> domains, MixedRecipients mixed) {
        Sides<Recipient> given = new Sides<>();
        Sides<MailAddress> all = new Sides<>();
        Set<MailAddress> everybody = new LinkedHashSet<>();
        for (Recipient recipient : envelope.recipients()) {
            given.add(recipient, recipient.address().isWithin(domains));
            everybody.add(recipient.address());
        }
        everybody.addAll(open);
        Budget.steps(everybody.size());
        for (MailAddress address : everybody) {
            all.add(address, address.isWithin(domains));
        }
        return switch (mixed) {
            case EXTERNAL_WINS ->
                List.of(winner(Audience.EXTERNAL, envelope, given.outside, all.outside, List.copyOf(everybody)));
            case INTERNAL_WINS ->
                List.of(winner(Audience.INTERNAL, envelope, given.inside, all.inside, List.copyOf(everybody)));
            case COPY_FOR_EACH -> {
                List<RecipientGroup> copies = new ArrayList<>();
                if (!given.outside.isEmpty()) {
                    copies.add(copy(Audience.EXTERNAL, envelope, given.outside, all.outside));
                }
                if (!given.inside.isEmpty()) {
                    copies.add(copy(Audience.INTERNAL, envelope, given.inside, all.inside));
                }
                yield copies;
            }
        };
    }

    /**
     * The group of a mail for which one audience wins if anybody is of it.
     *
     * @param given those of the envelope who are of it
     * @param all those of the envelope, To and Cc who are of it
     */
    private static RecipientGroup winner(
            Audience audience,
            Envelope envelope,
            List<Recipient> given,
            List<MailAddress> all,
            List<MailAddress> everybody) {
        if (all.isEmpty()) {
            Audience other = audience == Audience.EXTERNAL ? Audience.INTERNAL : Audience.EXTERNAL;
            return new RecipientGroup(
                    other, envelope, everybody, "nobody in the envelope, To or Cc is " + side(audience));
        }
        return new RecipientGroup(
                audience,
                envelope,
                everybody,
                given.isEmpty()
                        ? "somebody in To or Cc is " + side(audience) + ", nobody in the envelope"
                        : "somebody in the envelope is " + side(audience));
    }

    private static RecipientGroup copy(
            Audience audience, Envelope envelope, List<Recipient> given, List<MailAddress> all) {
        return new RecipientGroup(
                audience,
                given.size() == envelope.recipients().size() ? envelope : envelope.to(given),
                all,
                "a copy for those in the envelope who are " + side(audience));
    }

    /** The same for everybody, where all groups would get the same. */
    RecipientGroup ofAll(Envelope whole) {
        return new RecipientGroup(audience, whole, people, "those inside and those outside get the same");
    }

    private static String side(Audience audience) {
        return audience == Audience.EXTERNAL ? "outside" : "inside";
    }

    private static final class Sides<T> {
        final List<T> inside = new ArrayList<>();
        final List<T> outside = new ArrayList<>();

        void add(T item, boolean isInside) {
            (isInside ? inside : outside).add(item);
        }
    }
}
