package org.afterword.engine.place;

import java.util.ArrayList;
import java.util.List;
import org.afterword.engine.classify.Classification;
import org.afterword.engine.classify.Kind;
import org.afterword.engine.render.RenderedSignature;
import org.afterword.engine.splice.TextEdit;

/** Puts a signature into the texts of a mail. Pure, and safe for use by several threads. */
public final class Placer {
    private static final int LARGEST = 4_000_000;

    private Placer() {}

    /** Finds the place and states the changes that put the signature there. */
    public static Placement place(Bodies bodies, RenderedSignature signature, Hints hints) {
        String html = bodies.html().orElse("");
        String text = bodies.text().orElse("");
        if (bodies.html().isEmpty() && bodies.text().isEmpty()) {
            return new NotPlaced(NotPlaced.Why.NO_BODY);
        }
        if (html.length() > LARGEST || text.length() > LARGEST) {
            return new NotPlaced(NotPlaced.Why.TOO_LARGE);
        }
        boolean fresh = hints.kind().map(Classification::kind).orElse(Kind.REPLY) == Kind.NEW;
        List<String> evidence = new ArrayList<>();
        List<TextEdit> htmlEdits =
                bodies.html().isPresent() ? inHtml(HtmlLines.read(html), fresh, signature, evidence) : List.of();
        List<TextEdit> textEdits =
                bodies.text().isPresent() ? inText(text, bodies.flowed(), fresh, signature, evidence) : List.of();
        return new Placed(htmlEdits, textEdits, Placed.Confidence.HIGH, evidence);
    }

    private static List<TextEdit> inHtml(HtmlBody body, boolean fresh, RenderedSignature signature, List<String> evidence) {
        MailThread thread = ThreadFinder.find(body.lines(), body.marks(), fresh);
        evidence.add("HTML: " + thread.evidence());
        int author = lastOfAuthor(body.lines(), thread);
        HtmlSpot spot = HtmlSpot.between(body, author, thread.line());
        String block = spot.closing() + SignatureBlock.html(signature.html(), author >= 0, spot.near());
        return List.of(new TextEdit(spot.offset(), spot.offset(), block));
    }

    private static List<TextEdit> inText(
            String text, boolean flowed, boolean fresh, RenderedSignature signature, List<String> evidence) {
        List<Line> lines = TextLines.read(text);
        MailThread thread = ThreadFinder.find(lines, List.of(), fresh);
        evidence.add("text: " + thread.evidence());
        int author = lastOfAuthor(lines, thread);
        return List.of(TextSpot.insertion(text, lines, author, thread.line(), signature.text(), flowed));
    }

    private static int lastOfAuthor(List<Line> lines, MailThread thread) {
        for (int i = Math.min(thread.line(), lines.size()) - 1; i >= 0; i--) {
            Line line = lines.get(i);
            if (line.content() && (thread.form() != MailThread.Form.INTERLEAVED || line.depth() == 0)) {
                return i;
            }
        }
        return -1;
    }
}
