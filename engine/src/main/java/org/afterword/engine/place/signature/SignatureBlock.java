package org.afterword.engine.place.signature;

import java.util.Locale;
import org.afterword.engine.place.lines.Mark;
import org.afterword.engine.place.lines.Markup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jspecify.annotations.Nullable;

/**
 * The signature in a block of its own, which takes over nothing from around it and can be found again.
 *
 * <p>Three marks, since each mail client keeps another one: the comment, the class and id (OWA prefixes them with
 * {@code x_}, Gmail with {@code m_} and a number), and the named anchor, which Word keeps as a bookmark.
 */
public final class SignatureBlock {
    private static final String NAME = Mark.OUR_NAME;
    private static final String ANCHOR = Mark.OUR_ANCHOR;
    public static final String COMMENT = "afterword:signature";

    private static final String EMPTY_LINE = "<div><br></div>";
    private static final String RESET = "display:block;clear:both;margin:0;padding:0;border:0;text-indent:0;"
            + "list-style:none;white-space:normal;font-weight:normal;font-style:normal;font-variant:normal;"
            + "text-decoration:none;text-transform:none;letter-spacing:normal;word-spacing:normal;line-height:normal;";

    private SignatureBlock() {}

    /**
     * The block.
     *
     * @param lineAbove whether there is something above that an empty line parts it from
     * @param lineBelow the same for what stands below
     */
    public static String html(String signature, boolean lineAbove, boolean lineBelow, @Nullable Node near) {
        String direction = direction(near);
        return "<!--" + COMMENT + "--><div id=\"" + NAME + "\" class=\"" + NAME + "\" dir=\"" + direction
                + "\" style=\"" + RESET + "text-align:" + (direction.equals("rtl") ? "right" : "left") + "\">"
                + (lineAbove ? EMPTY_LINE : "")
                + "<a name=\"" + ANCHOR + "\"></a>" + signature + (lineBelow ? EMPTY_LINE : "") + "</div><!--/"
                + COMMENT + "-->";
    }

    private static String direction(@Nullable Node near) {
        for (Node node = near; node != null; node = node.parent()) {
            if (node instanceof Element element && element.attributesSize() > 0) {
                String dir = element.attr("dir").toLowerCase(Locale.ROOT);
                if (dir.equals("rtl") || dir.equals("ltr")) {
                    return dir;
                }
                String style = element.hasAttr("style") ? Markup.style(element) : "";
                if (style.contains("direction:rtl")) {
                    return "rtl";
                }
            }
        }
        return "ltr";
    }
}
