package org.afterword.engine.place;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.model.Reason;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.HtmlTree;
import org.afterword.engine.place.lines.Innermost;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.PlainBody;
import org.afterword.engine.place.signature.Replaced;
import org.afterword.engine.place.signature.SignatureBlock;
import org.afterword.engine.place.signature.TextSignature;
import org.afterword.engine.place.thread.MailThread;
import org.afterword.engine.place.thread.ReadTexts;
import org.afterword.engine.place.thread.Threads;
import org.afterword.engine.render.RenderedSignature;
import org.afterword.engine.splice.TextEdit;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Range;

/**
 * Checks what placing found before anything of the author's goes, without regard to how it was found. The changed HTML is
 * parsed again, since a parser may put a block elsewhere than where it stands, and:
 *
 * <ul>
 *   <li>its words are those of before, less what was removed and named;
 *   <li>nothing of the thread was removed;
 *   <li>the signature is there, can be seen, and stands below the author's last words and above the thread.
 * </ul>
 *
 * <p>Where that does not hold, other places are tried with nothing removed; where none holds, the mail stays as it was.
 */
final class SecondOpinion {
    private final ReadTexts texts;
    private final RenderedSignature signature;
    private final Threads threads;
    private final Innermost hidden = new Innermost(SeenText::hides);

    SecondOpinion(ReadTexts texts, RenderedSignature signature, Threads threads) {
        this.texts = texts;
        this.signature = signature;
        this.threads = threads;
    }

    Placement on(Placed placed) {
        if (holds(placed)) {
            return placed;
        }
        for (List<TextEdit> html : otherPlaces()) {
            Placed next = withNothingRemoved(html, placed.evidence());
            if (holds(next)) {
                return next;
            }
        }
        return new NotPlaced(Reason.NO_SAFE_PLACE);
    }

    private boolean holds(Placed placed) {
        Optional<HtmlBody> html = texts.html();
        Optional<PlainBody> text = texts.text();
        return (html.isEmpty() || holds(html.get(), threads.html().orElseThrow(), placed))
                && (text.isEmpty() || holds(text.get(), threads.text().orElseThrow(), placed));
    }

    private boolean holds(HtmlBody body, MailThread thread, Placed placed) {
        List<TextEdit> edits = placed.html();
        TextEdit insertion = SeenText.insertion(edits);
        int threadStart = startOfThread(body.lines(), thread, body.source());
        if (insertion == null || reaches(edits, threadStart, body)) {
            return false;
        }
        // What a server put behind the end of the body is no words of the author's.
        int author = Math.min(endOfAuthor(body.lines(), thread, edits), endOfBody(body));
        SeenText before = SeenText.without(body.source(), body.document(), edits, author, threadStart);
        if (before.removedLetters() && placed.replaced().isEmpty()) {
            return false;
        }
        String changed = TextEdit.applied(edits, body.source());
        int from = insertion.start() + shift(edits, insertion);
        Optional<Document> again = HtmlTree.of(changed);
        if (again.isEmpty()) {
            return false;
        }
        SeenText after = SeenText.around(
                changed, again.get(), from, from + insertion.replacement().length());
        String alone = alone();
        if (!before.sameAs(after) || !after.apart().equals(alone)) {
            return false;
        }
        if (alone.equals(SeenText.NOTHING)) {
            return true;
        }
        // With a marker the author says where; and where the tree has another order than the source, places cannot be
        // told.
        if (placed.replaced().contains(Replaced.MARKER) || body.tangled()) {
            return true;
        }
        return after.before() >= before.upToAuthor() && after.before() <= before.upToThread();
    }

    private String alone() {
        String html = signature.html();
        return HtmlTree.of(html)
                .map(document ->
                        SeenText.around(html, document, 0, html.length()).apart())
                .orElse(SeenText.NOTHING);
    }

    private boolean holds(PlainBody body, MailThread thread, Placed placed) {
        TextEdit insertion = SeenText.insertion(placed.text());
        int threadStart = startOfThread(body.lines(), thread, body.source());
        if (insertion == null) {
            return false;
        }
        for (TextEdit edit : placed.text()) {
            boolean removes = !body.source().substring(edit.start(), edit.end()).isBlank();
            if (removes && (edit.end() > threadStart && words(body.source(), threadStart, edit.end()))) {
                return false;
            }
        }
        return placed.replaced().contains(Replaced.MARKER)
                || insertion.start() <= threadStart
                        && insertion.end() >= endOfAuthor(body.lines(), thread, placed.text());
    }

    private static boolean words(String source, int from, int to) {
        return source.substring(Math.min(from, to), to).chars().anyMatch(Character::isLetterOrDigit);
    }

    /** Whether a removal takes words of the thread. */
    private static boolean reaches(List<TextEdit> edits, int threadStart, HtmlBody body) {
        return edits.stream()
                .anyMatch(edit -> edit.end() > threadStart
                        && edit.end() > edit.start()
                        && shows(body.source().substring(Math.max(edit.start(), threadStart), edit.end())));
    }

    private static boolean shows(String html) {
        return HtmlTree.of(html).map(document -> !document.text().isBlank()).orElse(true);
    }

    private static int startOfThread(List<Line> lines, MailThread thread, String source) {
        return thread.line() < lines.size() ? lines.get(thread.line()).start() : source.length();
    }

    private static int endOfBody(HtmlBody body) {
        Range end = body.document().body().endSourceRange();
        return end.isTracked() && !end.isImplicit()
                ? end.startPos()
                : body.source().length();
    }

    /** Where the last line ends that the author wrote, that can be seen, and that stays. */
    private int endOfAuthor(List<Line> lines, MailThread thread, List<TextEdit> edits) {
        int author = lastOfAuthor(lines, thread, edits);
        return author < 0 ? 0 : lines.get(author).end();
    }

    private int lastOfAuthor(List<Line> lines, MailThread thread, List<TextEdit> edits) {
        for (int i = Math.min(thread.line(), lines.size()) - 1; i >= 0; i--) {
            Line line = lines.get(i);
            Budget.step();
            if (line.content() && line.depth() == 0 && stays(line, edits) && !hidden.some(line.last())) {
                return i;
            }
        }
        return -1;
    }

    /** Whether no edit takes a part of the line. */
    private static boolean stays(Line line, List<TextEdit> edits) {
        int before = 0;
        int behind = edits.size();
        while (before < behind) {
            int middle = (before + behind) / 2;
            if (edits.get(middle).start() < line.end()) {
                before = middle + 1;
            } else {
                behind = middle;
            }
        }
        // The edits are sorted and do not overlap, so the last that starts before the line's end ends last.
        return before == 0 || edits.get(before - 1).end() <= line.start();
    }

    private static int shift(List<TextEdit> edits, TextEdit insertion) {
        int shift = 0;
        for (TextEdit edit : edits) {
            if (edit == insertion) {
                break;
            }
            shift += edit.replacement().length() - (edit.end() - edit.start());
        }
        return shift;
    }

    /** The places in the HTML that are tried, with nothing removed; one without HTML. */
    private List<List<TextEdit>> otherPlaces() {
        if (texts.html().isEmpty()) {
            return List.of(List.of());
        }
        HtmlBody body = texts.html().get();
        MailThread thread = threads.html().orElseThrow();
        int author = lastOfAuthor(body.lines(), thread, List.of());
        List<List<TextEdit>> places = new ArrayList<>();
        HtmlSpot spot = HtmlSpot.between(body, author, thread.line());
        places.add(List.of(insertion(spot)));
        if (author >= 0) {
            // Right behind the last words, in the cell or the block that holds them.
            Line line = body.lines().get(author);
            places.add(List.of(insertion(new HtmlSpot(line.end(), "", "", line.last()))));
        }
        int start = startOfThread(body.lines(), thread, body.source());
        places.add(List.of(insertion(new HtmlSpot(start, "", "", spot.near()))));
        return places;
    }

    private TextEdit insertion(HtmlSpot spot) {
        String block = SignatureBlock.html(signature.html(), true, true, spot.near());
        return new TextEdit(spot.offset(), spot.offset(), spot.closing() + block + spot.opening());
    }

    private Placed withNothingRemoved(List<TextEdit> html, List<String> evidence) {
        List<String> why = new ArrayList<>(evidence);
        why.add("the place did not hold when it was checked: another one, and nothing is removed");
        List<TextEdit> text = List.of();
        if (texts.text().isPresent()) {
            PlainBody body = texts.text().get();
            MailThread thread = threads.text().orElseThrow();
            String block = TextSignature.format(signature.text(), body.flow(), TextSpot.lineEnd(body.source()));
            int author = lastOfAuthor(body.lines(), thread, List.of());
            text = List.of(TextSpot.insertion(body.source(), body.lines(), author, author + 1, block));
        }
        return new Placed(html, text, Set.of(), Placed.Confidence.LOW, why);
    }
}
