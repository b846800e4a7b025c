package org.afterword.engine.place;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
            if (line.words() && line.depth() == 0 && sought.matcher(line.text()).find()) {
                find(sought, source, line, i).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<Found> find(Pattern sought, String source, Line line, int index) {
        StringBuilder seen = new StringBuilder();
        List<Integer> starts = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        if (line.first() == null) {
            read(source, line.start(), line.end(), false, seen, starts, ends);
        } else {
            Node node = line.first();
            while (node != null) {
                if (node instanceof TextNode text) {
                    int from = Math.max(line.start(), text.sourceRange().startPos());
                    read(source, from, Math.min(line.end(), text.sourceRange().endPos()), true, seen, starts, ends);
                }
                node = node == line.last() ? null : HtmlRange.next(node);
            }
        }
        Matcher matcher = sought.matcher(seen);
        if (!matcher.find()) {
            return Optional.empty();
        }
        List<HtmlRange> pieces = new ArrayList<>();
        for (int i = matcher.start(); i < matcher.end(); i++) {
            HtmlRange last = pieces.isEmpty() ? null : pieces.getLast();
            if (last != null && last.end() == starts.get(i)) {
                pieces.set(pieces.size() - 1, new HtmlRange(last.start(), ends.get(i)));
            } else if (last == null || starts.get(i) >= last.end()) {
                pieces.add(new HtmlRange(starts.get(i), ends.get(i)));
            }
        }
        boolean alone = Characters.collapse(seen.substring(0, matcher.start()) + seen.substring(matcher.end()))
                .isEmpty();
        return Optional.of(new Found(index, pieces, alone));
    }

    /** Reads the characters of a piece of source, each with its place; what cannot be seen is left out. */
    private static void read(
            String source,
            int from,
            int to,
            boolean html,
            StringBuilder seen,
            List<Integer> starts,
            List<Integer> ends) {
        int position = from;
        while (position < to) {
            int end = position + 1;
            String shown = source.substring(position, end);
            if (html && shown.equals("&")) {
                int limit = Math.min(to, position + 12);
                int semicolon = source.indexOf(';', position);
                if (semicolon > 0 && semicolon < limit) {
                    end = semicolon + 1;
                    shown = Parser.unescapeEntities(source.substring(position, end), false);
                }
            }
            for (int i = 0; i < shown.length(); i++) {
                if (!Characters.unseen(shown.charAt(i))) {
                    seen.append(shown.charAt(i));
                    starts.add(position);
                    ends.add(end);
                }
            }
            position = end;
        }
    }
}
