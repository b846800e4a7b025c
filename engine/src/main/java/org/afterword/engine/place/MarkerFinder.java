package org.afterword.engine.place;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.HtmlRange;
import org.afterword.engine.place.lines.Line;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Finds the marker that an author typed where the signature is to be: also when a mail program split it over tags or put
 * spaces into it, and when autocorrect changed its case or its braces.
 */
final class MarkerFinder {
    private static final String OPENING =
            "[{(\\[<\u00ab\u2039\uff5b\uff08\uff3b\uff1c\u3008\u300a\u300c\u3010\u3014\ufe5b\u276e\u2774\u27e8]";
    private static final String CLOSING =
            "[})\\]>\u00bb\u203a\uff5d\uff09\uff3d\uff1e\u3009\u300b\u300d\u3011\u3015\ufe5c\u276f\u2775\u27e9]";

    private static final int MOST = 20;

    /** Where an author types a marker the line is shorter. */
    private static final int LONGEST_LINE = 100_000;

    /** {@code &CounterClockwiseContourIntegral;} is longer, but no part of a marker. */
    private static final int LONGEST_ENTITY = 12;

    /** A marker that was found: the pieces of the source that it is made of, and whether it is alone on its line. */
    record Found(int line, List<HtmlRange> pieces, boolean alone) {}

    private final @Nullable Pattern pattern;

    MarkerFinder(String marker) {
        pattern = marker.isBlank() ? null : pattern(marker.strip());
    }

    private static Pattern pattern(String marker) {
        int from = 0;
        int to = marker.length();
        while (from < to && !Character.isLetterOrDigit(marker.charAt(from))) {
            from++;
        }
        while (to > from && !Character.isLetterOrDigit(marker.charAt(to - 1))) {
            to--;
        }
        if (from != 1 || to != marker.length() - 1 || "{[(<".indexOf(marker.charAt(0)) < 0) {
            return Pattern.compile(Pattern.quote(marker), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        }
        String gap = "[\\s\\u00a0]?";
        StringBuilder expression = new StringBuilder();
        expression.append(OPENING).append("{1,3}").append(gap);
        for (int i = from; i < to; i++) {
            expression.append(character(marker.charAt(i))).append(gap);
        }
        expression.append(CLOSING).append("{1,3}");
        return Pattern.compile(expression.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** The character, or its full-width form, which input methods for Chinese and Japanese write. */
    private static String character(char c) {
        String quoted = Pattern.quote(String.valueOf(c));
        return c > ' ' && c < '\u007f' ? "(?:" + quoted + "|" + (char) (c + 0xfee0) + ")" : quoted;
    }

    /** The markers in the lines before {@code end}, those in quotes left out. */
    List<Found> find(String source, List<Line> lines, int end) {
        List<Found> found = new ArrayList<>();
        Pattern sought = pattern;
        if (sought == null) {
            return found;
        }
        for (int i = 0; i < Math.min(end, lines.size()) && found.size() < MOST; i++) {
            Line line = lines.get(i);
            if (line.words()
                    && line.depth() == 0
                    && line.text().length() <= LONGEST_LINE
                    && holds(sought, line.text())) {
                find(sought, source, line, i).ifPresent(found::add);
            }
        }
        return found;
    }

    private static boolean holds(Pattern sought, String text) {
        Budget.steps(text.length());
        return sought.matcher(text).find();
    }

    private static Optional<Found> find(Pattern sought, String source, Line line, int index) {
        Seen seen = new Seen(source);
        if (line.first() == null) {
            seen.read(line.start(), line.end(), false);
        } else {
            Node node = line.first();
            while (node != null) {
                Budget.step();
                if (node instanceof TextNode text) {
                    int from = Math.max(line.start(), text.sourceRange().startPos());
                    seen.read(from, Math.min(line.end(), text.sourceRange().endPos()), true);
                }
                node = node == line.last() ? null : HtmlRange.next(node);
            }
        }
        Matcher matcher = sought.matcher(seen.text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        List<HtmlRange> pieces = new ArrayList<>();
        for (int i = matcher.start(); i < matcher.end(); i++) {
            HtmlRange last = pieces.isEmpty() ? null : pieces.getLast();
            HtmlRange place = seen.places.get(i);
            if (last != null && last.end() == place.start()) {
                pieces.set(pieces.size() - 1, new HtmlRange(last.start(), place.end()));
            } else if (last == null || place.start() >= last.end()) {
                pieces.add(place);
            }
        }
        String around = seen.text.substring(0, matcher.start()) + seen.text.substring(matcher.end());
        boolean alone = Characters.collapse(around).isEmpty();
        return Optional.of(new Found(index, pieces, alone));
    }

    /** The characters of a line that are seen, each with its place in the source. */
    private static final class Seen {
        private final String source;
        private final StringBuilder text = new StringBuilder();
        private final List<HtmlRange> places = new ArrayList<>();

        Seen(String source) {
            this.source = source;
        }

        void read(int from, int to, boolean html) {
            int position = from;
            while (position < to && text.length() <= LONGEST_LINE) {
                Budget.step();
                int end = position + 1;
                String shown = source.substring(position, end);
                if (html && shown.equals("&")) {
                    int semicolon = source.indexOf(';', position, Math.min(to, position + LONGEST_ENTITY));
                    if (semicolon > 0) {
                        end = semicolon + 1;
                        shown = Parser.unescapeEntities(source.substring(position, end), false);
                    }
                }
                for (int i = 0; i < shown.length(); i++) {
                    if (!Characters.unseen(shown.charAt(i))) {
                        text.append(shown.charAt(i));
                        places.add(new HtmlRange(position, end));
                    }
                }
                position = end;
            }
        }
    }
}
