package org.afterword.engine.render;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Links that only lead somewhere: those that could run a program, as an attribute might smuggle one in, are taken out. */
final class SafeLinks {
    /** Attributes whose value is an address (HTML, section 2.4 and the obsolete ones that mail still has). */
    static final Set<String> LINKS =
            Set.of("href", "src", "srcset", "background", "action", "formaction", "xlink:href", "poster", "data");

    private static final Set<String> SCHEMES = Set.of("https", "http", "mailto", "tel", "sms", "cid");
    private static final Pattern SUSPICIOUS =
            Pattern.compile("(?:script|data|file|blob|about|ms-[a-z]+)\\s*:", Pattern.CASE_INSENSITIVE);

    private SafeLinks() {}

    /** The same HTML where nothing is to be taken out, as is nearly always so. */
    static String of(String html) {
        if (!SUSPICIOUS.matcher(html).find()) {
            return html;
        }
        Document parsed = Jsoup.parseBodyFragment(html);
        parsed.outputSettings().prettyPrint(false);
        boolean changed = false;
        for (Element element : parsed.body().getAllElements()) {
            List<String> unsafe = element.attributes().asList().stream()
                    .filter(attribute -> LINKS.contains(attribute.getKey().toLowerCase(Locale.ROOT)))
                    .filter(attribute -> !safe(attribute.getValue()))
                    .map(Attribute::getKey)
                    .toList();
            unsafe.forEach(element::removeAttr);
            changed |= !unsafe.isEmpty();
        }
        return changed ? parsed.body().html() : html;
    }

    /** Whether the address has one of the schemes that lead somewhere, or none at all. */
    static boolean safe(String address) {
        String stripped = address.replaceAll("[\\s\\p{Cntrl}]", "");
        int end = 0;
        while (end < stripped.length() && "/?#:".indexOf(stripped.charAt(end)) < 0) {
            end++;
        }
        boolean scheme = end < stripped.length() && stripped.charAt(end) == ':';
        return !scheme || SCHEMES.contains(stripped.substring(0, end).toLowerCase(Locale.ROOT));
    }
}
