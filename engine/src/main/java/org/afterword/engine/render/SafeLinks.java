package org.afterword.engine.render;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.afterword.engine.render.MarkupToken.Condition;
import org.afterword.engine.render.MarkupToken.MarkupAttribute;
import org.afterword.engine.render.MarkupToken.StartTag;

/**
 * Addresses that only lead somewhere. Those that could run a program, or reach into a network by themselves, as a person's
 * attribute might smuggle one in, are taken out when a template is filled.
 */
final class SafeLinks {
    private static final Set<String> LINKS = Set.of("href");
    /** The last is Outlook's for a picture that is linked to. */
    private static final Set<String> PICTURES = Set.of("src", "background", "o:href");
    /** Attributes of HTML whose value is an address too, which no template has that was checked. */
    private static final Set<String> OTHERS =
            Set.of("srcset", "action", "formaction", "ping", "xlink:href", "poster", "data", "lowsrc", "dynsrc");

    private static final Set<String> SCHEMES = Set.of("https", "http", "mailto", "tel", "sms", "cid");

    private SafeLinks() {}

    static boolean isLink(String attribute) {
        return LINKS.contains(attribute);
    }

    static boolean isPicture(String attribute) {
        return PICTURES.contains(attribute);
    }

    /** Whether the address of a link is nothing yet, a value, or begins with where it leads to. */
    static boolean leads(String address) {
        return begins(address, "https://", "http://", "mailto:", "tel:", "sms:");
    }

    /** Whether the address of a picture is nothing yet, a value, or one that all recipients have. */
    static boolean shows(String address) {
        return begins(address, "https://", "http://", "cid:");
    }

    private static boolean begins(String address, String... beginnings) {
        String stripped = address.strip();
        boolean begins = stripped.isEmpty() || stripped.startsWith("{{");
        for (String beginning : beginnings) {
            begins |= stripped.regionMatches(true, 0, beginning, 0, beginning.length());
        }
        return begins;
    }

    /** The same HTML where nothing is to be taken out, as is nearly always so; otherwise without those attributes. */
    static String of(String html) {
        StringBuilder safe = new StringBuilder();
        int at = cut(MarkupScanner.scan(html), html, safe, 0);
        return at == 0 ? html : safe.append(html, at, html.length()).toString();
    }

    /** Appends what stands from {@code from} to the last address that is taken out, and says where that ends. */
    private static int cut(List<MarkupToken> tokens, String html, StringBuilder safe, int from) {
        int at = from;
        for (MarkupToken token : tokens) {
            if (token instanceof Condition condition) {
                at = cut(condition.content(), html, safe, at);
            } else if (token instanceof StartTag tag) {
                for (MarkupAttribute attribute : tag.attributes()) {
                    if (isAddress(attribute.name()) && !safe(attribute.value())) {
                        safe.append(html, at, attribute.start());
                        at = attribute.end();
                    }
                }
            }
        }
        return at;
    }

    private static boolean isAddress(String attribute) {
        return LINKS.contains(attribute) || PICTURES.contains(attribute) || OTHERS.contains(attribute);
    }

    /** Whether the address has one of the schemes that lead somewhere, or neither a scheme nor a host. */
    static boolean safe(String address) {
        StringBuilder read = new StringBuilder();
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c > ' ' && !Character.isWhitespace(c) && !Character.isISOControl(c)) {
                read.append(c == '\\' ? '/' : c);
            }
        }
        int end = 0;
        while (end < read.length() && "/?#:".indexOf(read.charAt(end)) < 0) {
            end++;
        }
        boolean scheme = end < read.length() && read.charAt(end) == ':';
        return scheme
                ? SCHEMES.contains(read.substring(0, end).toLowerCase(Locale.ROOT))
                : !read.toString().startsWith("//");
    }
}
