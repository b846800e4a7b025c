package org.afterword.engine.place;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.classify.BodyEvidence;
import org.afterword.engine.model.Classification;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.Reason;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.PlainBody;
import org.afterword.engine.place.thread.Footers;
import org.afterword.engine.place.thread.MailThread;
import org.afterword.engine.place.thread.ReadTexts;
import org.afterword.engine.place.thread.Threads;
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
        Placed placed = new Placing(texts.get(), signature, hints).place();
        return new SecondOpinion(texts.get(), signature, Threads.of(texts.get(), fresh(hints))).on(placed);
    }

    /** What rules may ask of the texts, once the mail's kind is known. */
    public TextQuestions questions(Kind kind) {
        return new TextQuestions(texts, kind);
    }

    /** What the texts tell about the mail's kind and client. Nothing of them is in the answer. */
    public BodyEvidence evidence() {
        return texts.map(Evidence::of).orElse(BodyEvidence.NOTHING);
    }

    /** Whether a reader sees anything; true where it was not read. */
    public boolean showsContent() {
        return texts.isEmpty() || lines(texts.get()).stream().anyMatch(Line::content);
    }

    /** Whether the texts are nothing but a list's footer or a gateway's tag. */
    public boolean isFooter() {
        return texts.filter(read -> Footers.fill(lines(read))).isPresent();
    }

    /** How many words a reader sees. */
    public int words() {
        return texts.stream()
                .flatMap(read -> lines(read).stream())
                .mapToInt(line -> Characters.countWords(line.text()))
                .sum();
    }

    /** Whether both say the same, as an HTML and a text of one letter do. */
    public boolean saysTheSameAs(Placer other) {
        Set<String> here = distinctWords();
        Set<String> there = other.distinctWords();
        long common = here.stream().filter(there::contains).count();
        // Each converter leaves out or adds some: addresses of links, marks of lists.
        return common > 0 && common * 10 >= Math.max(here.size(), there.size()) * 8L;
    }

    private Set<String> distinctWords() {
        Set<String> words = new HashSet<>();
        for (Line line : texts.map(Placer::lines).orElse(List.of())) {
            for (String word : line.text().split("[^\\p{L}\\p{N}]+")) {
                if (!word.isEmpty()) {
                    words.add(Characters.lower(word));
                }
            }
        }
        return words;
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
