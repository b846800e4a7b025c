package org.afterword.engine.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.afterword.engine.render.MarkupToken.Comment;
import org.afterword.engine.render.MarkupToken.Condition;
import org.afterword.engine.render.MarkupToken.ConditionEnd;
import org.afterword.engine.render.MarkupToken.EndTag;
import org.afterword.engine.render.MarkupToken.Fault;
import org.afterword.engine.render.MarkupToken.MarkupAttribute;
import org.afterword.engine.render.MarkupToken.StartTag;
import org.jsoup.parser.Parser;

/**
 * Reads the tags of a signature as written, in one pass and with no look back: those that a parser would drop for their
 * place too, and those in the conditional comments that classic Outlook obeys. Where HTML's tokenization (HTML, section
 * 13.2.5) and other readings of the same characters would differ there is a {@link Fault}, so that what has none is the
 * same to every mail program.
 */
final class MarkupScanner {
    private static final String CONDITION = "abcdefghijklmnopqrstuvwxyz0123456789 !&|()._";
    private static final String UNQUOTED_MUST_NOT = "\"'<=`";

    private final String source;
    private final int limit;
    private final boolean conditional;
    private final List<MarkupToken> tokens = new ArrayList<>();
    private int at;

    private MarkupScanner(String source, int from, int limit, boolean conditional) {
        this.source = source;
        this.at = from;
        this.limit = limit;
        this.conditional = conditional;
    }

    static List<MarkupToken> scan(String source) {
        return new MarkupScanner(source, 0, source.length(), false).scan();
    }

    private List<MarkupToken> scan() {
        while ((at = find("<", at)) >= 0) {
            int start = at;
            char next = peek(1);
            if (source.startsWith("<!--", at)) {
                comment();
            } else if (next == '!') {
                declaration();
            } else if (isLetter(next) || next == '/' && isLetter(peek(2))) {
                tag();
            } else if (next == '{' || next == '/' && peek(2) == '{') {
                fault("A value cannot stand in a tag's name.", start, start + 2);
            } else if (isSpace(next)) {
                at++;
            } else {
                fault("A < that begins no tag is read in more than one way: write &lt;.", start, start + 1);
            }
        }
        return tokens;
    }

    private void tag() {
        int start = at;
        boolean closing = peek(1) == '/';
        at += closing ? 2 : 1;
        int from = at;
        while (at < limit && !isSpace(source.charAt(at)) && "/>".indexOf(source.charAt(at)) < 0) {
            at++;
        }
        String name = source.substring(from, at).toLowerCase(Locale.ROOT);
        List<MarkupAttribute> attributes = new ArrayList<>();
        boolean slash = false;
        while (at < limit && source.charAt(at) != '>') {
            char c = source.charAt(at);
            if (isSpace(c) || c == '/') {
                slash = c == '/';
                at++;
            } else {
                attributes.add(attribute());
                slash = false;
            }
        }
        if (at >= limit) {
            fault("This tag is not closed: it would swallow what follows in the mail.", start, limit);
            return;
        }
        at++;
        if (name.indexOf('{') >= 0 || name.indexOf('}') >= 0) {
            fault("A value cannot stand in a tag's name.", start, at);
        } else if (closing) {
            tokens.add(new EndTag(name, start, at));
            if (!attributes.isEmpty()) {
                fault("A closing tag has nothing but its name.", start, at);
            }
        } else {
            tokens.add(new StartTag(name, attributes, slash, start, at));
        }
    }

    private MarkupAttribute attribute() {
        int start = at;
        do {
            at++;
        } while (at < limit && !isSpace(source.charAt(at)) && "/>=".indexOf(source.charAt(at)) < 0);
        String name = source.substring(start, at).toLowerCase(Locale.ROOT);
        int behind = at;
        while (at < limit && isSpace(source.charAt(at))) {
            at++;
        }
        if (at >= limit || source.charAt(at) != '=') {
            at = behind;
            return new MarkupAttribute(name, "", behind, behind, start, behind);
        }
        do {
            at++;
        } while (at < limit && isSpace(source.charAt(at)));
        char quote = at < limit ? source.charAt(at) : '>';
        int from = quote == '"' || quote == '\'' ? at + 1 : at;
        int to;
        if (from > at) {
            int closing = find(String.valueOf(quote), from);
            to = closing < 0 ? limit : closing;
            at = Math.min(to + 1, limit);
        } else {
            boolean strange = false;
            while (at < limit && !isSpace(source.charAt(at)) && source.charAt(at) != '>') {
                strange |= UNQUOTED_MUST_NOT.indexOf(source.charAt(at)) >= 0;
                at++;
            }
            to = at;
            if (strange || to == from) {
                tokens.add(new Fault("The value of \"" + name + "\" needs quotes.", start, to));
            }
        }
        if (source.indexOf('<', from, to) >= 0 || source.indexOf('>', from, to) >= 0) {
            tokens.add(new Fault("In the value of \"" + name + "\" write &lt; for < and &gt; for >.", start, to));
        }
        return new MarkupAttribute(
                name, Parser.unescapeEntities(source.substring(from, to), true), from, to, start, at);
    }

    private void comment() {
        int start = at;
        if (conditional) {
            fault("A comment cannot stand in another one.", start, start + 4);
            return;
        }
        int close = find("-->", start + 4);
        if (close < 0) {
            fault("This comment is not closed: it would swallow what follows in the mail.", start, limit);
            return;
        }
        if (source.startsWith(">", start + 4)
                || source.startsWith("->", start + 4)
                || source.indexOf("--!>", start + 4, close) >= 0) {
            fault("Not all mail programs see the end of this comment where you do: delete it.", start, close + 3);
            return;
        }
        at = close + 3;
        condition(start, start + 4, close);
    }

    /** What is neither tag nor comment: the conditions of those who see them outside of comments. */
    private void declaration() {
        int start = at;
        int close = find(">", start);
        if (close < 0) {
            fault("This is not closed: it would swallow what follows in the mail.", start, limit);
            return;
        }
        at = close + 1;
        boolean known = source.startsWith("<![", start);
        if (known && !conditional) {
            condition(start, start + 2, close);
        } else {
            String name = source.substring(start, Math.min(close, start + 12)).strip();
            fault("A signature is a part of a mail: it has no " + name + ">.", start, at);
        }
    }

    /** @param from where the comment's words begin */
    private void condition(int start, int from, int to) {
        String words = source.substring(from, to).toLowerCase(Locale.ROOT);
        String stripped = words.strip();
        if (stripped.equals("<![endif]") || stripped.equals("[endif]") || stripped.equals("[endif]--")) {
            tokens.add(new ConditionEnd(start, at));
            return;
        }
        int bracket = words.indexOf("]>");
        boolean bogus = !source.startsWith("<!--", start);
        int end = bogus && words.endsWith("]") ? words.length() - 1 : bracket;
        if (!words.startsWith("[if") || end < 0 || !plain(words, 3, end)) {
            if (bogus || words.contains("[if") || words.contains("endif")) {
                fault("Outlook may obey what stands here: write <!--[if mso]>…<![endif]-->, or delete it.", start, at);
            } else {
                tokens.add(new Comment(start, at));
            }
            return;
        }
        boolean negated = words.substring(3, end).strip().startsWith("!");
        String rest = bogus ? "" : words.substring(end + 2).strip();
        if (rest.isEmpty() || rest.equals("<!") || rest.equals("<!--")) {
            tokens.add(new Condition(negated, false, List.of(), start, at));
        } else if (rest.endsWith("<![endif]") && rest.indexOf("<![endif]") == rest.length() - 9) {
            int last = to - (words.length() - words.lastIndexOf("<![endif]"));
            tokens.add(new Condition(
                    negated, true, new MarkupScanner(source, from + end + 2, last, true).scan(), start, at));
        } else {
            fault("What is for Outlook ends with <![endif]-->.", start, at);
        }
    }

    private static boolean plain(String words, int from, int to) {
        for (int i = from; i < to; i++) {
            if (CONDITION.indexOf(words.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private void fault(String message, int start, int end) {
        tokens.add(new Fault(message, start, end));
        at = Math.max(at, Math.min(end, limit));
    }

    private int find(String what, int from) {
        return from > limit ? -1 : source.indexOf(what, from, limit);
    }

    private char peek(int ahead) {
        return at + ahead < limit ? source.charAt(at + ahead) : ' ';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
