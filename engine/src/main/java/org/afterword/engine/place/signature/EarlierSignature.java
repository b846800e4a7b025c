package org.afterword.engine.place.signature;

import java.util.ArrayList;
import java.util.List;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.Mark;
import org.afterword.engine.place.thread.MailThread;

/** Tells whether the quoted thread bears a signature of ours already, by our marks or by its text. */
public final class EarlierSignature {
    private EarlierSignature() {}

    public static boolean in(HtmlBody body, MailThread thread, List<String> knownSignatures) {
        int start = thread.line() < body.lines().size()
                ? body.lines().get(thread.line()).start()
                : body.source().length();
        for (Mark mark : body.marks()) {
            if (mark.kind() == Mark.Kind.OURS && mark.element().sourceRange().startPos() >= start) {
                return true;
            }
        }
        int comment = body.source().lastIndexOf("<!--" + SignatureBlock.COMMENT + "-->");
        return comment >= start || in(body.lines(), thread, knownSignatures);
    }

    public static boolean in(List<Line> lines, MailThread thread, List<String> knownSignatures) {
        KnownSignatures known = new KnownSignatures(knownSignatures);
        if (known.isEmpty()) {
            return false;
        }
        List<Line> words = new ArrayList<>();
        for (int i = thread.line(); i < lines.size(); i++) {
            if (lines.get(i).words()) {
                words.add(lines.get(i));
            }
        }
        KnownSignatures.Words compared = new KnownSignatures.Words(words);
        for (int i = 0; i < words.size(); i++) {
            if (known.coveredFrom(compared, i) > 0) {
                return true;
            }
        }
        return false;
    }
}
