package org.afterword.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.classify.BodyEvidence;
import org.afterword.engine.classify.Classification;
import org.afterword.engine.classify.Exemptions;
import org.afterword.engine.classify.Kind;
import org.afterword.engine.classify.KindFinder;
import org.afterword.engine.classify.Reason;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.BodyTexts;
import org.afterword.engine.mime.HeaderEdits;
import org.afterword.engine.mime.InlinePictures;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.mime.Part;
import org.afterword.engine.mime.TextBody;
import org.afterword.engine.mime.TextSplicer;
import org.afterword.engine.place.Bodies;
import org.afterword.engine.place.Hints;
import org.afterword.engine.place.NotPlaced;
import org.afterword.engine.place.Placed;
import org.afterword.engine.place.Placer;
import org.afterword.engine.render.RenderedSignature;
import org.afterword.engine.render.SignatureRenderer;
import org.afterword.engine.select.Person;
import org.afterword.engine.select.RuleSelection;
import org.afterword.engine.splice.Edit;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;
import org.jsoup.Jsoup;

/**
 * Signs one message, or leaves it alone: read, classify, select, render, place, write. Pure, and safe for use by several
 * threads.
 *
 * <p>Whatever leaves a doubt on the way ends in {@link Decision.PassThrough}, which gives back the bytes that came in,
 * our own header lines aside.
 */
public final class SignatureEngine {
    private static final String INLINE_PGP = "-----BEGIN PGP ";

    private final SignatureRenderer renderer = new SignatureRenderer();

    /** Reads the structure of the message. What is in the message never makes this fail. */
    public ParsedMessage read(RawMessage message) throws IOException {
        return ParsedMessage.read(message);
    }

    /**
     * Decides what is done with the message, and does it.
     *
     * @throws IOException if the message's bytes cannot be read
     * @throws org.afterword.engine.render.TemplateException if the template is not in its language
     */
    public SigningResult sign(ParsedMessage message, SigningContext context) throws IOException {
        Optional<Reason> exemption = Exemptions.find(message, context.envelope());
        if (exemption.isPresent()) {
            return leaveAlone(message, exemption.get(), context.received());
        }
        if (context.person().isEmpty()) {
            return leaveAlone(message, Reason.UNKNOWN_SENDER, context.received());
        }
        Person person = context.person().get();
        Part root = message.root().orElseThrow();
        Optional<BodyTexts> chosen = chooseTexts(message.raw(), BodyTexts.of(root));
        if (chosen.isEmpty()) {
            return leaveAlone(message, Reason.NO_TEXT, context.received());
        }
        BodyTexts texts = chosen.get();
        Optional<TextBody> html = decode(message.raw(), texts.html());
        Optional<TextBody> text = decode(message.raw(), texts.text());
        if (html.isPresent() != texts.html().isPresent()
                || text.isPresent() != texts.text().isPresent()) {
            return leaveAlone(message, Reason.UNREADABLE, context.received());
        }
        if (text.filter(body -> body.text().stripLeading().startsWith(INLINE_PGP))
                .isPresent()) {
            return leaveAlone(message, Reason.PGP, context.received());
        }
        Placer placer = Placer.read(new Bodies(
                html.map(TextBody::text),
                text.map(TextBody::text),
                text.filter(TextBody::isFlowed).isPresent()));
        Classification classification = KindFinder.find(message.header(), placer.evidence());
        Kind kind = classification.kind();
        Optional<RuleSelection.Selected> selected = RuleSelection.select(context.catalog(), person, kind);
        if (selected.isEmpty()) {
            return leaveAlone(message, Reason.NO_RULE, context.received());
        }
        RenderedSignature signature = renderer.render(selected.get().template(), person);
        return switch (placer.place(signature, Hints.none().withKind(classification))) {
            case NotPlaced none -> leaveAlone(message, reason(none.why()), context.received());
            case Placed placed -> {
                Optional<EditList> edits = edits(message, texts, html, text, placed, signature, context.received());
                yield edits.isEmpty()
                        ? leaveAlone(message, Reason.UNREADABLE, context.received())
                        : new SigningResult(
                                new Decision.Sign(kind, selected.get().rule(), placed.confidence(), placed.evidence()),
                                new SignedMessage(message.raw(), edits.get()));
            }
        };
    }

    private static Reason reason(NotPlaced.Why why) {
        return switch (why) {
            case NO_BODY -> Reason.NO_TEXT;
            case TOO_LARGE -> Reason.TOO_LARGE_TO_READ;
            case TANGLED -> Reason.TANGLED;
            case NO_MARKER -> Reason.NO_MARKER;
            case SIGNED_BEFORE -> Reason.SIGNED_BEFORE;
        };
    }

    /** The message as it came in, with our own header lines. */
    public SigningResult leaveAlone(ParsedMessage message, Reason reason, String received) throws IOException {
        EditList edits = new EditList(HeaderEdits.forEveryMail(message, received, message.lineEnd()));
        return new SigningResult(new Decision.PassThrough(reason), new SignedMessage(message.raw(), edits));
    }

    private static Optional<EditList> edits(
            ParsedMessage message,
            BodyTexts texts,
            Optional<TextBody> html,
            Optional<TextBody> text,
            Placed placed,
            RenderedSignature signature,
            String received)
            throws IOException {
        String lineEnd = message.lineEnd();
        InlinePictures.Added pictures = html.isPresent()
                        && !signature.pictures().isEmpty()
                        && !placed.html().isEmpty()
                ? InlinePictures.add(message.raw(), message.root().orElseThrow(), texts, signature.pictures(), lineEnd)
                : InlinePictures.Added.NOTHING;
        List<Edit> edits = new ArrayList<>(HeaderEdits.forEveryMail(message, received, lineEnd));
        edits.addAll(HeaderEdits.forChangedBody(message));
        edits.addAll(pictures.before());
        if (html.isPresent()) {
            Optional<List<Edit>> inHtml = TextSplicer.splice(message.raw(), html.get(), placed.html(), lineEnd);
            if (inHtml.isEmpty()) {
                return Optional.empty();
            }
            edits.addAll(inHtml.get());
        }
        if (text.isPresent()) {
            Optional<List<Edit>> inText = TextSplicer.splice(message.raw(), text.get(), placed.text(), lineEnd);
            if (inText.isEmpty()) {
                return Optional.empty();
            }
            edits.addAll(inText.get());
        }
        edits.addAll(pictures.after());
        return Optional.of(new EditList(edits));
    }

    /**
     * Of several texts shown one after another, as Apple Mail writes them around attachments: the last that is not blank
     * before the quoted thread, or the one in which it begins. All have the form of the first.
     */
    private static Optional<BodyTexts> chooseTexts(RawMessage raw, List<BodyTexts> shown) throws IOException {
        if (shown.size() < 2) {
            return shown.stream().findFirst();
        }
        BodyTexts chosen = shown.getFirst();
        for (BodyTexts texts : shown) {
            Optional<Placer> read = readable(raw, texts);
            if (texts.html().isPresent() != shown.getFirst().html().isPresent() || read.isEmpty()) {
                continue;
            }
            if (texts != chosen && read.get().beginsWithThread()) {
                return Optional.of(chosen);
            }
            chosen = texts;
            if (read.get().evidence().thread() != BodyEvidence.Thread.NONE) {
                return Optional.of(chosen);
            }
        }
        return Optional.of(chosen);
    }

    /** The texts, read; empty where there is nothing to see or they cannot be decoded. */
    private static Optional<Placer> readable(RawMessage raw, BodyTexts texts) throws IOException {
        Optional<TextBody> body = decode(raw, texts.html().or(texts::text));
        if (body.isEmpty()) {
            return Optional.empty();
        }
        String source = body.get().text();
        boolean html = texts.html().isPresent();
        String visible = html ? Jsoup.parse(source).text() : source;
        return visible.isBlank()
                ? Optional.empty()
                : Optional.of(Placer.read(new Bodies(
                        html ? Optional.of(source) : Optional.empty(),
                        html ? Optional.empty() : Optional.of(source),
                        body.get().isFlowed())));
    }

    private static Optional<TextBody> decode(RawMessage raw, Optional<Part> part) throws IOException {
        return part.isPresent() ? TextBody.decode(raw, part.get()) : Optional.empty();
    }
}
