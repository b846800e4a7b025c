package org.afterword.engine.render;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.SignatureTemplate;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.ParseError;
import org.jsoup.parser.Parser;

/**
 * Examines the HTML of a template, which is to stand in other people's mails: it must run nothing, load no style, stay in
 * its own place, close what it opens, and let no value out of the place that it is given.
 */
final class TemplateMarkup {
    private static final String FIELD = "html";
    private static final int MOST_ERRORS = 50;
    /** The parser is given this before the source. */
    private static final int BODY = "<body>".length();

    private static final Map<String, String> REFUSED = refused();
    /** HTML, section 13.1.2.4: end tags that may be left out. */
    private static final Set<String> CLOSED_BY_OTHERS =
            Set.of("li", "dt", "dd", "p", "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup", "option");

    private static final Pattern UNSAFE_STYLE = Pattern.compile(
            "url\\s*\\(|@import|expression\\s*\\(|behavior\\s*:|-moz-binding|position\\s*:\\s*(?:fixed|absolute|sticky)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern MADE_TAG = Pattern.compile("</?\\{\\{");
    private static final Pattern STRAY = Pattern.compile("EndTag token \\[</([a-zA-Z0-9]+)");
    private static final Pattern FIXED_DARK_TEXT =
            Pattern.compile("(?<![-a-z])color\\s*:\\s*(?:#0{3}\\b|#0{6}\\b|black\\b)", Pattern.CASE_INSENSITIVE);

    private final SignatureTemplate template;
    private final String source;
    private final List<TemplateFinding> findings;

    TemplateMarkup(SignatureTemplate template, List<TemplateFinding> findings) {
        this.template = template;
        this.source = template.html();
        this.findings = findings;
    }

    private static Map<String, String> refused() {
        String runs = "mail programs run no programs, and filters refuse such mail";
        String form = "mail programs show no forms; link to a page";
        String whole = "a signature is a part of a mail, which has its own";
        return Map.ofEntries(
                Map.entry("script", runs),
                Map.entry("iframe", runs),
                Map.entry("object", runs),
                Map.entry("embed", runs),
                Map.entry("applet", runs),
                Map.entry("svg", "mail programs do not show it; use a PNG"),
                Map.entry("math", "mail programs do not show it"),
                Map.entry("video", "mail programs do not play it; link to it"),
                Map.entry("audio", "mail programs do not play it; link to it"),
                Map.entry("form", form),
                Map.entry("input", form),
                Map.entry("button", form),
                Map.entry("select", form),
                Map.entry("textarea", form),
                Map.entry("link", "styles stand in style attributes, since nothing is loaded from elsewhere"),
                Map.entry(
                        "style",
                        "styles stand in style attributes, since a style element would reach the author's text"),
                Map.entry("meta", whole),
                Map.entry("base", "it would change the links in the author's text"),
                Map.entry("title", whole),
                Map.entry("frameset", whole),
                Map.entry("plaintext", "it would swallow the rest of the mail"),
                Map.entry("xmp", "it would swallow the rest of the mail"),
                Map.entry("template", "mail programs do not show it"));
    }

    void check() {
        Parser parser = Parser.htmlParser().setTrackPosition(true).setTrackErrors(MOST_ERRORS);
        Document parsed = parser.parseInput("<body>" + source, "");
        for (Element element : parsed.body().getAllElements()) {
            if (element != parsed.body()) {
                element(element);
            }
        }
        whole();
        for (ParseError fault : parser.getErrors()) {
            if (fault.getErrorMessage().contains("end of file")) {
                error(
                        source.lastIndexOf('<'),
                        "A tag or comment is not closed: it would swallow what follows in the mail.");
            }
            Matcher stray = STRAY.matcher(fault.getErrorMessage());
            if (stray.find()) {
                error(
                        source.toLowerCase(Locale.ROOT)
                                .indexOf("</" + stray.group(1).toLowerCase(Locale.ROOT)),
                        "There is a </" + stray.group(1) + "> that closes nothing here: it would close what is around"
                                + " the signature.");
            }
        }
    }

    private void whole() {
        Matcher tags = Pattern.compile("<(?:!doctype|html|head|body)\\b", Pattern.CASE_INSENSITIVE)
                .matcher(source);
        while (tags.find()) {
            error(tags.start(), "A signature is a part of a mail: it has no " + tags.group() + ">.");
        }
        Matcher made = MADE_TAG.matcher(source);
        while (made.find()) {
            error(made.start(), "A value cannot stand in a tag's name.");
        }
    }

    private void element(Element element) {
        int at = start(element);
        String name = element.normalName();
        String reason = REFUSED.get(name);
        if (reason != null) {
            error(at, "<" + name + "> cannot stand in a signature: " + reason + ".");
        }
        if (name.contains("{") || element.tagName().contains("}")) {
            error(at, "A value cannot stand in a tag's name.");
        }
        boolean open = !element.endSourceRange().isTracked()
                || element.endSourceRange().startPos()
                        == element.endSourceRange().endPos();
        if (open && !element.tag().isSelfClosing() && !element.tag().isEmpty() && !CLOSED_BY_OTHERS.contains(name)) {
            error(at, "<" + name + "> is not closed: what follows in the mail would be a part of it.");
        }
        for (Attribute attribute : element.attributes()) {
            attribute(element, attribute);
        }
        if (name.equals("img")) {
            picture(element);
        }
    }

    private void attribute(Element element, Attribute attribute) {
        int at = start(element, attribute);
        String name = attribute.getKey().toLowerCase(Locale.ROOT);
        String value = attribute.getValue();
        boolean filled = value.contains("{{");
        if (name.contains("{") || name.contains("}")) {
            error(at, "A value can stand in a tag only within the quotes of an attribute.");
        } else if (name.startsWith("on")) {
            error(at, "\"" + name + "\" would run a program; mail programs run none.");
        } else if (filled && !quoted(element, attribute)) {
            error(at, "The attribute \"" + name + "\" has a value to be filled in and needs quotes.");
        } else if (name.equals("style")) {
            style(element, value, filled, at);
        } else if (SafeLinks.LINKS.contains(name) && !SafeLinks.safe(withoutTags(value))) {
            error(at, "\"" + name + "\" must lead to https, http, mailto, tel or an embedded picture (cid).");
        } else if (name.equals("srcdoc") || name.equals("srcset")) {
            error(at, "\"" + name + "\" cannot stand in a signature.");
        }
    }

    private void style(Element element, String value, boolean filled, int at) {
        if (filled) {
            error(at, "A value cannot stand in a style, which it could change as a whole.");
        }
        Matcher unsafe = UNSAFE_STYLE.matcher(value);
        if (unsafe.find()) {
            error(
                    at,
                    "\"" + unsafe.group()
                            + "\" cannot stand in a style: it loads from elsewhere, or leaves its place.");
        }
        if (FIXED_DARK_TEXT.matcher(value).find() && !value.contains("background") && !element.hasAttr("bgcolor")) {
            findings.add(TemplateFinding.warning(
                    FIELD,
                    source,
                    at,
                    "Black text without a background of its own cannot be read in dark mode: leave the colour out, or"
                            + " choose a grey such as #666666."));
        }
    }

    private void picture(Element image) {
        int at = start(image);
        String address = image.attr("src");
        if (address.toLowerCase(Locale.ROOT).startsWith("cid:") && !address.contains("{{")) {
            String name = address.substring(4);
            Set<String> known = template.pictures().stream().map(Picture::name).collect(Collectors.toSet());
            if (!known.contains(name) && !name.equals(Person.PHOTO) && !name.equals(SignatureRenderer.CONTACT_CARD)) {
                error(at, "The template has no picture \"" + name + "\".");
            }
        } else if (address.toLowerCase(Locale.ROOT).startsWith("http:")) {
            findings.add(TemplateFinding.warning(
                    FIELD, source, at, "Mail programs load pictures over https only, or warn of them."));
        }
        if (!image.hasAttr("alt")) {
            findings.add(TemplateFinding.warning(
                    FIELD,
                    source,
                    at,
                    "The picture has no alt text for those who do not see it; alt=\"\" if it only" + " decorates."));
        }
    }

    /** What a section stands around is as good as there. */
    private static String withoutTags(String value) {
        return value.replaceAll("\\{\\{[#^/!][^}]*}}", "").replaceAll("\\{\\{[^}]*}}", "x");
    }

    private boolean quoted(Element element, Attribute attribute) {
        int from = element.attributes()
                        .sourceRange(attribute.getKey())
                        .valueRange()
                        .startPos()
                - BODY;
        return from > 0 && from <= source.length() && "\"'".indexOf(source.charAt(from - 1)) >= 0;
    }

    private static int start(Element element) {
        return Math.max(0, element.sourceRange().startPos() - BODY);
    }

    private static int start(Element element, Attribute attribute) {
        int at =
                element.attributes().sourceRange(attribute.getKey()).nameRange().startPos() - BODY;
        return at >= 0 ? at : start(element);
    }

    private void error(int at, String message) {
        findings.add(TemplateFinding.error(FIELD, source, at, message));
    }
}
