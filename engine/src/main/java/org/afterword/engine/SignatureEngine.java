package org.afterword.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.classify.Exemptions;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.HeaderEdits;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.mime.Seals;
import org.afterword.engine.model.MixedRecipients;
import org.afterword.engine.model.Reason;
import org.afterword.engine.model.SigningRules.ByChoice;
import org.afterword.engine.render.SignatureRenderer;
import org.afterword.engine.select.Selection;
import org.afterword.engine.splice.Edit;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;

/**
 * Signs one message, or leaves it alone: read, classify, select, render, place, write. Pure, and safe for use by several
 * threads.
 *
 * <p>Whatever leaves a doubt on the way ends in {@link Decision.PassThrough}, which gives back the bytes that came in,
 * our own header lines aside.
 */
public final class SignatureEngine {
    private final SignatureRenderer renderer = new SignatureRenderer();
    private final TextReader reader;

    public SignatureEngine() {
        this(new TextReader());
    }

    SignatureEngine(TextReader reader) {
        this.reader = reader;
    }

    /**
     * Reads the structure of the message. What is in the message never makes this fail.
     *
     * @throws org.afterword.engine.budget.OverBudgetException if this takes more than the budget of the thread allows
     */
    public ParsedMessage read(RawMessage message) throws IOException {
        return ParsedMessage.read(message);
    }

    /**
     * The message without its structure, in no more work than a header takes: for a mail that is not to be read, or could
     * not be within its budget. It can be {@linkplain #leaveAlone left alone} and not be signed.
     */
    public ParsedMessage unread(RawMessage message) throws IOException {
        return ParsedMessage.unread(message);
    }

    /**
     * About how much memory signing the message takes at its peak, in bytes, besides what is held already: by the characters,
     * tags, attributes and lines of its texts, which are counted in one pass without being kept. An upper bound for ordinary
     * mail, by figures that were measured.
     *
     * @throws IOException if the message's bytes cannot be read
     */
    public long memoryNeeded(ParsedMessage message) throws IOException {
        return MemoryEstimate.of(message);
    }

    /**
     * Decides what is done with the message, and does it, once for all its recipients. Where the tenant wants a copy for
     * those inside and one for those outside, this is the one for outside.
     *
     * @throws IOException if the message's bytes cannot be read
     * @throws org.afterword.engine.render.TemplateException if the template is not in its language
     */
    public SigningResult sign(ParsedMessage message, SigningContext context) throws IOException {
        MixedRecipients mixed = context.catalog().rules().mixedRecipients();
        return sign(message, context, mixed == MixedRecipients.COPY_FOR_EACH ? MixedRecipients.EXTERNAL_WINS : mixed)
                .getFirst()
                .result();
    }

    /**
     * As {@link #sign}, in as many copies as the tenant's rules ask for: one, or one for the recipients inside and one for
     * those outside. Each recipient is in one of them.
     */
    public List<SignedCopy> signCopies(ParsedMessage message, SigningContext context) throws IOException {
        return sign(message, context, context.catalog().rules().mixedRecipients());
    }

    private List<SignedCopy> sign(ParsedMessage message, SigningContext context, MixedRecipients mixed)
            throws IOException {
        Optional<Reason> exemption = exemption(message, context);
        if (exemption.isPresent()) {
            return untouched(message, exemption.get(), context);
        }
        if (context.person().isEmpty()) {
            return untouched(message, Reason.UNKNOWN_SENDER, context);
        }
        return switch (SignableTexts.read(message, reader)) {
            case SignableTexts.Reading.Unfit unfit -> untouched(message, unfit.reason(), context);
            case SignableTexts.Reading.Readable readable -> {
                MailSigning signing = new MailSigning(
                        message, readable.texts(), context, context.person().get(), renderer);
                yield copies(
                        signing,
                        RecipientGroup.of(context.envelope(), message.openRecipients(), context.domains(), mixed),
                        context);
            }
        };
    }

    private static Optional<Reason> exemption(ParsedMessage message, SigningContext context) throws IOException {
        Optional<Reason> found = Exemptions.find(message, context.envelope());
        if (found.isEmpty() || found.get() != Reason.NULL_SENDER_OF_PERSON) {
            return found;
        }
        boolean known = message.from()
                .flatMap(from -> context.person().filter(person -> person.has(from)))
                .isPresent();
        if (!known) {
            return Optional.of(Reason.NULL_SENDER);
        }
        return context.catalog().rules().signsAlso().contains(ByChoice.NULL_SENDER) ? Optional.empty() : found;
    }

    private static List<SignedCopy> copies(MailSigning signing, List<RecipientGroup> groups, SigningContext context)
            throws IOException {
        List<Selection> selections = groups.stream().map(signing::select).toList();
        boolean alike = selections.stream()
                .allMatch(selection ->
                        selection.winners().equals(selections.getFirst().winners())
                                && selection
                                        .keywordsToRemove()
                                        .equals(selections.getFirst().keywordsToRemove()));
        List<SignedCopy> copies = new ArrayList<>();
        for (int i = 0; i < (alike ? 1 : groups.size()); i++) {
            RecipientGroup group = alike && groups.size() > 1 ? groups.get(i).ofAll(context.envelope()) : groups.get(i);
            copies.add(new SignedCopy(group.envelope(), signing.apply(group, selections.get(i))));
        }
        return copies;
    }

    private List<SignedCopy> untouched(ParsedMessage message, Reason reason, SigningContext context)
            throws IOException {
        return List.of(new SignedCopy(context.envelope(), leaveAlone(message, reason, context.received())));
    }

    /** The message as it came in, with our own header lines. */
    public SigningResult leaveAlone(ParsedMessage message, Reason reason, String received) throws IOException {
        List<Edit> edits = new ArrayList<>(HeaderEdits.forEveryMail(message, received, message.lineEnd()));
        edits.addAll(Seals.broken(message, edits));
        return new SigningResult(
                new Decision.PassThrough(reason),
                new SignedMessage(message.raw(), new EditList(edits)),
                Explanation.NONE);
    }
}
