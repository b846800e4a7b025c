package org.afterword.engine.place;

import java.util.List;
import java.util.Optional;
import org.afterword.engine.model.Kind;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.PlainBody;
import org.afterword.engine.place.signature.EarlierSignature;
import org.afterword.engine.place.thread.MailThread;
import org.afterword.engine.place.thread.ReadTexts;
import org.afterword.engine.place.thread.Threads;
import org.jspecify.annotations.Nullable;

/**
 * Answers what rules ask of a mail's texts before one of them wins. Each question costs a walk through the texts, and no
 * question nothing. For use by one thread.
 */
public final class TextQuestions {
    private final Optional<ReadTexts> texts;
    private final Kind kind;
    private @Nullable Threads threads;

    TextQuestions(Optional<ReadTexts> texts, Kind kind) {
        this.texts = texts;
        this.kind = kind;
    }

    private Threads threads(ReadTexts all) {
        Threads found = threads;
        if (found == null) {
            found = Threads.of(all, kind == Kind.NEW);
            threads = found;
        }
        return found;
    }

    /** Whether the author's own part has these words, in any case, with any white space between them. */
    public boolean authorWrote(String words) {
        String sought = Characters.lower(Characters.collapse(words));
        return !sought.isEmpty()
                && authorsLines().stream()
                        .anyMatch(line -> Characters.lower(line.text()).contains(sought));
    }

    /** Whether the author typed the marker in one of the texts; empty for no marker. */
    public boolean marked(String marker) {
        if (texts.isEmpty()) {
            return false;
        }
        MarkerFinder finder = new MarkerFinder(marker);
        ReadTexts all = texts.get();
        Threads found = threads(all);
        boolean inHtml = all.html().isPresent()
                && !finder.find(
                                all.html().get().source(),
                                all.html().get().lines(),
                                found.html().get().line())
                        .isEmpty();
        return inHtml
                || all.text().isPresent()
                        && !finder.find(
                                        all.text().get().source(),
                                        all.text().get().lines(),
                                        found.text().get().line())
                                .isEmpty();
    }

    /**
     * Whether the quoted thread bears a signature of ours, by our marks or by its text.
     *
     * @param knownSignatures as in {@link Hints}
     */
    public boolean signedBefore(List<String> knownSignatures) {
        if (texts.isEmpty()) {
            return false;
        }
        ReadTexts all = texts.get();
        Threads found = threads(all);
        return all.html().isPresent()
                        && EarlierSignature.in(all.html().get(), found.html().get(), knownSignatures)
                || all.text().isPresent()
                        && EarlierSignature.in(
                                all.text().get().lines(), found.text().get(), knownSignatures);
    }

    /** The lines before the thread and, of an answer between quotes, those that are no quote. */
    private List<Line> authorsLines() {
        if (texts.isEmpty()) {
            return List.of();
        }
        ReadTexts all = texts.get();
        List<Line> lines = all.html()
                .map(HtmlBody::lines)
                .or(() -> all.text().map(PlainBody::lines))
                .orElse(List.of());
        Threads found = threads(all);
        MailThread thread = found.html().or(found::text).orElseThrow();
        return lines.subList(0, Math.min(thread.line(), lines.size())).stream()
                .filter(line -> line.words() && line.depth() == 0)
                .toList();
    }
}
