package org.afterword.engine.place;

import java.util.List;
import java.util.Optional;
import org.afterword.engine.classify.BodyEvidence;
import org.afterword.engine.model.Classification;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.Reason;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.thread.Bodies;
import org.afterword.engine.place.thread.MailThread;
import org.afterword.engine.place.thread.Texts;
import org.afterword.engine.render.RenderedSignature;

/**
 * Puts a signature into the texts of a mail: below what its author wrote and above the quoted thread, in the place of an
 * earlier signature, a device tagline or the marker. Pure, and safe for use by several threads. The time it takes grows
 * with the length of the texts and with nothing else; texts of more than four million characters, or of
 * more than 300,000 tags or lines, are left alone.
 */
public final class Placer {
    private static final int LARGEST = 4_000_000;
    private static final int MOST_TAGS = 300_000;
    private static final int MOST_LINES = 300_000;

    private final Optional<Texts> texts;

    private Placer(Optional<Texts> texts) {
        this.texts = texts;
    }

    /** Reads the texts, once for all that is asked of them. */
    public static Placer read(Bodies bodies) {
        return new Placer(tooLarge(bodies) ? Optional.empty() : Optional.of(Texts.read(bodies)));
    }

    /** Finds the place and states the changes that put the signature there. */
    public static Placement place(Bodies bodies, RenderedSignature signature, Hints hints) {
        return read(bodies).place(signature, hints);
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

    /** Whether the quoted thread stands at the very top, so that the author wrote nothing in these texts above it. */
    public boolean beginsWithThread() {
        if (texts.isEmpty()) {
            return false;
        }
        List<Line> lines =
                texts.get().html().map(HtmlBody::lines).or(texts.get()::text).orElse(List.of());
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

    private static boolean tooLarge(Bodies bodies) {
        return bodies.html().filter(html -> tooLarge(html, '<', MOST_TAGS)).isPresent()
                || bodies.text()
                        .filter(text -> tooLarge(text, '\n', MOST_LINES))
                        .isPresent();
    }

    private static boolean tooLarge(String source, char unit, int most) {
        if (source.length() > LARGEST) {
            return true;
        }
        int count = 0;
        for (int at = source.indexOf(unit); at >= 0 && count <= most; at = source.indexOf(unit, at + 1)) {
            count++;
        }
        return count > most;
    }

    static boolean fresh(Hints hints) {
        return hints.kind().map(Classification::kind).orElse(Kind.REPLY) == Kind.NEW;
    }
}
