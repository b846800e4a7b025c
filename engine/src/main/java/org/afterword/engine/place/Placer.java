package org.afterword.engine.place;

import java.util.List;
import java.util.Optional;
import org.afterword.engine.classify.BodyEvidence;
import org.afterword.engine.model.Classification;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.Reason;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.PlainBody;
import org.afterword.engine.place.thread.MailThread;
import org.afterword.engine.place.thread.ReadTexts;
import org.afterword.engine.render.RenderedSignature;

/**
 * Puts a signature into the texts of a mail: below what its author wrote and above the quoted thread, in the place of an
 * earlier signature, a device tagline or the marker. Pure, and safe for use by several threads. The time it takes grows
 * with the length of the texts and with nothing else.
 */
public final class Placer {
    private final Optional<ReadTexts> texts;

    private Placer(Optional<ReadTexts> texts) {
        this.texts = texts;
    }

    /**
     * For the texts of one mail.
     *
     * @param html the HTML body
     * @param text the plain text body, the alternative of the HTML where both are there
     */
    public static Placer of(Optional<HtmlBody> html, Optional<PlainBody> text) {
        return new Placer(Optional.of(ReadTexts.of(html, text)));
    }

    /** For texts that are too large to be read. It finds nothing. */
    public static Placer ofUnread() {
        return new Placer(Optional.empty());
    }

    /** Finds the place and states the changes that put the signature there. */
    public Placement place(RenderedSignature signature, Hints hints) {
        if (texts.isEmpty()) {
            return new NotPlaced(Reason.TOO_LARGE_TO_READ);
        }
        if (texts.get().html().isEmpty() && texts.get().text().isEmpty()) {
            return new NotPlaced(Reason.NO_TEXT);
        }
        return new Placing(texts.get(), signature, hints).place();
    }

    /** What rules may ask of the texts, once the mail's kind is known. */
    public TextQuestions questions(Kind kind) {
        return new TextQuestions(texts, kind);
    }

    /** What the texts tell about the mail's kind and client. Nothing of them is in the answer. */
    public BodyEvidence evidence() {
        return texts.map(Evidence::of).orElse(BodyEvidence.NOTHING);
    }

    /** Whether a reader sees any words; true where it was not read. */
    public boolean showsWords() {
        return texts.isEmpty() || lines(texts.get()).stream().anyMatch(Line::words);
    }

    /** Whether the quoted thread stands at the very top, so that the author wrote nothing in these texts above it. */
    public boolean beginsWithThread() {
        if (texts.isEmpty()) {
            return false;
        }
        List<Line> lines = lines(texts.get());
        Optional<MailThread> found =
                texts.get().threadInHtml().or(texts.get()::threadInText).map(finder -> finder.find(false));
        if (found.isEmpty()) {
            return false;
        }
        MailThread thread = found.get();
        return thread.form() != MailThread.Form.NONE
                && lines.subList(0, Math.min(thread.line(), lines.size())).stream()
                        .noneMatch(Line::content);
    }

    private static List<Line> lines(ReadTexts texts) {
        return texts.html()
                .map(HtmlBody::lines)
                .or(() -> texts.text().map(PlainBody::lines))
                .orElse(List.of());
    }

    static boolean fresh(Hints hints) {
        return hints.kind().map(Classification::kind).orElse(Kind.REPLY) == Kind.NEW;
    }
}
