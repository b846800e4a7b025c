package org.afterword.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.BodyTexts;
import org.afterword.engine.mime.MailText;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.mime.Part;
import org.afterword.engine.model.Reason;
import org.afterword.engine.place.Placer;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.PlainBody;
import org.afterword.engine.place.lines.ReadText;

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
        List<BodyTexts> shown = BodyTexts.of(message.root().orElseThrow());
        if (shown.isEmpty()) {
            return new Reading.Unfit(Reason.NO_TEXT);
        }
        OnceReader once = new OnceReader(message.raw(), reader);
        BodyTexts parts = shown.getFirst();
        if (shown.size() > 1) {
            List<LetterFinder.Shown> read = new ArrayList<>();
            for (BodyTexts texts : shown) {
                read.add(new LetterFinder.Shown(texts, once.read(texts)));
            }
            parts = LetterFinder.find(read);
        }
        Optional<MailText> html = once.decode(parts.html());
        Optional<MailText> text = once.decode(parts.text());
        if (html.isPresent() != parts.html().isPresent()
                || text.isPresent() != parts.text().isPresent()) {
            return new Reading.Unfit(Reason.UNREADABLE);
        }
        if (text.filter(body -> body.text().stripLeading().startsWith(INLINE_PGP))
                .isPresent()) {
            return new Reading.Unfit(Reason.PGP);
        }
        return new Reading.Readable(new SignableTexts(parts, html, text, once.placer(html, text)));
    }

    /** Keeps what was decoded and read, so that nothing is so twice. */
    private static final class OnceReader {
        private final RawMessage raw;
        private final TextReader reader;
        private final Map<Part, Optional<MailText>> decoded = new IdentityHashMap<>();
        private final Map<MailText, Optional<HtmlBody>> html = new IdentityHashMap<>();
        private final Map<MailText, Optional<PlainBody>> plain = new IdentityHashMap<>();
        /** What is left to be read: as much as the largest HTML and its largest alternative, whatever the number of texts. */
        private long room = 2 * ReadText.LARGEST;

        OnceReader(RawMessage raw, TextReader reader) {
            this.raw = raw;
            this.reader = reader;
        }

        Optional<MailText> decode(Optional<Part> part) throws IOException {
            if (part.isEmpty()) {
                return Optional.empty();
            }
            Optional<MailText> text = decoded.get(part.get());
            if (text == null) {
                text = reader.decode(raw, part.get());
                decoded.put(part.get(), text);
            }
            return text;
        }

        /** What tells most of these texts, read; empty where it cannot be decoded. */
        Optional<Placer> read(BodyTexts texts) throws IOException {
            Optional<MailText> main = decode(Optional.of(texts.main()));
            boolean isHtml = texts.html().isPresent();
            return main.map(text -> isHtml ? placer(main, Optional.empty()) : placer(Optional.empty(), main));
        }

        private boolean fits(MailText text) {
            room -= ReadText.weight(text.text());
            return room >= 0;
        }

        Placer placer(Optional<MailText> inHtml, Optional<MailText> inText) {
            Optional<HtmlBody> readHtml = inHtml.flatMap(
                    text -> html.computeIfAbsent(text, once -> fits(once) ? reader.html(once) : Optional.empty()));
            Optional<PlainBody> readText = inText.flatMap(
                    text -> plain.computeIfAbsent(text, once -> fits(once) ? reader.plain(once) : Optional.empty()));
            boolean read = readHtml.isPresent() == inHtml.isPresent() && readText.isPresent() == inText.isPresent();
            return read ? Placer.of(readHtml, readText) : Placer.ofUnread();
        }
    }
}
