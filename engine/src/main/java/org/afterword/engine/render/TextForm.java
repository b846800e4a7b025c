package org.afterword.engine.render;

import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** Makes the text form of a signature from its HTML: a line for each block, cells of a row side by side, links with their address. */
final class TextForm {
    private static final Set<String> BLOCKS = Set.of(
            "address",
            "blockquote",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "li",
            "ol",
            "p",
            "pre",
            "table",
            "tbody",
            "tr",
            "ul");

    private TextForm() {}

    static String of(String html) {
        StringBuilder text = new StringBuilder();
        Jsoup.parseBodyFragment(html).body().traverse(new NodeVisitor() {
            @Override
            public void head(Node node, int depth) {
                if (node instanceof TextNode words) {
                    append(text, words.text());
                } else if (node instanceof Element element) {
                    if (BLOCKS.contains(element.normalName())
                            || element.normalName().equals("br")) {
                        breakLine(text, element.normalName().equals("br"));
                    } else if (element.normalName().equals("td") && element.previousElementSibling() != null) {
                        append(text, " ");
                    }
                }
            }

            @Override
            public void tail(Node node, int depth) {
                if (node instanceof Element element) {
                    if (BLOCKS.contains(element.normalName())) {
                        breakLine(text, false);
                    } else if (element.normalName().equals("a")) {
                        appendAddress(text, element);
                    }
                }
            }
        });
        StringBuilder lines = new StringBuilder();
        text.toString()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(line -> lines.append(line).append('\n'));
        return lines.toString().stripTrailing();
    }

    private static void append(StringBuilder text, String words) {
        boolean spaceBefore = text.isEmpty() || Character.isWhitespace(text.charAt(text.length() - 1));
        text.append(spaceBefore ? words.stripLeading() : words);
    }

    private static void breakLine(StringBuilder text, boolean always) {
        if (always || !text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
    }

    /** A web link whose text does not show where it leads is followed by its address. */
    private static void appendAddress(StringBuilder text, Element link) {
        String href = link.attr("href");
        String shown = link.text();
        boolean web = href.startsWith("https://") || href.startsWith("http://");
        if (web && !href.contains(shown.strip()) || web && shown.isBlank()) {
            append(text, (shown.isBlank() ? "" : " ") + "<" + href + ">");
        }
    }
}
