package org.afterword.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.classify.BodyEvidence;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.BodyTexts;
import org.afterword.engine.mime.MailText;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.model.Reason;
import org.afterword.engine.place.Placer;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.PlainBody;

/**
 * The texts of a mail that a signature goes into, decoded and read.
 *
 * @param parts where they stand in the mail
 */
record SignableTexts(BodyTexts parts, Optional<MailText> html, Optional<MailText> text, Placer placer) {
    private static final String INLINE_PGP = "-----BEGIN PGP ";

    /** What came of reading them. */
    sealed interface Reading {
        record Readable(SignableTexts texts) implements Reading {}

        record Unfit(Reason reason) implements Reading {}
    }

    static Reading read(ParsedMessage message, TextReader reader) throws IOException {
        List<SignableTexts> shown = new ArrayList<>();
        for (BodyTexts parts : BodyTexts.of(message.root().orElseThrow())) {
            shown.add(read(message.raw(), parts, reader));
        }
        if (shown.isEmpty()) {
            return new Reading.Unfit(Reason.NO_TEXT);
        }
        SignableTexts chosen = shown.size() == 1 ? shown.getFirst() : choose(shown);
        if (!chosen.decoded()) {
            return new Reading.Unfit(Reason.UNREADABLE);
        }
        if (chosen.text()
                .filter(body -> body.text().stripLeading().startsWith(INLINE_PGP))
                .isPresent()) {
            return new Reading.Unfit(Reason.PGP);
        }
        return new Reading.Readable(chosen);
    }

    private static SignableTexts read(RawMessage raw, BodyTexts parts, TextReader reader) throws IOException {
        Optional<MailText> html =
                parts.html().isPresent() ? reader.decode(raw, parts.html().get()) : Optional.empty();
        Optional<MailText> text =
                parts.text().isPresent() ? reader.decode(raw, parts.text().get()) : Optional.empty();
        Optional<HtmlBody> readHtml = html.flatMap(reader::html);
        Optional<PlainBody> readText = text.flatMap(reader::plain);
        boolean read = readHtml.isPresent() == html.isPresent() && readText.isPresent() == text.isPresent();
        return new SignableTexts(parts, html, text, read ? Placer.of(readHtml, readText) : Placer.ofUnread());
    }

    /**
     * Of several texts shown one after another, as Apple Mail writes them around attachments: the last that is not blank
     * before the quoted thread, or the one in which it begins. All have the form of the first.
     */
    private static SignableTexts choose(List<SignableTexts> shown) {
        SignableTexts chosen = shown.getFirst();
        for (SignableTexts texts : shown) {
            if (texts.parts.html().isPresent() != shown.getFirst().parts.html().isPresent()
                    || !texts.decoded()
                    || !texts.placer.showsWords()) {
                continue;
            }
            if (texts != chosen && texts.placer.beginsWithThread()) {
                return chosen;
            }
            chosen = texts;
            if (texts.placer.evidence().thread() != BodyEvidence.Thread.NONE) {
                return chosen;
            }
        }
        return chosen;
    }

    private boolean decoded() {
        return html.isPresent() == parts.html().isPresent()
                && text.isPresent() == parts.text().isPresent();
    }
}
