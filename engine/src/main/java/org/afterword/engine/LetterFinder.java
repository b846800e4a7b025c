package org.afterword.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.afterword.engine.classify.BodyEvidence;
import org.afterword.engine.mime.BodyTexts;
import org.afterword.engine.place.Placer;

/**
 * Finds, of several texts that are shown one after another, the one that bears the signature: the last of the author's
 * before the quoted thread, or the one in which the thread begins.
 *
 * <p>Mail programs write several where files stand between the words. Lists and gateways add theirs, of any form: footers, tags,
 * warnings at the top. All are judged before one is chosen.
 */
final class LetterFinder {
    private LetterFinder() {}

    /**
     * One of the texts.
     *
     * @param reading of the text that tells most; empty where it could not be decoded
     */
    record Shown(BodyTexts parts, Optional<Placer> reading) {
        private boolean html() {
            return parts.html().isPresent();
        }

        private boolean single() {
            return parts.html().isPresent() != parts.text().isPresent();
        }

        private Placer read() {
            return reading.orElseThrow();
        }
    }

    /** Of texts of which there is at least one. */
    static BodyTexts find(List<Shown> shown) {
        List<Shown> texts = where(
                sideBySide(shown),
                text -> text.reading().map(Placer::showsContent).orElse(true));
        texts = where(texts, text -> text.reading().filter(Placer::isFooter).isEmpty());
        return lastOfAuthor(ofOneForm(texts)).parts();
    }

    /** Those for which it holds; all where it holds for none. */
    private static List<Shown> where(List<Shown> texts, Predicate<Shown> condition) {
        List<Shown> kept = texts.stream().filter(condition).toList();
        return kept.isEmpty() ? texts : kept;
    }

    /** An HTML and a text that say the same, and are no alternatives by the mail's structure, are them all the same. */
    private static List<Shown> sideBySide(List<Shown> shown) {
        List<Shown> joined = new ArrayList<>();
        for (Shown text : shown) {
            Shown before = joined.isEmpty() ? text : joined.getLast();
            boolean same = before != text
                    && before.html() != text.html()
                    && before.single()
                    && text.single()
                    && before.reading().isPresent()
                    && text.reading().isPresent()
                    && before.read().saysTheSameAs(text.read());
            if (same) {
                joined.set(
                        joined.size() - 1,
                        new Shown(
                                before.parts().with(text.parts()), before.html() ? before.reading() : text.reading()));
            } else {
                joined.add(text);
            }
        }
        return joined;
    }

    /**
     * A mail program writes all its texts in one form; what is in the other one was added. Where the first is plain and an
     * HTML follows, the plain one is a warning or the HTML a tag, which is told by how much they say.
     */
    private static List<Shown> ofOneForm(List<Shown> texts) {
        boolean html = texts.getFirst().html();
        if (!html) {
            int most = texts.stream()
                    .filter(Shown::html)
                    .flatMap(text -> text.reading().stream())
                    .mapToInt(Placer::words)
                    .max()
                    .orElse(0);
            html = most > 0
                    && most * 4 >= texts.getFirst().reading().map(Placer::words).orElse(0);
        }
        boolean form = html;
        return texts.stream().filter(text -> text.html() == form).toList();
    }

    private static Shown lastOfAuthor(List<Shown> texts) {
        Shown chosen = texts.getFirst();
        for (Shown text : texts) {
            if (text.reading().isEmpty()) {
                continue;
            }
            if (text != chosen && text.read().beginsWithThread()) {
                return chosen;
            }
            chosen = text;
            if (text.read().evidence().thread() != BodyEvidence.Thread.NONE) {
                return chosen;
            }
        }
        return chosen;
    }
}
