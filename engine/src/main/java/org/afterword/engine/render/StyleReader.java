package org.afterword.engine.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the declarations of a style attribute (CSS Syntax Level 3, sections 4 and 5.4.5) in one pass, escapes decoded. It
 * takes less than CSS does: where programs that know CSS only in part could read other declarations than a browser
 * does, it is a fault.
 */
final class StyleReader {
    /** What a style cannot be read as, or what may not stand in one. */
    static final class StyleFault extends Exception {
        private static final long serialVersionUID = 1;

        StyleFault(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * One declaration.
     *
     * @param property in small letters
     * @param words identifiers, numbers and colours of the value, in small letters
     */
    record Declaration(String property, List<String> words) {}

    private static final Set<String> FUNCTIONS = Set.of(
            "rgb",
            "rgba",
            "hsl",
            "hsla",
            "calc",
            "min",
            "max",
            "clamp",
            "linear-gradient",
            "radial-gradient",
            "-webkit-linear-gradient",
            "-moz-linear-gradient");

    private static final String ELSEWHERE =
            " loads from elsewhere, and Gmail drops the whole style for it: show a picture with <img>.";

    private final String style;
    private int at;

    private StyleReader(String style) {
        this.style = style;
    }

    static List<Declaration> read(String style) throws StyleFault {
        return new StyleReader(style).declarations();
    }

    private List<Declaration> declarations() throws StyleFault {
        List<Declaration> declarations = new ArrayList<>();
        while (skip()) {
            if (peek() == ';') {
                at++;
            } else {
                declarations.add(declaration());
            }
        }
        return declarations;
    }

    private Declaration declaration() throws StyleFault {
        String property = word().toLowerCase(Locale.ROOT);
        if (property.isEmpty()) {
            throw unexpected();
        }
        if (!skip() || peek() != ':') {
            throw new StyleFault("\"" + property + "\" has no colon behind it: a style is property: value; and so on.");
        }
        at++;
        List<String> words = new ArrayList<>();
        int depth = 0;
        while (skip() && (peek() != ';' || depth > 0)) {
            char c = peek();
            String word = c == '#' ? hash() : word();
            if (!word.isEmpty() && peek() == '(') {
                at++;
                depth++;
                function(word.toLowerCase(Locale.ROOT));
            } else if (!word.isEmpty()) {
                words.add(word.toLowerCase(Locale.ROOT));
            } else if (c == '"' || c == '\'') {
                string(c);
            } else if (c == ')' && depth > 0) {
                at++;
                depth--;
            } else if (c == '!') {
                at++;
                skip();
                if (!word().equalsIgnoreCase("important")) {
                    throw new StyleFault("Behind ! there can only be \"important\".");
                }
            } else if (c == ',' || c == '/' || depth > 0 && (c == '*' || c == '+' || c == '-')) {
                at++;
            } else {
                throw unexpected();
            }
        }
        if (depth > 0) {
            throw new StyleFault("The value of \"" + property + "\" has a bracket that is not closed.");
        }
        return new Declaration(property, words);
    }

    private static void function(String name) throws StyleFault {
        if (!FUNCTIONS.contains(name)) {
            throw new StyleFault("\"" + TemplateMarkup.shown(name) + "(\" cannot stand in a style: it"
                    + (name.equals("url") || name.contains("image")
                            ? ELSEWHERE
                            : " is none of the functions that mail programs know."));
        }
    }

    /** An identifier or a number with its unit; empty where there is none. */
    private String word() throws StyleFault {
        StringBuilder word = new StringBuilder();
        while (at < style.length()) {
            char c = style.charAt(at);
            if (c == '\\') {
                escape(word);
            } else if (Character.isLetterOrDigit(c)
                    || c == '-'
                    || c == '_'
                    || c == '%'
                    || c >= 0x80
                    || (c == '.' || c == '+') && at + 1 < style.length() && isNumber(style.charAt(at + 1))) {
                word.append(c);
                at++;
            } else {
                break;
            }
        }
        return word.toString();
    }

    private static boolean isNumber(char c) {
        return c >= '0' && c <= '9' || c == '.';
    }

    private String hash() throws StyleFault {
        at++;
        String digits = word();
        if (digits.isEmpty()) {
            throw unexpected();
        }
        return "#" + digits;
    }

    /** CSS Syntax Level 3, section 4.3.7. */
    private void escape(StringBuilder word) throws StyleFault {
        at++;
        int from = at;
        while (at < style.length() && at < from + 6 && Character.digit(style.charAt(at), 16) >= 0) {
            at++;
        }
        if (at > from) {
            int code = Integer.parseInt(style, from, at, 16);
            boolean character = Character.isValidCodePoint(code) && code > 0 && (code < 0xd800 || code > 0xdfff);
            word.appendCodePoint(character ? code : 0xfffd);
            if (at < style.length() && Character.isWhitespace(style.charAt(at))) {
                at++;
            }
        } else if (at < style.length() && style.charAt(at) != '\n') {
            word.append(style.charAt(at++));
        } else {
            throw new StyleFault("A backslash stands before nothing.");
        }
    }

    /** The name of a font and the like: nothing in it could be taken for the end of the string or for a declaration. */
    private void string(char quote) throws StyleFault {
        at++;
        while (at < style.length() && style.charAt(at) != quote) {
            StringBuilder read = new StringBuilder();
            char c = style.charAt(at);
            if (c == '\\') {
                escape(read);
            } else {
                read.append(c);
                at++;
            }
            for (int i = 0; i < read.length(); i++) {
                char shown = read.charAt(i);
                if (!Character.isLetterOrDigit(shown)
                        && !Character.isSurrogate(shown)
                        && " -_.,&+".indexOf(shown) < 0) {
                    throw new StyleFault("A name in quotes has only letters, digits, blanks, dots and dashes.");
                }
            }
        }
        if (at >= style.length()) {
            throw new StyleFault("A quote is not closed.");
        }
        at++;
    }

    /** Whether something is left behind white space. */
    private boolean skip() throws StyleFault {
        while (at < style.length() && Character.isWhitespace(style.charAt(at))) {
            at++;
        }
        if (style.startsWith("/*", at)) {
            throw new StyleFault("A comment cannot stand in a style: not all mail programs pass over it.");
        }
        return at < style.length();
    }

    private char peek() {
        return at < style.length() ? style.charAt(at) : ';';
    }

    private StyleFault unexpected() {
        return new StyleFault("\"" + style.charAt(at) + "\" cannot stand there in a style.");
    }
}
