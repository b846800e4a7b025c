package org.afterword.engine.render;

import java.util.ArrayList;
import java.util.List;

/**
 * A tag of the Mustache language, where it stands in its template.
 *
 * @param kind the character that says what it does ({@code #}, {@code ^}, {@code /} and so on), a blank for a value
 * @param name what stands behind the kind
 * @param start of its first brace
 * @param end behind its last brace
 */
record TemplateTag(char kind, String name, int start, int end) {
    static final char VALUE = ' ';

    private static final String KINDS = "{&=>!#^/<$*";

    /** All tags of a template that is in the language, in one pass, as JMustache finds them. */
    static List<TemplateTag> of(String source) {
        List<TemplateTag> tags = new ArrayList<>();
        int open = source.indexOf("{{");
        while (open >= 0) {
            int close = source.indexOf("}}", open + 2);
            if (close < 0) {
                break;
            }
            boolean comment = source.charAt(open + 2) == '!';
            boolean triple = source.charAt(open + 2) == '{';
            int brace = source.lastIndexOf('{', close);
            if (!comment && brace > open + (triple ? 2 : 1)) {
                // What is before it is text: a tag begins anew at each brace.
                open = source.charAt(brace - 1) == '{' ? brace - 1 : source.indexOf("{{", brace);
                continue;
            }
            int end = close + (triple && source.startsWith("}}}", close) ? 3 : 2);
            String inner = source.substring(open + 2, close).strip();
            char kind = !inner.isEmpty() && KINDS.indexOf(inner.charAt(0)) >= 0 ? inner.charAt(0) : VALUE;
            tags.add(new TemplateTag(
                    kind, kind == VALUE ? inner : inner.substring(1).strip(), open, end));
            open = source.indexOf("{{", end);
        }
        return tags;
    }

    /** Whether it begins a part that may be left out. */
    boolean opens() {
        return kind == '#' || kind == '^';
    }
}
