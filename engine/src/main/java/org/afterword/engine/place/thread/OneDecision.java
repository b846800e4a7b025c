package org.afterword.engine.place.thread;

import java.util.List;
import java.util.Optional;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.thread.MailThread.Form;

/**
 * Brings the findings in the HTML and in the text of one mail together. The HTML tells more, so its finding is looked up in
 * the text where the two differ; where the HTML shows no thread and the text does, it is the other way round.
 */
record OneDecision(MailThread html, MailThread text) {
    private static final int SAMPLE = 24;

    private static final int MOST_SAMPLES = 4;

    static OneDecision of(List<Line> html, MailThread inHtml, List<Line> text, MailThread inText) {
        int htmlWords = wordsBefore(html, inHtml.line());
        int textWords = wordsBefore(text, inText.line());
        boolean agree = inHtml.found() == inText.found()
                && (inHtml.form() == Form.INTERLEAVED) == (inText.form() == Form.INTERLEAVED)
                && Math.abs(htmlWords - textWords) <= 3 + Math.max(htmlWords, textWords) / 8;
        if (agree) {
            return new OneDecision(inHtml, inText);
        }
        if (!inHtml.found() && inText.found()) {
            Optional<MailThread> found = lookUp(text, inText, textWords, html);
            return found.isPresent() ? new OneDecision(found.get(), inText) : doubted(inHtml, inText);
        }
        if (inHtml.form() == Form.BELOW || inHtml.form() == Form.FORWARDED) {
            Optional<MailThread> found = lookUp(html, inHtml, htmlWords, text);
            return found.isPresent() ? new OneDecision(inHtml, found.get()) : doubted(inHtml, inText);
        }
        return doubted(inHtml, inText);
    }

    /** The two say different things, and one of them is wrong. */
    private static OneDecision doubted(MailThread inHtml, MailThread inText) {
        return new OneDecision(inHtml.doubted(), inText.doubted());
    }

    /**
     * The line in {@code other} with which the thread begins that was found in {@code lines}. The first lines of a thread,
     * which clients write themselves, are not always in both.
     */
    private static Optional<MailThread> lookUp(List<Line> lines, MailThread thread, int words, List<Line> other) {
        int tried = 0;
        for (int i = thread.line(); i < lines.size() && tried < MOST_SAMPLES; i++) {
            String sample = letters(lines.get(i).text());
            if (!sample.isEmpty()) {
                tried++;
                int found = sample.length() < 6 ? -1 : nearest(sample, words, other);
                if (found >= 0) {
                    return Optional.of(new MailThread(found, thread.form(), thread.certain(), thread.evidence()));
                }
            }
        }
        return Optional.empty();
    }

    /** The line that begins as the sample does, near where {@code words} words stand above it; -1 if there is none. */
    private static int nearest(String sample, int words, List<Line> other) {
        int best = -1;
        int distance = Integer.MAX_VALUE;
        int before = 0;
        for (int i = 0; i < other.size(); i++) {
            String letters = letters(other.get(i).text());
            boolean same = letters.length() >= 6
                    && (letters.startsWith(sample) || letters.length() >= SAMPLE / 2 && sample.startsWith(letters));
            if (same && Math.abs(before - words) < distance) {
                best = i;
                distance = Math.abs(before - words);
            }
            before += Characters.countWords(other.get(i).text());
        }
        if (best < 0 || distance > 10 + words / 2) {
            return -1;
        }
        while (best > 0 && Separators.kind(other.get(best - 1)) != null) {
            best--;
        }
        return best;
    }

    private static String letters(String text) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < text.length() && letters.length() < SAMPLE; i++) {
            if (Character.isLetterOrDigit(text.charAt(i))) {
                letters.append(Character.toLowerCase(text.charAt(i)));
            }
        }
        return letters.toString();
    }

    private static int wordsBefore(List<Line> lines, int end) {
        int count = 0;
        for (int i = 0; i < Math.min(end, lines.size()); i++) {
            count += Characters.countWords(lines.get(i).text());
        }
        return count;
    }
}
