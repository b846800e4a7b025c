package org.afterword.engine;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.classify.BodyEvidence;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.BodyTexts;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.mime.Part;
import org.afterword.engine.mime.TextBody;
import org.afterword.engine.model.Reason;
import org.afterword.engine.place.Placer;
import org.afterword.engine.place.thread.Bodies;
import org.jsoup.Jsoup;

/**
 * The texts of a mail that a signature goes into, decoded and read.
 *
 * @param parts where they stand in the mail
 */
record SignableTexts(BodyTexts parts, Optional<TextBody> html, Optional<TextBody> text, Placer placer) {
    private static final String INLINE_PGP = "-----BEGIN PGP ";

    /** What came of reading them. */
    sealed interface Reading {
        record Readable(SignableTexts texts) implements Reading {}

        record Unfit(Reason reason) implements Reading {}
    }

    static Reading read(ParsedMessage message) throws IOException {
        RawMessage raw = message.raw();
        Optional<BodyTexts> chosen = choose(raw, BodyTexts.of(message.root().orElseThrow()));
        if (chosen.isEmpty()) {
            return new Reading.Unfit(Reason.NO_TEXT);
        }
        BodyTexts parts = chosen.get();
        Optional<TextBody> html = decode(raw, parts.html());
        Optional<TextBody> text = decode(raw, parts.text());
        if (html.isPresent() != parts.html().isPresent()
                || text.isPresent() != parts.text().isPresent()) {
            return new Reading.Unfit(Reason.UNREADABLE);
        }
        if (text.filter(body -> body.text().stripLeading().startsWith(INLINE_PGP))
                .isPresent()) {
            return new Reading.Unfit(Reason.PGP);
        }
        Placer placer = Placer.read(new Bodies(
                html.map(TextBody::text),
                text.map(TextBody::text),
                text.filter(TextBody::isFlowed).isPresent()));
        return new Reading.Readable(new SignableTexts(parts, html, text, placer));
    }

    /**
     * Of several texts shown one after another, as Apple Mail writes them around attachments: the last that is not blank
     * before the quoted thread, or the one in which it begins. All have the form of the first.
     */
    private static Optional<BodyTexts> choose(RawMessage raw, List<BodyTexts> shown) throws IOException {
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
