package org.afterword.engine.render;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The elements and attributes that a signature can have: those of a text with tables and pictures, and Outlook's drawings. */
final class AllowedMarkup {
    private static final Set<String> ELEMENTS = words("""
            a abbr acronym address area b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl
            dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li map mark nobr ol p pre q s samp section small
            span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr
            o:p o:lock v:f v:fill v:formulas v:group v:image v:imagedata v:line v:oval v:path v:rect v:roundrect v:shape
            v:shapetype v:stroke v:textbox w:anchorlock w:wrap
            """);

    private static final Set<String> ATTRIBUTES = words("""
            abbr align alt axis background bgcolor border bordercolor cellpadding cellspacing char charoff class clear
            color cols colspan compact coords datetime dir direction face font-size frame headers height href hreflang
            hspace id itemprop itemscope itemtype lang name noshade nowrap rel role rows rowspan rules scope shape size
            span src start style summary tabindex target title type usemap valign value vspace width wrap xml:lang
            v:shapes xmlns:o xmlns:v xmlns:w
            """);

    /** Of the elements with {@code v:}, {@code o:} and {@code w:} alone (VML, W3C note of 1998, sections 5 and 6). */
    private static final Set<String> DRAWN = words("""
            adj adjusthandles angle anchorx anchory arcsize aspect aspectratio blacklevel color2 connecttype coordorigin
            coordsize cropbottom cropleft cropright croptop endcap eqn fill fillcolor filled focus focusposition focussize
            from gain gradientshapeok grayscale insetpen inset joinstyle method miterlimit opacity path pathdash recolor
            rotate rotation shapeok stroke strokecolor stroked strokeok strokeweight to v:ext weight
            o:allowincell o:allowoverlap o:connecttype o:extrusionok o:ext o:gfx o:preferrelative o:spid o:spt o:title
            """);

    private static final Map<String, String> REFUSED = refused();

    /** HTML, section 13.1.2: they have no end tag. */
    static final Set<String> VOID = words("area br col hr img wbr");
    /** HTML, section 13.1.2.4: end tags that may be left out. */
    static final Set<String> CLOSED_BY_OTHERS = words("li dt dd p tr td th tbody thead tfoot colgroup caption");

    static final Set<String> IN_TABLE = words("caption col colgroup tbody td tfoot th thead tr");

    private AllowedMarkup() {}

    private static Set<String> words(String list) {
        return Set.of(list.strip().split("\\s+"));
    }

    private static Map<String, String> refused() {
        String runs = "mail programs run no programs, and filters refuse such mail";
        String form = "mail programs show no forms; link to a page";
        String whole = "a signature is a part of a mail, which has its own";
        String swallows = "it would swallow the rest of the mail";
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
                Map.entry("xml", "it would change how Outlook shows the whole mail"),
                Map.entry("html", whole),
                Map.entry("head", whole),
                Map.entry("body", whole),
                Map.entry("meta", whole),
                Map.entry("title", whole),
                Map.entry("base", "it would change the links in the author's text"),
                Map.entry("plaintext", swallows),
                Map.entry("xmp", swallows),
                Map.entry("template", "mail programs do not show it"));
    }

    /** Why an element cannot stand in a signature, if so. */
    static Optional<String> refusal(String element) {
        if (ELEMENTS.contains(element)) {
            return Optional.empty();
        }
        return Optional.of(REFUSED.getOrDefault(element, "not all mail programs know it; leave it out"));
    }

    static boolean attribute(String element, String name) {
        return ATTRIBUTES.contains(name)
                || name.startsWith("data-")
                || name.startsWith("aria-")
                || element.indexOf(':') > 0 && DRAWN.contains(name);
    }
}
