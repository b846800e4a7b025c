package org.afterword.engine.render;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.render.StyleReader.Declaration;
import org.afterword.engine.render.StyleReader.StyleFault;

/** What a style can say in a signature: how its own words, boxes and pictures look, in their place, loading nothing. */
final class AllowedStyle {
    /** Each with what begins with it and a dash: {@code border} stands for {@code border-left-color} too. */
    private static final Set<String> FAMILIES = Set.of(
            "background",
            "border",
            "column",
            "font",
            "list-style",
            "margin",
            "overflow",
            "padding",
            "page-break",
            "text");

    private static final Set<String> PROPERTIES = Set.of(
            "align-content",
            "align-items",
            "align-self",
            "box-shadow",
            "box-sizing",
            "break-after",
            "break-before",
            "break-inside",
            "caption-side",
            "clear",
            "color",
            "color-scheme",
            "cursor",
            "direction",
            "display",
            "empty-cells",
            "flex",
            "flex-basis",
            "flex-direction",
            "flex-flow",
            "flex-grow",
            "flex-shrink",
            "flex-wrap",
            "float",
            "gap",
            "height",
            "hyphens",
            "justify-content",
            "layout-grid-mode",
            "letter-spacing",
            "line-break",
            "line-height",
            "max-height",
            "max-width",
            "min-height",
            "min-width",
            "object-fit",
            "object-position",
            "opacity",
            "order",
            "orphans",
            "outline",
            "outline-color",
            "outline-offset",
            "outline-style",
            "outline-width",
            "position",
            "row-gap",
            "tab-interval",
            "tab-size",
            "tab-stops",
            "table-layout",
            "unicode-bidi",
            "vertical-align",
            "visibility",
            "white-space",
            "widows",
            "width",
            "word-break",
            "word-spacing",
            "word-wrap",
            "z-index");

    /** Only with the prefix of one maker. */
    private static final Set<String> PREFIXED = Set.of(
            "-webkit-font-smoothing",
            "-webkit-line-break",
            "-webkit-nbsp-mode",
            "-moz-osx-font-smoothing",
            "-ms-interpolation-mode",
            "-webkit-text-size-adjust",
            "-webkit-tap-highlight-color",
            "-webkit-user-select",
            "v-text-anchor");

    private static final int LONGEST = 60;

    private static final Set<String> BLACK = Set.of("#000", "#000000", "black");

    private AllowedStyle() {}

    /** What is wrong with it, if anything. */
    static Optional<String> fault(String style) {
        try {
            return StyleReader.read(style).stream()
                    .map(AllowedStyle::fault)
                    .flatMap(Optional::stream)
                    .findFirst();
        } catch (StyleFault fault) {
            return Optional.of(String.valueOf(fault.getMessage()));
        }
    }

    private static Optional<String> fault(Declaration declaration) {
        String property = declaration.property();
        if (!allowed(property)) {
            return Optional.of("The property \"" + TemplateMarkup.shown(property)
                    + "\" cannot stand in a signature: leave it out.");
        }
        if (property.equals("position") && !Set.of("static", "relative").containsAll(declaration.words())) {
            return Optional.of("\"position\" can only be static or relative: a signature does not leave its place.");
        }
        return Optional.empty();
    }

    private static boolean allowed(String property) {
        if (property.length() > LONGEST) {
            return false;
        }
        if (PROPERTIES.contains(property) || PREFIXED.contains(property)) {
            return true;
        }
        if (property.startsWith("mso-")) {
            // Word's frames can stand anywhere on the page.
            return !property.startsWith("mso-element") && !property.startsWith("mso-position");
        }
        String plain = property;
        for (String maker : List.of("-webkit-", "-moz-", "-ms-")) {
            plain = plain.startsWith(maker) ? plain.substring(maker.length()) : plain;
        }
        if (PROPERTIES.contains(plain) || FAMILIES.contains(plain)) {
            return true;
        }
        int dash = plain.lastIndexOf('-');
        while (dash > 0) {
            if (FAMILIES.contains(plain.substring(0, dash))) {
                return true;
            }
            dash = plain.lastIndexOf('-', dash - 1);
        }
        return false;
    }

    /** Whether it has black text and no background of its own, for {@code style} without a fault. */
    static boolean blackOnNothing(String style) {
        try {
            List<Declaration> declarations = StyleReader.read(style);
            return declarations.stream()
                            .anyMatch(one -> one.property().equals("color")
                                    && one.words().stream().anyMatch(BLACK::contains))
                    && declarations.stream().noneMatch(one -> one.property().startsWith("background"));
        } catch (StyleFault unreadable) {
            return false;
        }
    }
}
