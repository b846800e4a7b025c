package org.afterword.engine.place;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.model.Classification;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.HtmlRange;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.PlainBody;
import org.afterword.engine.place.signature.Replaced;
import org.afterword.engine.place.signature.SignatureBlock;
import org.afterword.engine.place.signature.SignatureFinder;
import org.afterword.engine.place.signature.TextSignature;
import org.afterword.engine.place.thread.MailThread;
import org.afterword.engine.place.thread.ReadTexts;
import org.afterword.engine.place.thread.Threads;
import org.afterword.engine.render.RenderedSignature;
import org.afterword.engine.splice.TextEdit;

/** One signature on its way into the texts of one mail. */
final class Placing {
    private final ReadTexts texts;
    private final RenderedSignature signature;
    private final Hints hints;
    private final List<String> evidence = new ArrayList<>();
    /** What the HTML's containers held, so that the same goes from the text. */
    private final List<String> removedTexts = new ArrayList<>();

    private final Set<Replaced> replaced = EnumSet.noneOf(Replaced.class);
    private boolean certain = true;

    Placing(ReadTexts texts, RenderedSignature signature, Hints hints) {
        this.texts = texts;
        this.signature = signature;
        this.hints = hints;
    }

    Placed place() {
        Threads threads = Threads.of(texts, Placer.fresh(hints));
        certain = hints.kind().map(Classification::certain).orElse(true);
        threads.html().ifPresent(thread -> note("HTML", thread));
        threads.text().ifPresent(thread -> note("text", thread));
        Optional<SignatureFinder> inHtml = texts.html().map(body -> {
            SignatureFinder finder = finder(body.lines(), threads.html().get(), hints.knownSignatures());
            certain &= !emptyReply(threads.html().get(), finder);
            finder.find(body.marks(), certain);
            rememberRemoved(finder.removed(), body.lines());
            return finder;
        });
        Optional<SignatureFinder> inText = texts.text().map(body -> {
            List<String> known = new ArrayList<>(hints.knownSignatures());
            known.addAll(removedTexts);
            SignatureFinder finder = finder(body.lines(), threads.text().get(), known);
            certain &= !emptyReply(threads.text().get(), finder);
            finder.find(List.of(), certain);
            return finder;
        });
        if (inHtml.isPresent() && inText.isPresent()) {
            SignatureFinder.agree(inHtml.get(), inText.get());
        }
        // What went from the HTML is only known by its text in the text.
        inHtml.or(() -> inText)
                .ifPresent(finder -> replaced.addAll(finder.replaced().keySet()));
        inHtml.ifPresent(finder -> noteRemoved("HTML", finder));
        inText.ifPresent(finder -> noteRemoved("text", finder));
        List<TextEdit> htmlEdits =
                inHtml.isPresent() ? inHtml(texts.html().get(), threads.html().get(), inHtml.get()) : List.of();
        List<TextEdit> textEdits =
                inText.isPresent() ? inText(texts.text().get(), threads.text().get(), inText.get()) : List.of();
        return new Placed(
                htmlEdits, textEdits, replaced, certain ? Placed.Confidence.HIGH : Placed.Confidence.LOW, evidence);
    }

    /** Whether the author wrote nothing above the thread of a reply: then the answer may be where it is not looked for. */
    private static boolean emptyReply(MailThread thread, SignatureFinder finder) {
        return thread.form() == MailThread.Form.BELOW && finder.lastOfAuthor() < 0;
    }

    private SignatureFinder finder(List<Line> lines, MailThread thread, List<String> known) {
        return new SignatureFinder(lines, thread, known, hints.replaceClientSignatures());
    }

    private List<TextEdit> inHtml(HtmlBody body, MailThread thread, SignatureFinder finder) {
        Edits edits = new Edits();
        finder.containers().forEach(element -> edits.remove(HtmlRange.of(element)));
        runs(finder.removed(), body.lines(), (from, to) -> edits.remove(HtmlRange.of(body, from, to)));
        List<MarkerFinder.Found> markers =
                new MarkerFinder(hints.marker()).find(body.source(), body.lines(), thread.line());
        if (!markers.isEmpty()) {
            markersInHtml(body, markers, edits);
            return edits.sorted();
        }
        int author = finder.lastOfAuthor();
        HtmlSpot spot = HtmlSpot.between(body, author, thread.line());
        boolean lineAbove = author >= 0 && !blankAbove(body.lines(), author, spot.offset());
        boolean lineBelow = thread.found() && !partedBelow(body.lines(), spot.offset(), thread.line());
        edits.insert(
                spot.offset(),
                spot.closing()
                        + SignatureBlock.html(signature.html(), lineAbove, lineBelow, spot.near())
                        + spot.opening());
        return edits.sorted();
    }

    /** Whether an empty line or a rule parts the place from the thread already. */
    private static boolean partedBelow(List<Line> lines, int offset, int thread) {
        if (thread >= lines.size() || lines.get(thread).kind() == Line.Kind.RULE) {
            return true;
        }
        for (int i = thread - 1; i >= 0 && lines.get(i).start() >= offset; i--) {
            if (lines.get(i).blank()) {
                return true;
            }
        }
        return false;
    }

    /** Whether an empty line parts the place from the author's text already. */
    private static boolean blankAbove(List<Line> lines, int author, int offset) {
        for (int i = author + 1; i < lines.size() && lines.get(i).start() < offset; i++) {
            if (lines.get(i).blank()) {
                return true;
            }
        }
        return false;
    }

    private void markersInHtml(HtmlBody body, List<MarkerFinder.Found> markers, Edits edits) {
        replaced.add(Replaced.MARKER);
        evidence.add("HTML: the marker");
        for (MarkerFinder.Found marker : markers) {
            List<HtmlRange> ranges =
                    marker.alone() ? HtmlRange.of(body, marker.line(), marker.line()) : marker.pieces();
            edits.remove(ranges);
            if (marker == markers.getFirst()) {
                edits.insert(
                        ranges.getFirst().start(),
                        SignatureBlock.html(
                                signature.html(),
                                false,
                                false,
                                body.lines().get(marker.line()).first()));
            }
        }
    }

    private List<TextEdit> inText(PlainBody body, MailThread thread, SignatureFinder finder) {
        String source = body.source();
        List<Line> lines = body.lines();
        Edits edits = new Edits();
        int author = finder.lastOfAuthor();
        runs(finder.removed(), lines, (from, to) -> edits.remove(TextSpot.removal(source, lines, from, to)));
        List<MarkerFinder.Found> markers = new MarkerFinder(hints.marker()).find(source, lines, thread.line());
        if (!markers.isEmpty()) {
            markersInText(body, markers, edits);
            return edits.sorted();
        }
        boolean delimiter =
                finder.removed().stream().anyMatch(line -> lines.get(line).dashes());
        String lineEnd = TextSpot.lineEnd(source);
        String block = TextSignature.format(signature.text(), body.flow(), lineEnd);
        TextEdit insertion = TextSpot.insertion(
                source,
                lines,
                author,
                Math.max(author + 1, finder.removed().length()),
                delimiter ? "-- " + lineEnd + block : block);
        edits.insert(insertion.start(), insertion.replacement());
        return edits.sorted();
    }

    private void markersInText(PlainBody body, List<MarkerFinder.Found> markers, Edits edits) {
        replaced.add(Replaced.MARKER);
        evidence.add("text: the marker");
        String lineEnd = TextSpot.lineEnd(body.source());
        String block = TextSignature.format(signature.text(), body.flow(), lineEnd);
        for (MarkerFinder.Found marker : markers) {
            edits.remove(marker.pieces());
            if (marker == markers.getFirst()) {
                boolean alone = marker.alone();
                String placed = block.substring(0, block.length() - lineEnd.length());
                edits.insert(marker.pieces().getFirst().start(), alone ? placed : lineEnd + placed + lineEnd);
            }
        }
    }

    private void note(String part, MailThread thread) {
        evidence.add(part + ": " + thread.evidence());
        certain &= thread.certain();
    }

    private void noteRemoved(String part, SignatureFinder finder) {
        finder.replaced()
                .forEach((what, words) -> evidence.add(part + ": removed " + what.called() + ", words: " + words));
    }

    private void rememberRemoved(BitSet removed, List<Line> lines) {
        runs(removed, lines, (from, to) -> {
            StringBuilder text = new StringBuilder();
            for (int i = from; i <= to; i++) {
                if (lines.get(i).words()) {
                    text.append(lines.get(i).text().replace('*', ' ')).append('\n');
                }
            }
            if (!text.isEmpty()) {
                removedTexts.add(text.toString());
            }
        });
    }

    /** Calls {@code run} with the first and last line of each run of removed lines; blank lines between do not end a run. */
    private static void runs(BitSet removed, List<Line> lines, Run run) {
        int from = removed.nextSetBit(0);
        while (from >= 0) {
            int to = from;
            int next = removed.nextSetBit(to + 1);
            while (next >= 0 && onlyBlank(lines, to + 1, next)) {
                to = next;
                next = removed.nextSetBit(to + 1);
            }
            while (!lines.get(from).content()) {
                from++;
            }
            while (!lines.get(to).content()) {
                to--;
            }
            run.take(from, to);
            from = next;
        }
    }

    private interface Run {
        void take(int from, int to);
    }

    private static boolean onlyBlank(List<Line> lines, int from, int to) {
        for (int i = from; i < to; i++) {
            if (lines.get(i).content()) {
                return false;
            }
        }
        return true;
    }
}
